import { addDataKey, makeKeyTable, readDataKeys, retireDataKey } from '../../keys/data-keys.js';
import { wrapVersion } from '../../keys/transit.js';
import { refuse } from '../../keys/words.js';
import { keysReport, openKeys } from './report.js';
import type { KeysOperation, KeysRetireOperation } from './types.js';
import { countValues, encryptedTables } from './values.js';

/** Reads only. */
export const keysStatus: KeysOperation = async (context) => {
  await using open = await openKeys(context, 'read');
  return await keysReport(context, open);
};

/** A new version of the transit key, and a data key under it, which is the active one from now on. Values stay as they are. */
export const keysRotate: KeysOperation = async (context) => {
  await using open = await openKeys(context, 'write');
  const { session, place, transit } = open;
  // A key that gives none is not rotated: it is somebody else's.
  await transit.makeDataKey();
  await makeKeyTable(session, place);
  // First: what is cut off behind it leaves a version that wraps nothing.
  await transit.rotate();
  await addDataKey(session, place, transit);
  return await keysReport(context, open);
};

export const keysRetire: KeysRetireOperation = async (context, version) => {
  await using open = await openKeys(context, 'write');
  const { session, place, transit, keys } = open;
  const rows = await readDataKeys(session, place);
  const row = rows.find((one) => one.version === version);
  if (!row) throw refuse('keys.no-version', { version, table: place.table });
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
    const lowest = Math.min(...kept.map(({ wrapped }) => wrapVersion(wrapped) ?? 1));
    // Before the table: where the token may not, nothing has changed.
    if ((await transit.read(keys.key)).minDecryption < lowest) await transit.setMinDecryption(lowest);
    await retireDataKey(session, place, version);
  }
  return await keysReport(context, open);
};
