import { randomBytes } from 'node:crypto';
import type { RunOutcome } from '../core/events.js';
import { quoteText } from '../core/sql.js';
import type { Row } from '../mysql/session.js';
import type { Plan } from '../plan/plan.js';
import { upgradedPlan } from '../plan/stored-plan.js';
import { ledgerTable, type RunLedger } from './location.js';
import type { RunRecord, RunState } from './types.js';

/** Generator values before and after, as they were raised for a run. */
export interface RaisedGenerator {
  readonly resource: string;
  readonly from: string;
  readonly to: string;
}

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
export interface RunChange {
  readonly state?: RunState;
  readonly outcome?: RunOutcome | null;
  readonly finishedAt?: string | null;
  readonly snapshot?: RunRecord['snapshot'];
  readonly generators?: readonly RaisedGenerator[];
}

export async function updateRun({ session, location, runId }: RunLedger, change: RunChange): Promise<void> {
  const text = (value: string | null) => (value === null ? 'NULL' : quoteText(value));
  const parts: string[] = [];
  if (change.state !== undefined) parts.push(`state = ${text(change.state)}`);
  if (change.outcome !== undefined) parts.push(`outcome = ${text(change.outcome)}`);
  if (change.finishedAt !== undefined) parts.push(`finished_at = ${text(change.finishedAt)}`);
  if (change.snapshot !== undefined) parts.push(`snapshot = ${text(JSON.stringify(change.snapshot))}`);
  if (change.generators !== undefined) parts.push(`generators = ${text(JSON.stringify(change.generators))}`);
  if (parts.length === 0) return;
  await session.execute(
    `UPDATE ${ledgerTable(location, 'runs')} SET ${parts.join(', ')} WHERE run_id = ${quoteText(runId)}`,
  );
}

/** Runs into this database, newest first; of one tenant when given. */
export async function listRuns(
  { session, location }: Omit<RunLedger, 'runId'>,
  targetDatabase: string,
  tenantId?: string,
): Promise<readonly StoredRun[]> {
  const tenant = tenantId === undefined ? '' : ` AND tenant_id = ${quoteText(tenantId)}`;
  const rows = await session.query(
    `SELECT * FROM ${ledgerTable(location, 'runs')}
      WHERE target_database = ${quoteText(targetDatabase)}${tenant} ORDER BY started_at DESC, run_id DESC`,
  );
  return rows.map(readRun);
}

function readRun(row: Row): StoredRun {
  const optional = (value: Row[string] | undefined) =>
    value === null || value === undefined ? null : String(value);
  const snapshot = optional(row.snapshot);
  const generators = optional(row.generators);
  return {
    runId: String(row.run_id),
    targetDatabase: String(row.target_database),
    tenantId: String(row.tenant_id),
    preset: String(row.preset),
    state: String(row.state) as RunState,
    outcome: optional(row.outcome) as RunOutcome | null,
    startedAt: String(row.started_at),
    finishedAt: optional(row.finished_at),
    plan: upgradedPlan(JSON.parse(String(row.plan)) as Plan),
    snapshot: snapshot === null ? null : (JSON.parse(snapshot) as RunRecord['snapshot']),
    generators: generators === null ? [] : (JSON.parse(generators) as readonly RaisedGenerator[]),
    toolVersion: String(row.tool_version),
  };
}
