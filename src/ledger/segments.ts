import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import type { Segments } from '../plan/segments.js';
import type { IdSegment } from '../plan/treatments.js';
import { ledgerTable, type RunLedger } from './location.js';
import { readRows } from './read-rows.js';
import { hasTable } from './version.js';

/** Appends room for IDs of a table, within the transaction that reserves it in the target. */
export async function insertSegment(
  { session, location, runId }: RunLedger,
  table: string,
  { above, room, offset }: IdSegment,
): Promise<void> {
  const values = [runId, table, above, room, offset, new Date().toISOString()];
  await session.execute(
    `INSERT INTO ${ledgerTable(location, 'segments')} (run_id, table_name, above_id, room, id_offset, reserved_at)
      VALUES (${values.map(quoteText).join(', ')})`,
  );
}

const integer = z.string().regex(/^-?\d+$/);
const segmentRow = z.object({
  run_id: z.string(),
  table_name: z.string(),
  above_id: integer,
  room: integer,
  id_offset: integer,
});

/** Run → its segments by table, in the order of IDs; none in a ledger of a version before there were any. */
export async function readSegments({
  session,
  location,
}: Omit<RunLedger, 'runId'>): Promise<ReadonlyMap<string, Segments>> {
  if (!(await hasTable(session, location, 'segments'))) return new Map();
  const rows = await readRows(
    { session, location },
    'segments',
    segmentRow,
    `SELECT run_id, table_name, above_id, room, id_offset FROM ${ledgerTable(location, 'segments')}
      ORDER BY run_id, table_name, CAST(above_id AS DECIMAL(30))`,
  );
  const byRun = new Map<string, Record<string, IdSegment[]>>();
  for (const { run_id, table_name: table, above_id: above, room, id_offset: offset } of rows) {
    const ofRun = byRun.get(run_id) ?? {};
    byRun.set(run_id, ofRun);
    ofRun[table] = [...(ofRun[table] ?? []), { above, room, offset }];
  }
  return byRun;
}
