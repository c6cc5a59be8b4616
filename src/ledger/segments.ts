import { z } from 'zod';
import type { Segments } from '../plan/segments.js';
import type { IdSegment } from '../plan/treatments.js';
import { ledgerTable, type RunLedger } from './location.js';
import { readRows, row } from './read-rows.js';
import { insertRow } from './rows.js';
import { hasTable } from './version.js';

/** Appends room for IDs of a table, within the transaction that reserves it in the target. */
export async function insertSegment(
  ledger: RunLedger,
  table: string,
  { above, room, offset }: IdSegment,
): Promise<void> {
  const segment = { tableName: table, aboveId: above, room, idOffset: offset };
  await insertRow(ledger, 'segments', { ...segment, reservedAt: new Date().toISOString() });
}

const integer = z.string().regex(/^-?\d+$/);
const segmentRow = row({
  runId: z.string(),
  tableName: z.string(),
  aboveId: integer,
  room: integer,
  idOffset: integer,
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
    `SELECT * FROM ${ledgerTable(location, 'segments')}
      ORDER BY run_id, table_name, CAST(above_id AS DECIMAL(30))`,
  );
  const byRun = new Map<string, Record<string, IdSegment[]>>();
  for (const { runId, tableName: table, aboveId: above, room, idOffset: offset } of rows) {
    const ofRun = byRun.get(runId) ?? {};
    byRun.set(runId, ofRun);
    ofRun[table] = [...(ofRun[table] ?? []), { above, room, offset }];
  }
  return byRun;
}
