import type { Context } from '../config/context.js';
import { trackProgress, withSteps } from '../core/progress.js';
import { RefusedError } from '../core/refused.js';
import type { RepairOutcome } from '../core/repair.js';
import { appendLog } from '../ledger/log.js';
import { holdTargetLock } from '../ledger/writer-lock.js';
import { openSession } from '../mysql/session.js';
import { repair as repairRows } from '../phases/rows/repair/repair.js';
import { repairSql } from '../phases/rows/repair/repair-sql.js';
import { volatileColumns } from '../phases/rows/validate/run-validation.js';
import { changedVersions } from '../phases/secrets/ledger.js';
import { repairSecrets } from '../phases/secrets/repair-secrets.js';
import { cellContextOf } from '../plan/cell-context.js';
import { completeRows } from './complete-rows.js';
import { type Found, findRepairs, readRunMarks } from './find-repairs.js';
import { repairWeights } from './progress-weights.js';
import { repairLogDetail } from './repair-log.js';
import { operator } from './run-environment.js';
import { upgradeTarget } from './target-ledger.js';
import type { RepairOperation, RepairSqlOperation } from './types.js';
import { validate } from './validate.js';

type Listener = Parameters<RepairOperation>[2];
type Control = Parameters<RepairOperation>[3];

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
    const { run, ledger, proposals, basis } = await findRepairs(context, target, runId, listener, signal);
    const { preset } = context;
    const options = {
      plan: run.plan,
      cellContext: cellContextOf(config),
      generators: preset.id_generators,
      versionChanges: (table: string) => changedVersions(ledger, table),
    };
    yield* repairSql({ source, target }, { ...options, validatedAt: basis.validatedAt }, proposals);
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
    if (!dryRun) {
      await upgradeTarget(context, session);
      await holdTargetLock(session, mysql.database);
    }
    const progress = trackProgress('repair', listener);
    if (!dryRun) progress.expect(repairWeights);
    else progress.expect({ find: 1 });
    const found = await findRepairs(context, session, request.runId, progress.within('find'), signal);
    const { runId } = found.run;
    const { proposals, validation, basis } = found;
    const nothingDone = { runId, proposals, basis, outcomes: [], validation, stopped: false };
    if (dryRun || proposals.length === 0) return nothingDone;
    const { operator: account, machine } = operator();
    const from = `the ${basis.fresh ? 'new' : 'saved'} validation of ${basis.validatedAt}`;
    const begun = `${proposals.length} proposals from ${from}, by ${account}@${machine}`;
    await appendLog(found.ledger, 'repair-started', begun);
    const told = withSteps(listener, progress);
    const outcomes = await carryOut(context, found, request.deleteExtra, told, control);
    if (signal.aborted) return { ...nothingDone, outcomes, stopped: true };
    const after = await validate(context, { level: 'full', runId, signal }, progress.within('again'));
    progress.finish();
    return { ...nothingDone, outcomes, validation: after };
  } finally {
    await session.close();
  }
};

async function carryOut(
  context: Context,
  { run, ledger, proposals }: Found,
  deleteExtra: boolean,
  listener: Listener,
  control: Control,
): Promise<readonly RepairOutcome[]> {
  const { config, preset } = context;
  const { plan } = run;
  const signal = AbortSignal.any([control.stop, control.abort]);
  const rows = await repairRows(
    {
      source: config.source.mysql,
      target: config.target.mysql,
      plan,
      preset,
      cellContext: cellContextOf(config),
      volatile: volatileColumns(preset),
      ...(await readRunMarks(ledger, run, preset)),
      // Few rows: the way that works on every server.
      method: 'insert',
      versionChanges: (table) => changedVersions(ledger, table),
      deleteExtra,
      // In the repair's own transaction: the log names a repair exactly when it was made.
      record: (writer, proposal) =>
        appendLog({ ...ledger, session: writer }, 'repair', repairLogDetail(proposal)),
      listener,
      signal,
    },
    proposals.filter(({ action }) => action !== 'recopy-secret'),
  );
  const copying = { config, preset, plan, ledger, listener, control };
  const secrets = await repairSecrets(copying, signal.aborted ? [] : proposals);
  const logged = ({ proposal, state }: RepairOutcome): boolean =>
    state === 'repaired' && rowActions.has(proposal.action);
  const units = await completeRows({ context, run, ledger, listener, copying }, rows);
  const outcomes = [...units, ...secrets];
  for (const outcome of outcomes.filter((one) => !logged(one))) {
    await appendLog(ledger, 'repair', repairLogDetail(outcome.proposal, outcome));
  }
  return outcomes;
}

/** Repairs that are logged in their own transaction. */
const rowActions: ReadonlySet<string> = new Set(['recopy-row', 'delete-row', 'rewrite-version']);
