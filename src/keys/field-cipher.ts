import { createHash, randomBytes } from 'node:crypto';
import type { Config, KeysConfig, VaultEndpoint } from '../config/config.js';
import { openSession } from '../mysql/session.js';
import { type DataKey, openField, parseField, sealField } from '../plan/field-value.js';
import type { FieldCipher, OpenedField } from '../plan/mapping.js';
import type { Cell } from '../plan/transform-rows.js';
import { readDataKeys } from './data-keys.js';
import { openTransit, type Transit } from './transit.js';
import { refuse } from './words.js';

/** Keys of one moment: by version the opened key, or that it is retired. */
interface OpenedKeys {
  readonly keys: ReadonlyMap<number, Buffer | 'retired'>;
  readonly active: DataKey | null;
}

/** A connection that is kept for a moment after its last use, for the next one. */
const idleMs = 1_000;

/**
 * The fields of the config's target. Data keys are read and opened when they are first needed, and again when a value names a version
 * that is new. Plain keys are in this process's memory alone. `trial`: where there is no active key yet, one that is thrown away serves,
 * for checks, which write nothing. Undefined where the config names no keys.
 */
export function fieldCipherOf(
  config: Pick<Config, 'keys' | 'target'>,
  purpose: 'work' | 'trial' = 'work',
): FieldCipher | undefined {
  const { keys, target } = config;
  if (!keys || !target.vault) return undefined;
  const withTransit = heldOpen(target.vault, keys);
  let opening: Promise<OpenedKeys> | undefined;
  const opened = () => {
    opening ??= withTransit((transit) => openKeys(config, keys, transit));
    opening.catch(() => {
      opening = undefined;
    });
    return opening;
  };
  const trial: DataKey = { version: 1, key: randomBytes(32) };
  const missing = new Set<number>();

  async function keysFor(versions: readonly number[]): Promise<OpenedKeys['keys']> {
    const { keys: known } = await opened();
    const strange = versions.filter((version) => !known.has(version) && !missing.has(version));
    if (strange.length === 0) return known;
    // It may have been made since.
    for (const version of strange) missing.add(version);
    opening = undefined;
    return (await opened()).keys;
  }

  return {
    async encrypt(cells) {
      const { active } = await opened();
      const key = active ?? (purpose === 'trial' ? trial : null);
      if (!key) throw refuse('keys.none-active', { table: keys.table });
      return cells.map((cell) => (cell === null ? null : sealField(key, cell)));
    },
    async open(cells) {
      const fields = cells.map((cell) => (cell === null ? null : parseField(cell)));
      const known = await keysFor(fields.flatMap((field) => (field ? [field.version] : [])));
      return cells.map((cell, index): OpenedField => {
        if (cell === null) return { plain: null };
        const field = fields[index];
        if (!field) return { fault: 'no-field' };
        const key = known.get(field.version);
        if (key === undefined) return { fault: 'unknown' };
        if (key === 'retired') return { fault: 'retired' };
        const plain = openField(field, key);
        return plain === null ? { fault: 'broken' } : { plain };
      });
    },
    async hash(cells, kind) {
      const present = cells.filter((cell) => cell !== null);
      const hashes =
        kind === 'sha256'
          ? present.map((cell) => createHash('sha256').update(cell).digest('hex'))
          : await withTransit((transit) => transit.hmac(present));
      let next = 0;
      return cells.map((cell): Cell => (cell === null ? null : Buffer.from(hashes[next++] ?? '', 'latin1')));
    },
  };
}

async function openKeys(
  { target }: Pick<Config, 'target'>,
  { table }: KeysConfig,
  transit: Transit,
): Promise<OpenedKeys> {
  await using session = await openSession(target.mysql, 'target');
  const rows = await readDataKeys(session, { database: target.mysql.database, table });
  const keys = new Map<number, Buffer | 'retired'>();
  let active: DataKey | null = null;
  for (const { version, wrapped, state } of rows) {
    const key = state === 'retired' ? null : await transit.unwrap(wrapped);
    keys.set(version, key ?? 'retired');
    if (key && state === 'active') active = { version, key };
  }
  return { keys, active };
}

/** Does work with the engine: one connection for all that follow each other closely. */
function heldOpen(endpoint: VaultEndpoint, config: KeysConfig) {
  let connection: Promise<Transit> | undefined;
  let users = 0;
  let timer: NodeJS.Timeout | undefined;
  const letGo = () => {
    const left = connection;
    connection = undefined;
    left?.then((transit) => transit.close()).catch(() => undefined);
  };
  return async <Result>(work: (transit: Transit) => Promise<Result>): Promise<Result> => {
    clearTimeout(timer);
    users += 1;
    const current = connection ?? openTransit(endpoint, config);
    connection = current;
    // One that could not be opened serves nobody.
    current.catch(() => {
      if (connection === current) connection = undefined;
    });
    try {
      return await work(await current);
    } finally {
      users -= 1;
      if (users === 0) timer = setTimeout(letGo, idleMs).unref();
    }
  };
}
