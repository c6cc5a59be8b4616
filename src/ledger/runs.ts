import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { runOutcome } from '../core/event-shapes.js';
import type { RunOutcome } from '../core/events.js';
import { quoteText } from '../core/sql.js';
import type { Plan } from '../plan/plan.js';
import { withSegments } from '../plan/segments.js';
import { storedPlan } from '../plan/stored-plan.js';
import { ledgerTable, type RunLedger } from './location.js';
import { json, readRows } from './read-rows.js';
import { readSegments } from './segments.js';
import { type RaisedGenerator, raisedGenerator, runSnapshot } from './shapes.js';
import type { RunRecord, RunState } from './types.js';

/** A run as the ledger keeps it, with what only the engine needs. */
export interface StoredRun extends RunRecord {
  readonly targetDatabase: string;
  readonly generators: readonly RaisedGenerator[];
}

/** Sortable by time, and unique: `20261121-031500-9f3a`. */
export function newRunId(now: Date): string {
  const digits = now.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomBytes(2).toString('hex')}`;
}

export async function insertRun(
  { session, location, runId }: RunLedger,
  run: Pick<RunRecord, 'startedAt' | 'toolVersion'> & {
    readonly plan: Plan;
    readonly targetDatabase: string;
  },
): Promise<void> {
  const { plan } = run;
  const values = [
    runId,
    run.targetDatabase,
    plan.tenant.id,
    plan.preset,
    'created',
    run.startedAt,
    plan.fingerprint,
    JSON.stringify(plan),
    run.toolVersion,
  ];
  await session.execute(
    `INSERT INTO ${ledgerTable(location, 'runs')}
      (run_id, target_database, tenant_id, preset, state, started_at, fingerprint, plan, tool_version)
      VALUES (${values.map(quoteText).join(', ')})`,
  );
}

/** What may change in a run's row. */
interface RunChange {
  readonly state?: RunState;
  readonly outcome?: RunOutcome | null;
  readonly finishedAt?: string | null;
  /** With stores that the config has named since. */
  readonly plan?: Plan;
  readonly snapshot?: RunRecord['snapshot'];
  readonly generators?: readonly RaisedGenerator[];
}

export async function updateRun({ session, location, runId }: RunLedger, change: RunChange): Promise<void> {
  const text = (value: string | null) => (value === null ? 'NULL' : quoteText(value));
  const parts: string[] = [];
  if (change.state !== undefined) parts.push(`state = ${text(change.state)}`);
  if (change.outcome !== undefined) parts.push(`outcome = ${text(change.outcome)}`);
  if (change.finishedAt !== undefined) parts.push(`finished_at = ${text(change.finishedAt)}`);
  if (change.plan !== undefined) parts.push(`plan = ${text(JSON.stringify(change.plan))}`);
  if (change.snapshot !== undefined) parts.push(`snapshot = ${text(JSON.stringify(change.snapshot))}`);
  if (change.generators !== undefined) parts.push(`generators = ${text(JSON.stringify(change.generators))}`);
  if (parts.length === 0) return;
  await session.execute(
    `UPDATE ${ledgerTable(location, 'runs')} SET ${parts.join(', ')} WHERE run_id = ${quoteText(runId)}`,
  );
}

const nullable = z.string().nullable();

const runRow = z
  .object({
    run_id: z.string(),
    target_database: z.string(),
    tenant_id: z.string(),
    preset: z.string(),
    // Which phases there are is known above: `placeOf` refuses what is none.
    state: z.string().regex(/^[a-z]+(-[a-z]+)?$/),
    outcome: runOutcome.nullable(),
    started_at: z.string(),
    finished_at: nullable,
    plan: json(storedPlan),
    snapshot: json(runSnapshot).nullable(),
    generators: json(z.array(raisedGenerator)).nullable(),
    tool_version: z.string(),
  })
  .transform(
    (row): StoredRun => ({
      runId: row.run_id,
      targetDatabase: row.target_database,
      tenantId: row.tenant_id,
      preset: row.preset,
      state: row.state,
      outcome: row.outcome,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      plan: row.plan,
      snapshot: row.snapshot,
      generators: row.generators ?? [],
      toolVersion: row.tool_version,
    }),
  );

/** Runs into this database, newest first; of one tenant when given. */
export async function listRuns(
  { session, location }: Omit<RunLedger, 'runId'>,
  targetDatabase: string,
  tenantId?: string,
): Promise<readonly StoredRun[]> {
  const tenant = tenantId === undefined ? '' : ` AND tenant_id = ${quoteText(tenantId)}`;
  const runs = await readRows(
    { session, location },
    'runs',
    runRow,
    `SELECT * FROM ${ledgerTable(location, 'runs')}
      WHERE target_database = ${quoteText(targetDatabase)}${tenant} ORDER BY started_at DESC, run_id DESC`,
  );
  const segments = await readSegments({ session, location });
  return runs.map((run) => ({ ...run, plan: withSegments(run.plan, segments.get(run.runId)) }));
}
