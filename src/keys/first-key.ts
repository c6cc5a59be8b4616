import type { Config } from '../config/config.js';
import { openSession } from '../mysql/session.js';
import type { Plan } from '../plan/plan.js';
import { addDataKey, makeKeyTable, readDataKeys } from './data-keys.js';
import { openTransit } from './transit.js';

/** Makes the first data key of a target, and the table for it, where a plan encrypts columns and there is none. RefusedError where it cannot be. */
export async function makeFirstKey({ keys, target }: Config, { tables }: Plan): Promise<void> {
  const encrypts = tables.some(({ columns }) =>
    columns.some(({ treatment }) => treatment.kind === 'encrypt'),
  );
  if (!encrypts || !keys || !target.vault) return;
  const place = { database: target.mysql.database, table: keys.table };
  await using session = await openSession(target.mysql, 'target-writer');
  if ((await readDataKeys(session, place)).some(({ state }) => state === 'active')) return;
  await using transit = await openTransit(target.vault, keys, { uses: ['make'] });
  // First: where the engine gives none, no table is made either.
  const made = await transit.makeDataKey();
  await makeKeyTable(session, place);
  await addDataKey(session, place, made);
}
