import type { Context } from '../../config/context.js';
import { cellContextOf } from '../../keys/cell-context.js';
import { changedVersions } from '../../ledger/changed-versions.js';
import { readRowsBefore } from '../../ledger/chunks.js';
import type { RunLedger } from '../../ledger/location.js';
import type { StoredRun } from '../../ledger/runs.js';
import { readSegments } from '../../ledger/segments.js';
import { type LogPosition, readLogEnd } from '../../mysql/log-position.js';
import { openSession, type Session } from '../../mysql/session.js';
import type { RowKey } from '../../phases/rows/compare/keys.js';
import type { SessionPair } from '../../phases/rows/compare/rows.js';
import { type RowsTable, rowsTable } from '../../phases/rows/compare/rows-table.js';
import { readOtherRuns } from '../../phases/rows/validate/jobs/other-runs.js';
import { volatileColumns } from '../../phases/rows/validate/run-validation.js';
import { withSegments } from '../../plan/segments.js';

/** What comparing beside following works with. */
export interface Sessions extends SessionPair {
  readonly ledger: RunLedger;
}

/** Opens them all, or none. */
export async function openSessions(
  { config: { source, target } }: Context,
  ledger: Pick<RunLedger, 'location' | 'runId'>,
): Promise<Sessions> {
  const opened: Session[] = [];
  const open = async (...which: Parameters<typeof openSession>) => {
    const session = await openSession(...which);
    opened.push(session);
    return session;
  };
  try {
    return {
      source: await open(source.mysql, 'source'),
      target: await open(target.mysql, 'target'),
      ledger: { ...ledger, session: await open(target.mysql, 'target-writer') },
    };
  } catch (error) {
    for (const session of opened) session.destroy();
    throw error;
  }
}

/** Cuts them. */
export function cutSessions(sessions: Sessions | undefined): void {
  sessions?.source.destroy();
  sessions?.target.destroy();
  sessions?.ledger.session.destroy();
}

/**
 * The tables with the rows that are ours by the ledger as it is now: following brings rows, notes which stood there before, and makes room
 * for new IDs.
 */
export async function readTables(
  { config, preset }: Context,
  run: StoredRun,
  ledger: RunLedger,
): Promise<readonly RowsTable[]> {
  const plan = withSegments(run.plan, (await readSegments(ledger)).get(run.runId));
  const options = {
    plan,
    cellContext: cellContextOf(config),
    volatile: volatileColumns(preset),
    versionChanges: (table: string, keys?: readonly RowKey[]) => changedVersions(ledger, table, keys),
    rowsBefore: await readRowsBefore(ledger),
    otherRuns: await readOtherRuns(ledger, run),
  };
  return plan.tables.map((table) => rowsTable(options, table));
}

/** Where the source's log ends now. */
export async function logEnd({ source }: Pick<SessionPair, 'source'>): Promise<LogPosition> {
  const end = await readLogEnd(source);
  if (!end) throw new Error('the source does not say where its binary log ends');
  return end;
}
