import type { Context } from '../config/context.js';
import { RefusedError } from '../core/refused.js';
import { findLedger, type LedgerLocation } from '../ledger/location.js';
import { listRuns, type StoredRun } from '../ledger/runs.js';
import { openSession, type Session } from '../mysql/session.js';

/** A read-only look into the target's ledger; `ledger` is null when no run was ever made. */
export async function withLedger<Result>(
  { config }: Context,
  work: (session: Session, ledger: LedgerLocation | null) => Promise<Result>,
): Promise<Result> {
  const session = await openSession(config.target.mysql, 'target');
  try {
    return await work(session, await findLedger(session, config.target.mysql.database));
  } finally {
    await session.close().catch(() => undefined);
  }
}

/** The named run, or the tenant's latest one. RefusedError when there is none. */
export async function findRun(
  { config }: Context,
  session: Session,
  ledger: LedgerLocation | null,
  runId: string | undefined,
): Promise<StoredRun> {
  const { database } = config.target.mysql;
  const runs = ledger ? await listRuns(session, ledger, database) : [];
  const mine = runs.filter(({ tenantId }) => tenantId === config.tenantId);
  const run = runId === undefined ? mine[0] : runs.find((candidate) => candidate.runId === runId);
  if (run) return run;
  throw new RefusedError(
    runId === undefined
      ? `no run of tenant ${config.tenantId} is known in the target database ${database}`
      : `no run ${runId} is known in the target database ${database}`,
    {
      remedy: 'list the known ones with: tenantferry runs -c FILE',
      because: {
        code: 'ledger.no-run',
        params: { run: runId ?? null, tenant: config.tenantId, database },
      },
    },
  );
}
