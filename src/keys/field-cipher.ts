import { createHash, randomBytes } from 'node:crypto';
import type { Config, KeysConfig, MysqlEndpoint, VaultEndpoint } from '../config/config.js';
import { openSession } from '../mysql/session.js';
import { type DataKey, openField, parseField, sealField } from '../plan/field-value.js';
import type { FieldCipher, OpenedField } from '../plan/mapping.js';
import type { Cell } from '../plan/transform-rows.js';
import type { CallOptions } from '../vault/caller.js';
import { readDataKeys } from './data-keys.js';
import { openTransit, type Transit, type TransitOptions, type Unwrapped } from './transit.js';
import { refuse } from './words.js';

/** A data key as it was opened. */
interface OpenedKey {
  readonly wrapped: string;
  readonly key: Unwrapped;
}

/** Keys of one moment, by version. */
interface OpenedKeys {
  readonly at: number;
  readonly keys: ReadonlyMap<number, OpenedKey>;
  readonly active: DataKey | null;
}

/** Who follows a source for days sees within that time which key is the active one, and which are retired. */
const freshMs = 60_000;
/** A version that no key has is looked for again after so long: damaged values may be many, and one may be made at any time. */
const lookAgainMs = 2_000;

/** A connection that is kept for a moment after its last use, for the next one. */
const idleMs = 1_000;

/**
 * The fields of the config's target. Data keys are read and opened when they are first needed, each minute in which they are used, and
 * when a value names a version that is new. Plain keys are in this process's memory alone. `trial`: where there is no active key yet,
 * one that is thrown away serves, for checks, which write nothing. Undefined where the config names no keys.
 */
export function fieldCipherOf(
  config: Pick<Config, 'keys' | 'target'>,
  purpose: 'work' | 'trial' = 'work',
  waiting?: CallOptions,
): FieldCipher | undefined {
  const { keys, target } = config;
  if (!keys || !target.vault) return undefined;
  const withTransit = heldOpen(target.vault, keys, { waiting });
  const place = { endpoint: target.mysql, table: keys.table };
  let latest: OpenedKeys | undefined;
  let opening: Promise<OpenedKeys> | undefined;
  const unwrap: Transit['unwrap'] = (wrapped) => withTransit((transit) => transit.unwrap(wrapped));
  /** Keys as they are since then, or later. */
  async function opened(since = performance.now() - freshMs): Promise<OpenedKeys> {
    while (!latest || latest.at < since) {
      opening ??= openKeys(place, unwrap, latest?.keys).finally(() => {
        opening = undefined;
      });
      latest = await opening;
    }
    return latest;
  }
  const trial: DataKey = { version: 1, key: randomBytes(32) };
  /** Versions that no key had, and when that was seen. */
  const missing = new Map<number, number>();

  async function keysFor(versions: readonly number[]): Promise<OpenedKeys['keys']> {
    const { keys: known } = await opened();
    const now = performance.now();
    const strange = versions.filter(
      (version) => !known.has(version) && now - (missing.get(version) ?? -lookAgainMs) >= lookAgainMs,
    );
    if (strange.length === 0) return known;
    // It may have been made since.
    const { keys: read } = await opened(now);
    for (const version of strange) missing.set(version, performance.now());
    return read;
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
        if (key.key === 'retired') return { fault: 'retired' };
        // Nobody can tell which key it was.
        if (key.key === 'closed') return { fault: 'broken' };
        const plain = openField(field, key.key);
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

/** `known`: keys that are opened already; the engine is not asked for them again. */
async function openKeys(
  { endpoint, table }: { readonly endpoint: MysqlEndpoint; readonly table: string },
  unwrap: Transit['unwrap'],
  known: OpenedKeys['keys'] = new Map(),
): Promise<OpenedKeys> {
  const at = performance.now();
  await using session = await openSession(endpoint, 'target');
  const rows = await readDataKeys(session, { database: endpoint.database, table });
  const keys = new Map<number, OpenedKey>();
  let active: DataKey | null = null;
  for (const { version, wrapped, state } of rows) {
    const before = known.get(version);
    const unwrapped = async () => (before?.wrapped === wrapped ? before.key : await unwrap(wrapped));
    const key = state === 'retired' ? state : await unwrapped();
    keys.set(version, { wrapped, key });
    if (state === 'active' && Buffer.isBuffer(key)) active = { version, key };
  }
  return { at, keys, active };
}

/** Does work with the engine: one connection for all that follow each other closely. */
function heldOpen(endpoint: VaultEndpoint, config: KeysConfig, options: TransitOptions) {
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
    const current = connection ?? openTransit(endpoint, config, options);
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
