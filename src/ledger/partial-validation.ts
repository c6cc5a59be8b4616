import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import type { JobResult, ValidationLevel } from '../core/validation-shape.js';
import { ledgerTable, type RunLedger } from './location.js';
import { json, row } from './read-rows.js';
import { insertRow, rowsOf } from './rows.js';
import { storedJobResult } from './stored-results.js';

/** Tables that an interrupted validation had finished, so that the next one need not begin again. */

/** Older ones are not used: too much may have happened since. */
const partialForMinutes = 60;

interface Place extends RunLedger {
  readonly level: ValidationLevel;
}

export async function savePartial(place: Place, table: string, results: readonly JobResult[]): Promise<void> {
  const savedAt = new Date().toISOString();
  await insertRow(
    place,
    'partial_checks',
    { level: place.level, tableName: table, savedAt, results },
    'REPLACE',
  );
}

/** What an interrupted validation of this level found, within the last hour. */
export async function readPartial(place: Place): Promise<readonly JobResult[]> {
  const since = new Date(Date.now() - partialForMinutes * 60_000).toISOString();
  const fresh = `AND level = ${quoteText(place.level)} AND saved_at >= ${quoteText(since)}`;
  const partial = row({ results: json(z.array(storedJobResult)) });
  return (await rowsOf(place, 'partial_checks', partial, fresh)).flatMap(({ results }) => results);
}

/** Forgets them: the validation is complete, or something was written since. */
export async function clearPartial({ session, location, runId }: RunLedger): Promise<void> {
  await session.execute(
    `DELETE FROM ${ledgerTable(location, 'partial_checks')} WHERE run_id = ${quoteText(runId)}`,
  );
}
