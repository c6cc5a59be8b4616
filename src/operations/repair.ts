import { counted } from '../core/counted.js';
import { trackProgress, withSteps } from '../core/progress.js';
import type { RepairOutcome, RepairProposal } from '../core/repair.js';
import { cellContextOf } from '../keys/cell-context.js';
import { changedVersions } from '../ledger/changed-versions.js';
import { readLive, writeSnapshotEnd } from '../ledger/live.js';
import { appendLog } from '../ledger/log.js';
import { holdTargetLock, withTurn } from '../ledger/writer-lock.js';
import { openSession, type Session } from '../mysql/session.js';
import type { Phase, Repairing } from '../phases/phase.js';
import { wholeTables } from '../phases/rows/overwrite/whole-rows.js';
import { repairSql } from '../phases/rows/repair/repair-sql.js';
import { waitingFor } from '../phases/tell-retries.js';
import { confirmed } from './confirmed.js';
import { type Found, findRepairs } from './find-repairs.js';
import { repairLogDetail } from './repair-log.js';
import type { RepairOperation, RepairSqlOperation } from './repair-types.js';
import { operator } from './run-environment.js';
import { findRun, upgradeTarget } from './target-ledger.js';
import type { WithPhases } from './types.js';
import { validate } from './validate.js';
import { isFollowed } from './watch-flight.js';

/** How long the parts take against each other: finding what to repair (a validation, perhaps), repairing, and validating again. */
const repairWeights = { find: 10, repair: 5, again: 10 };

/** The proposals as SQL for review; nothing is written into the migrated tables. */
export const exportRepairSql: WithPhases<RepairSqlOperation> = async function* (
  phases,
  context,
  runId,
  listener = () => undefined,
  signal = undefined,
) {
  const { config } = context;
  await using source = await openSession(config.source.mysql, 'source');
  await using target = await openSession(config.target.mysql, 'target');
  const { run, ledger, proposals, basis } = await findRepairs(phases, {
    context,
    session: target,
    runId,
    listener,
    signal,
  });
  const { preset } = context;
  const options = {
    plan: run.plan,
    cellContext: cellContextOf(config, 'work', waitingFor({ stop: signal, abort: signal }, listener)),
    generators: preset.id_generators,
    versionChanges: (table: string) => changedVersions(ledger, table),
    ledger,
    wholeOf: wholeTables(target, run.plan),
  };
  yield* repairSql({ source, target }, { ...options, validatedAt: basis.validatedAt }, proposals);
};

/** Repairs what a full validation of a run found, rows first, then secrets, logs each repair, and validates again. */
export const repair: WithPhases<RepairOperation> = async (phases, context, request, listener, control) => {
  const { mysql } = context.config.target;
  const dryRun = request.dryRun === true;
  if (!dryRun) confirmed(request.confirm, mysql.database, 'validate --repair');
  const signal = AbortSignal.any([control.stop, control.abort]);
  await using session = await openSession(mysql, dryRun ? 'target' : 'target-writer');
  if (!dryRun) await upgradeTarget(context, session);
  // Beside a follower only the writing is alone: what is compared is compared while it works.
  const isBeside = !dryRun && (await isFollowed((await findRun(context, session, request.runId)).ledger));
  if (!dryRun && !isBeside) await holdTargetLock(session, mysql.database);
  const progress = trackProgress('repair', listener);
  if (!dryRun) progress.expect(repairWeights);
  else progress.expect({ find: 1 });
  const found = await findRepairs(phases, {
    context,
    session,
    runId: request.runId,
    listener: progress.within('find'),
    signal,
  });
  const { runId } = found.run;
  const { proposals, validation, basis } = found;
  const nothingDone = { runId, proposals, basis, outcomes: [], validation, stopped: false };
  if (dryRun || proposals.length === 0) return nothingDone;
  const { operator: account, machine } = operator();
  const from = `the ${basis.fresh ? 'new' : 'saved'} validation of ${basis.validatedAt}`;
  const begun = `${counted(proposals.length, 'proposal')} from ${from}, by ${account}@${machine}`;
  await appendLog(found.ledger, 'repair-started', begun);
  const { deleteExtra } = request;
  const told = withSteps(listener, progress);
  const work = async () => {
    // Rows come as they are now, later than any place that following knows of.
    if (await readLive(found.ledger)) await writeSnapshotEnd(found.ledger, null);
    return await carryOut(phases, found, { context, deleteExtra, listener: told, control });
  };
  const { database } = mysql;
  const outcomes = isBeside ? await withTurn({ session, database }, work) : await work();
  if (signal.aborted) return { ...nothingDone, outcomes, stopped: true };
  const after = await validate(phases, context, { level: 'full', runId, signal }, progress.within('again'));
  progress.finish();
  return { ...nothingDone, outcomes, validation: after };
};

async function carryOut(
  phases: readonly Phase[],
  { run, ledger, proposals }: Found,
  work: Pick<Repairing, 'context' | 'deleteExtra' | 'listener' | 'control'>,
): Promise<readonly RepairOutcome[]> {
  const { stop, abort } = work.control;
  const recorded = new Set<RepairProposal>();
  // In the repair's own transaction: the log names a repair exactly when it was made.
  const record = (session: Session, proposal: RepairProposal) => {
    recorded.add(proposal);
    return appendLog({ ...ledger, session }, 'repair', repairLogDetail(proposal));
  };
  let outcomes: readonly RepairOutcome[] = [];
  for (const { repairs, takesPart } of phases) {
    if (!takesPart(run.plan)) continue;
    const own = stop.aborted || abort.aborted ? [] : proposals.filter(repairs.owns);
    outcomes = await repairs.repair({ ...work, run, ledger, record }, own, outcomes);
  }
  for (const outcome of outcomes) {
    if (outcome.state === 'repaired' && recorded.has(outcome.proposal)) continue;
    await appendLog(ledger, 'repair', repairLogDetail(outcome.proposal, outcome));
  }
  return outcomes;
}
