import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import type { JobResult, ValidationLevel } from '../core/validation-shape.js';
import { ledgerTable, type RunLedger } from './location.js';
import { json, readRows } from './read-rows.js';
import { storedJobResult } from './stored-results.js';

/** Tables that an interrupted validation had finished, so that the next one need not begin again. */

/** Older ones are not used: too much may have happened since. */
const partialForMinutes = 60;

interface Place extends RunLedger {
  readonly level: ValidationLevel;
}

const condition = ({ runId, level }: Place) => `run_id = ${quoteText(runId)} AND level = ${quoteText(level)}`;

export async function savePartial(place: Place, table: string, results: readonly JobResult[]): Promise<void> {
  const { session, location, runId, level } = place;
  const values = [runId, level, table, new Date().toISOString(), JSON.stringify(results)];
  await session.execute(
    `REPLACE INTO ${ledgerTable(location, 'partial_checks')} (run_id, level, table_name, saved_at, results)
      VALUES (${values.map(quoteText).join(', ')})`,
  );
}

/** What an interrupted validation of this level found, within the last hour. */
export async function readPartial(place: Place): Promise<readonly JobResult[]> {
  const since = new Date(Date.now() - partialForMinutes * 60_000).toISOString();
  const rows = await readRows(
    place,
    'partial_checks',
    z.object({ results: json(z.array(storedJobResult)) }),
    `SELECT results FROM ${ledgerTable(place.location, 'partial_checks')}
      WHERE ${condition(place)} AND saved_at >= ${quoteText(since)}`,
  );
  return rows.flatMap(({ results }) => results);
}

/** Forgets them: the validation is complete, or something was written since. */
export async function clearPartial({ session, location, runId }: RunLedger): Promise<void> {
  await session.execute(
    `DELETE FROM ${ledgerTable(location, 'partial_checks')} WHERE run_id = ${quoteText(runId)}`,
  );
}
