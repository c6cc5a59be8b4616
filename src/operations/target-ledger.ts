import type { Context } from '../config/context.js';
import { ofTenant } from '../core/of-tenant.js';
import { RefusedError } from '../core/refused.js';
import type { LedgerLocation, RunLedger } from '../ledger/location.js';
import { listRuns, type StoredRun } from '../ledger/runs.js';
import { upgradeLedger } from '../ledger/upgrade.js';
import { findLedger } from '../ledger/version.js';
import { openSession, type Session } from '../mysql/session.js';

/** A read-only session on the target. */
export async function withTarget<Result>(
  { config }: Context,
  work: (session: Session) => Promise<Result>,
): Promise<Result> {
  await using session = await openSession(config.target.mysql, 'target');
  return await work(session);
}

/** Runs into the target database, of all tenants, newest first; `location` is null when no run was ever made. */
export async function findRuns(
  { config }: Context,
  session: Session,
): Promise<{ readonly location: LedgerLocation | null; readonly runs: readonly StoredRun[] }> {
  const { database } = config.target.mysql;
  const location = await findLedger(session, database);
  return { location, runs: location ? await listRuns({ session, location }, database) : [] };
}

/** For commands that write into the ledger of an earlier run: brings one of an earlier version to this tool's. */
export async function upgradeTarget({ config }: Context, session: Session): Promise<void> {
  const location = await findLedger(session, config.target.mysql.database);
  if (location) await upgradeLedger(session, location);
}

/** A run and its ledger. */
export interface FoundRun {
  readonly run: StoredRun;
  readonly ledger: RunLedger;
}

/** The named run, or the tenant's latest one; null when there is none. */
export async function lookForRun(
  context: Context,
  session: Session,
  runId: string | undefined,
): Promise<FoundRun | null> {
  const { location, runs } = await findRuns(context, session);
  const run = runs.find((one) =>
    runId === undefined ? one.tenantId === context.config.tenantId : one.runId === runId,
  );
  return run && location ? { run, ledger: { session, location, runId: run.runId } } : null;
}

/** The named run, or the tenant's latest one. RefusedError when there is none. */
export async function findRun(
  context: Context,
  session: Session,
  runId: string | undefined,
): Promise<FoundRun> {
  const found = await lookForRun(context, session, runId);
  if (found) return found;
  const { tenantId, target } = context.config;
  const { database } = target.mysql;
  throw new RefusedError(
    runId === undefined
      ? `no run${ofTenant(tenantId, ` of tenant ${tenantId}`)} is known in the target database ${database}`
      : `no run ${runId} is known in the target database ${database}`,
    {
      remedy: 'list the known ones with: tenantferry runs -c FILE',
      because: { code: 'ledger.no-run', params: { run: runId ?? null, tenant: tenantId, database } },
    },
  );
}
