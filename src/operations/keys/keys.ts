import { addDataKey, makeKeyTable, readDataKeys, retireDataKey } from '../../keys/data-keys.js';
import { vaultFault, wrapVersion } from '../../keys/transit.js';
import { refuse, say } from '../../keys/words.js';
import { keysReport, openKeys } from './report.js';
import { stoppedAfter, toldAfter } from './stopped.js';
import type { KeysOperation, KeysRetireOperation } from './types.js';
import { countValues, encryptedTables } from './values.js';

/** Reads only. */
export const keysStatus: KeysOperation = async (context) => {
  await using open = await openKeys(context, 'read');
  return await keysReport(context, open);
};

/** A new version of the transit key, and a data key under it, which is the active one from now on. Values stay as they are. */
export const keysRotate: KeysOperation = async (context) => {
  await using open = await openKeys(context, 'write', ['make', 'rotate']);
  const { session, place, transit, keys } = open;
  const { key } = keys;
  // A key that gives none is not rotated: it is somebody else's.
  await transit.makeDataKey();
  await makeKeyTable(session, place);
  // First: what is cut off behind it leaves a version that wraps nothing.
  await transit.rotate().catch((error: unknown) => {
    throw isUncertain(error) ? stoppedAfter(say('keys.half.perhaps', { key }), error) : error;
  });
  const { version } = await transit
    .makeDataKey()
    .then((made) => addDataKey(session, place, made))
    .catch((error: unknown) => {
      throw stoppedAfter(say('keys.half.rotated', { key }), error);
    });
  return await toldAfter(say('keys.done.rotated', { version }), () => keysReport(context, open));
};

export const keysRetire: KeysRetireOperation = async (context, version) => {
  await using open = await openKeys(context, 'write', ['read', 'config']);
  const { session, place, transit, keys } = open;
  const { table } = place;
  const rows = await readDataKeys(session, place);
  const row = rows.find((one) => one.version === version);
  if (!row) throw refuse('keys.no-version', { version, table });
  if (row.state === 'active') throw refuse('keys.active', { version });
  for (const { facts, columns } of await encryptedTables(context, session)) {
    for (const column of columns) {
      const values = (await countValues(session, facts.name, column)).get(version) ?? 0;
      if (values > 0)
        throw refuse('keys.named', { version, values, ...place, column: `${facts.name}.${column}` });
    }
  }
  if (row.state !== 'retired') {
    const kept = rows.filter((one) => one.version !== version && one.state !== 'retired');
    const { minDecryption } = await transit.read();
    // Never lower, and as it is where no data key is left: what was retired before would open again.
    const lowest =
      kept.length === 0
        ? minDecryption
        : Math.max(minDecryption, Math.min(...kept.map(({ wrapped }) => wrapVersion(wrapped) ?? 1)));
    const about = { key: keys.key, lowest, version, table };
    // Before the table: where the token may not, nothing has changed.
    if (minDecryption < lowest) {
      await transit.setMinDecryption(lowest).catch((error: unknown) => {
        throw isUncertain(error) ? stoppedAfter(say('keys.half.retired-perhaps', about), error) : error;
      });
    }
    await retireDataKey(session, place, version).catch((error: unknown) => {
      throw stoppedAfter(say('keys.half.retired', about), error);
    });
  }
  return await toldAfter(say('keys.done.retired', { version }), () => keysReport(context, open));
};

/** Whether a call may have been carried out all the same: its answer did not come, or not whole. */
function isUncertain(error: unknown): boolean {
  return /^(unreachable|malformed|server)$/.test(vaultFault(error)?.kind ?? '');
}
