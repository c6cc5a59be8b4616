import type { Context } from '../config/context.js';
import { RefusedError } from '../core/refused.js';
import { type LiveRecord, readLive } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import type { StoredRun } from '../ledger/runs.js';
import { say } from '../live/words.js';
import { readDatabaseFacts } from '../mysql/facts.js';
import { openSession } from '../mysql/session.js';
import type { Phase } from '../phases/phase.js';
import { placeOf } from '../phases/run-state.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { TablePlan } from '../plan/plan.js';
import { withTarget } from './target-ledger.js';

/** What the ledger knows of following the run; RefusedError where it cannot be followed. */
export async function fitRun(
  phases: readonly Phase[],
  { runId, state, plan }: StoredRun,
  ledger: RunLedger,
): Promise<LiveRecord> {
  const run = { run: runId };
  if (state === 'rolled-back' || state === 'rolling-back')
    throw new RefusedError(say('follow.rolled-back', run), { remedy: say('follow.rolled-back.remedy') });
  const live = await readLive(ledger);
  if (!live) throw new RefusedError(say('follow.not-live', run), { remedy: say('follow.not-live.remedy') });
  const rows = phases.filter(({ takesPart }) => takesPart(plan));
  if (placeOf(state, rows).done === 0)
    throw new RefusedError(say('follow.unfinished', run), { remedy: say('follow.unfinished.remedy') });
  return live;
}

/** Both sides as they are now. RefusedError as `readSource`. */
export async function readSides(
  context: Context,
  run: StoredRun,
): Promise<{ readonly source: DatabaseFacts; readonly target: DatabaseFacts }> {
  const { database } = context.config.target.mysql;
  const target = await withTarget(context, (session) => readDatabaseFacts(session, database));
  return { source: await readSource(context, run), target };
}

/** The source as it is now. RefusedError where it is not the run's, or its tables are not as they were. */
export async function readSource({ config }: Context, { runId, plan }: StoredRun): Promise<DatabaseFacts> {
  const { database } = config.source.mysql;
  const session = await openSession(config.source.mysql, 'source');
  try {
    const facts = await readDatabaseFacts(session, database);
    if (facts.serverIdentity !== plan.source.identity || database !== plan.source.database)
      throw new RefusedError(say('follow.other-source', { database, run: runId }), {
        remedy: say('follow.other-source.remedy'),
      });
    for (const table of plan.tables) {
      const column = alteredColumn(table, facts);
      if (column === undefined) continue;
      throw new RefusedError(say('follow.altered', { table: table.table, column }), {
        remedy: say('follow.altered.remedy'),
      });
    }
    return facts;
  } finally {
    await session.close();
  }
}

/** A column that came, went or is of another type than when the run was planned; the table's own name where it is gone. */
function alteredColumn(
  { source, columns, droppedColumns }: TablePlan,
  { tables }: DatabaseFacts,
): string | undefined {
  const now = tables[source];
  if (!now) return source;
  const types = new Map(now.columns.map(({ name, columnType }) => [name.toLowerCase(), columnType]));
  const planned = columns.flatMap((column) => column.source ?? []);
  const other = planned.find(({ name, columnType }) => types.get(name.toLowerCase()) !== columnType);
  if (other) return other.name;
  // What the plan sets itself has no source, though the source may have a column of that name.
  const names = [...planned, ...columns].map(({ name }) => name);
  const known = new Set([...names, ...droppedColumns].map((name) => name.toLowerCase()));
  return now.columns.find(
    ({ name, generated, invisible }) => !generated && !invisible && !known.has(name.toLowerCase()),
  )?.name;
}
