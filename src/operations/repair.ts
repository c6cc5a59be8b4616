import { RefusedError } from '../config/config.js';
import { openSession, type Session } from '../mysql/session.js';
import { cellContextOf } from '../plan/cell-context.js';
import { findLedger, type LedgerLocation } from '../run/ledger/location.js';
import { appendLog } from '../run/ledger/log.js';
import type { StoredRun } from '../run/ledger/runs.js';
import { changedVersions } from '../run/ledger/secrets.js';
import { type RepairOutcome, repair as repairRows } from '../validate/repair.js';
import { proposeRepairs, type RepairProposal } from '../validate/repair-plan.js';
import { repairSecrets } from '../validate/repair-secrets.js';
import { repairSql } from '../validate/repair-sql.js';
import type { ValidationResult } from '../validate/result.js';
import { readValidation } from '../validate/saved-validations.js';
import { repairLogDetail } from './repair-log.js';
import { findRun } from './target-ledger.js';
import { holdTargetLock } from './target-lock.js';
import type { Context, RepairOperation, RepairSqlOperation } from './types.js';
import { validate } from './validate.js';

type Listener = Parameters<RepairOperation>[2];
type Control = Parameters<RepairOperation>[3];

interface Found {
  readonly run: StoredRun;
  readonly ledger: LedgerLocation;
  readonly validation: ValidationResult;
  readonly proposals: readonly RepairProposal[];
}

/** Checks whose differences are about rows, so that a repair needs each row's key. */
const rowChecks: ReadonlySet<string> = new Set(['full', 'checksum']);

/** A saved validation is good enough to repair by when it names every differing row, and found something at all. */
function tellsRows({ level, ok, checks }: ValidationResult): boolean {
  const named = checks
    .filter((check) => rowChecks.has(check.check) && !check.ok && !check.sourceFault)
    .every(({ differences }) => differences.every(({ rowKey }) => rowKey !== undefined));
  return level === 'full' && !ok && named;
}

/** The run, and what is to be repaired in it; validates at level full first where no saved result says it. */
async function findRepairs(
  context: Context,
  session: Session,
  runId: string | undefined,
  listener: Listener,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const ledger = await findLedger(session, context.config.target.mysql.database);
  const run = await findRun(context, session, ledger, runId);
  if (!ledger) throw new Error('a run was found without a ledger');
  refuseUnfit(context, run);
  const saved = await readValidation(session, ledger, run.runId);
  const request = { level: 'full', runId: run.runId, ...(signal ? { signal } : {}) } as const;
  const validation = saved && tellsRows(saved) ? saved : await validate(context, request, listener);
  return { run, ledger, validation, proposals: proposeRepairs(run.plan, validation) };
}

function refuseUnfit({ config }: Context, { runId, state, tenantId }: StoredRun): void {
  if (tenantId !== config.tenantId) {
    throw new RefusedError(
      `run ${runId} belongs to tenant ${tenantId}, and the config names ${config.tenantId}`,
      {
        remedy: 'use the config that the run was made with',
        because: {
          code: 'run.tenant',
          params: { run: runId, tenant: tenantId, named: config.tenantId },
        },
      },
    );
  }
  if (state === 'rolling-back' || state === 'rolled-back') {
    throw new RefusedError(`run ${runId} was rolled back, so there is nothing of it to repair`, {
      remedy: 'list the runs with: tenantferry runs -c FILE',
      because: { code: 'repair.rolled-back', params: { run: runId } },
    });
  }
  if (state === 'created' || state === 'mysql') {
    // A resumed copy would find rows where it expects none.
    throw new RefusedError(`run ${runId} has not copied all of its rows yet`, {
      remedy: `finish it first: tenantferry run -c ${config.path} --resume --confirm ${config.target.mysql.database}`,
      because: {
        code: 'repair.unfinished',
        params: { run: runId, config: config.path, database: config.target.mysql.database },
      },
    });
  }
}

/** The proposals as SQL for review; nothing is written into the migrated tables. */
export const exportRepairSql: RepairSqlOperation = async function* (
  context,
  runId,
  listener = () => undefined,
  signal = undefined,
) {
  const { config } = context;
  const source = await openSession(config.source.mysql, 'source');
  const target = await openSession(config.target.mysql, 'target');
  try {
    const { run, proposals } = await findRepairs(context, target, runId, listener, signal);
    yield* repairSql({ source, target }, { plan: run.plan, cellContext: cellContextOf(config) }, proposals);
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
};

/** Repairs what a full validation of a run found, rows first, then secrets, logs each repair, and validates again. */
export const repair: RepairOperation = async (context, request, listener, control) => {
  const { mysql } = context.config.target;
  const dryRun = request.dryRun === true;
  if (!dryRun && request.confirm !== mysql.database) {
    throw new RefusedError(
      `the confirmation is "${request.confirm ?? ''}", but the target database is called "${mysql.database}"`,
      {
        remedy: `to repair rows in it, confirm with its name: --confirm ${mysql.database}`,
        because: {
          code: 'confirm.repair',
          params: { given: request.confirm ?? '', database: mysql.database },
        },
      },
    );
  }
  const signal = AbortSignal.any([control.stop, control.abort]);
  const session = await openSession(mysql, dryRun ? 'target' : 'target-writer');
  try {
    if (!dryRun) await holdTargetLock(session, mysql.database);
    const found = await findRepairs(context, session, request.runId, listener, signal);
    const { runId } = found.run;
    const { proposals, validation } = found;
    const nothingDone = { runId, proposals, outcomes: [], validation, stopped: false };
    if (dryRun || proposals.length === 0) return nothingDone;
    const outcomes = await carryOut(context, session, found, request.deleteExtra, listener, control);
    if (signal.aborted) return { ...nothingDone, outcomes, stopped: true };
    const after = await validate(context, { level: 'full', runId, signal }, listener);
    return { ...nothingDone, outcomes, validation: after };
  } finally {
    await session.close();
  }
};

async function carryOut(
  { config, preset }: Context,
  session: Session,
  { run: { plan, runId }, ledger, proposals }: Found,
  deleteExtra: boolean,
  listener: Listener,
  control: Control,
): Promise<readonly RepairOutcome[]> {
  const signal = AbortSignal.any([control.stop, control.abort]);
  const rows = await repairRows(
    {
      source: config.source.mysql,
      target: config.target.mysql,
      plan,
      preset,
      cellContext: cellContextOf(config),
      // Few rows: the way that works on every server.
      method: 'insert',
      versionChanges: (table) => changedVersions(session, ledger, runId, table),
      deleteExtra,
      // In the repair's own transaction: the log names a repair exactly when it was made.
      record: (writer, proposal) => appendLog(writer, ledger, runId, 'repair', repairLogDetail(proposal)),
      listener,
      signal,
    },
    proposals.filter(({ action }) => action !== 'recopy-secret'),
  );
  const secrets = await repairSecrets(
    { config, preset, plan, runId, ledger, listener, control },
    signal.aborted ? [] : proposals,
  );
  const logged = ({ proposal, state }: RepairOutcome): boolean =>
    state === 'repaired' && rowActions.has(proposal.action);
  const outcomes = [...rows, ...secrets];
  for (const outcome of outcomes.filter((one) => !logged(one))) {
    await appendLog(session, ledger, runId, 'repair', repairLogDetail(outcome.proposal, outcome));
  }
  return outcomes;
}

/** Repairs that are logged in their own transaction. */
const rowActions: ReadonlySet<string> = new Set(['recopy-row', 'delete-row', 'rewrite-version']);
