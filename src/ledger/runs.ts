import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { runOutcome } from '../core/event-shapes.js';
import type { Plain } from '../core/shape.js';
import { quoteText } from '../core/sql.js';
import { withSegments } from '../plan/segments.js';
import { storedPlan } from '../plan/stored-plan.js';
import { ledgerTable, type RunLedger } from './location.js';
import { json, readRows, row } from './read-rows.js';
import { insertRow, updateRows } from './rows.js';
import { readSegments } from './segments.js';
import { raisedGenerator, runSnapshot } from './shapes.js';

const storedRun = row({
  runId: z.string(),
  targetDatabase: z.string(),
  tenantId: z.string(),
  preset: z.string(),
  // Which phases there are is known above: `placeOf` refuses what is none.
  state: z.string().regex(/^[a-z]+(-[a-z]+)?$/),
  outcome: runOutcome.nullable(),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  plan: json(storedPlan),
  snapshot: json(runSnapshot).nullable(),
  generators: json(z.array(raisedGenerator))
    .nullable()
    .transform((raised) => raised ?? []),
  toolVersion: z.string(),
});

/** A run as the ledger keeps it, with what only the engine needs. */
export type StoredRun = Plain<z.infer<typeof storedRun>>;
export type RunRecord = Omit<StoredRun, 'targetDatabase' | 'generators'>;

/** Sortable by time, and unique: `20261121-031500-9f3a`. */
export function newRunId(now: Date): string {
  const digits = now.toISOString().replace(/\D/g, '');
  return `${digits.slice(0, 8)}-${digits.slice(8, 14)}-${randomBytes(2).toString('hex')}`;
}

export async function insertRun(
  ledger: RunLedger,
  run: Pick<StoredRun, 'startedAt' | 'toolVersion' | 'plan' | 'targetDatabase'>,
): Promise<void> {
  const { plan, targetDatabase, startedAt, toolVersion } = run;
  const { tenant, preset, fingerprint } = plan;
  const made = { state: 'created', startedAt, toolVersion };
  await insertRow(ledger, 'runs', {
    ...made,
    targetDatabase,
    tenantId: tenant.id,
    preset,
    fingerprint,
    plan,
  });
}

/** What may change in a run's row; the plan: with stores that the config has named since. */
type RunChange = Pick<StoredRun, 'state' | 'outcome' | 'finishedAt' | 'plan' | 'snapshot' | 'generators'>;

export async function updateRun(ledger: RunLedger, change: Partial<RunChange>): Promise<void> {
  await updateRows(ledger, 'runs', change);
}

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
    storedRun,
    `SELECT * FROM ${ledgerTable(location, 'runs')}
      WHERE target_database = ${quoteText(targetDatabase)}${tenant} ORDER BY started_at DESC, run_id DESC`,
  );
  const segments = await readSegments({ session, location });
  return runs.map((run) => ({ ...run, plan: withSegments(run.plan, segments.get(run.runId)) }));
}
