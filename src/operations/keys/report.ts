import type { Config, KeysConfig, VaultEndpoint } from '../../config/config.js';
import type { Context } from '../../config/context.js';
import { type KeyTable, readDataKeys } from '../../keys/data-keys.js';
import type { TransitUse } from '../../keys/rights.js';
import { isDenied, openTransit, type Transit, wrapVersion } from '../../keys/transit.js';
import { refuse } from '../../keys/words.js';
import { holdTargetLock } from '../../ledger/writer-lock.js';
import { openSession, type Session } from '../../mysql/session.js';
import type { KeysReport } from './types.js';
import { countValues, encryptedTables } from './values.js';

/** What the keys commands need, open. */
export interface OpenKeys extends AsyncDisposable {
  readonly keys: KeysConfig;
  readonly place: KeyTable;
  readonly session: Session;
  readonly transit: Transit;
}

/** RefusedError where the config names no keys, the Vault does not answer or allow these uses, or, to write, another process works on the target. */
export async function openKeys(
  { config }: Context,
  purpose: 'read' | 'write',
  uses: readonly TransitUse[] = [],
): Promise<OpenKeys> {
  const { keys, vault, database } = keysOf(config);
  const transit = await openTransit(vault, keys, { uses });
  try {
    const session = await openSession(config.target.mysql, purpose === 'write' ? 'target-writer' : 'target');
    try {
      if (purpose === 'write') await holdTargetLock(session, database);
    } catch (error) {
      await session.close();
      throw error;
    }
    return {
      keys,
      place: { database, table: keys.table },
      session,
      transit,
      async [Symbol.asyncDispose]() {
        await session.close();
        await transit.close();
      },
    };
  } catch (error) {
    await transit.close();
    throw error;
  }
}

function keysOf({ keys, target, path }: Config): {
  readonly keys: KeysConfig;
  readonly vault: VaultEndpoint;
  readonly database: string;
} {
  if (!keys || !target.vault) throw refuse('keys.no-config', { file: path });
  return { keys, vault: target.vault, database: target.mysql.database };
}

/** How keys and values stand. Reads only. */
export async function keysReport(
  context: Context,
  { keys, place, session, transit }: OpenKeys,
  done: Partial<Pick<KeysReport, 'changed' | 'left' | 'leftValues'>> = {},
): Promise<KeysReport> {
  const rows = await readDataKeys(session, place);
  const key = await readable(transit);
  const usable = new Set<number>();
  for (const { version, wrapped, state } of rows)
    if (state !== 'retired' && (await opens(transit, wrapped))) usable.add(version);
  const naming = new Map<number, number>();
  const columns: KeysReport['columns'][number][] = [];
  for (const { facts, columns: names } of await encryptedTables(context, session)) {
    for (const column of names) {
      let values = 0;
      let strange = 0;
      for (const [version, amount] of await countValues(session, facts.name, column)) {
        values += amount;
        if (version === null || !usable.has(version)) strange += amount;
        if (version !== null) naming.set(version, (naming.get(version) ?? 0) + amount);
      }
      columns.push({ table: facts.name, column, values, strange });
    }
  }
  return {
    ...place,
    key: keys.key,
    transit: key,
    versions: rows.map(({ version, state, madeAt, wrapped }) => ({
      version,
      state,
      madeAt,
      wrappedBy: wrapVersion(wrapped),
      values: naming.get(version) ?? 0,
    })),
    columns,
    changed: null,
    left: [],
    leftValues: 0,
    ...done,
  };
}

/** What the token may not read is not said. */
async function readable(transit: Transit): Promise<KeysReport['transit']> {
  return await unlessDenied(() => transit.read(), null);
}

/** Whether the engine opens a wrapped data key; taken for granted where the token may not ask. */
async function opens(transit: Transit, wrapped: string): Promise<boolean> {
  return await unlessDenied(async () => Buffer.isBuffer(await transit.unwrap(wrapped)), true);
}

async function unlessDenied<Result>(ask: () => Promise<Result>, otherwise: Result): Promise<Result> {
  try {
    return await ask();
  } catch (error) {
    if (!isDenied(error)) throw error;
    return otherwise;
  }
}
