import type { Context } from '../config/context.js';
import { trackProgress, withSteps } from '../core/progress.js';
import { shellWord } from '../core/shell.js';
import { shareRows } from '../ledger/choose-run.js';
import { appendLog } from '../ledger/log.js';
import { listRuns, type StoredRun, updateRun } from '../ledger/runs.js';
import { holdTargetLock } from '../ledger/writer-lock.js';
import { openSession } from '../mysql/session.js';
import type { KeptSecret, Phase, RollbackFound, TakingBack, Traces } from '../phases/phase.js';
import { changedCount } from './changed-count.js';
import { confirmed } from './confirmed.js';
import { startHeartbeat } from './heartbeat.js';
import type { RollbackSummary } from './result-shapes.js';
import { rollbackStartedDetail, rolledBackDetail } from './rollback-facts.js';
import { findRun, upgradeTarget } from './target-ledger.js';
import type { RollbackOperation, WithPhases } from './types.js';
import { refuse } from './words.js';

type Work = Omit<TakingBack, 'earlier'>;

/** Removes exactly what a run wrote, or counts it (dry run). Refuses when rows or secrets were changed since. */
export const rollback: WithPhases<RollbackOperation> = async (
  phases,
  context,
  request,
  listener,
  control,
) => {
  const { mysql } = context.config.target;
  if (!request.dryRun) confirmed(request.confirm, mysql.database, 'rollback');
  await using session = await openSession(mysql, request.dryRun ? 'target' : 'target-writer');
  if (!request.dryRun) await upgradeTarget(context, session);
  const { run, ledger } = await findRun(context, session, request.runId);
  refuseUnfit(context, run);
  if (!request.dryRun) await holdTargetLock(session, mysql.database);
  refuseOutOfOrder(context, run, await listRuns(ledger, mysql.database, run.tenantId));
  const progress = trackProgress('rollback', listener);
  const taking = phases.filter(({ takesPart }) => takesPart(run.plan));
  for (const { weights } of taking) {
    progress.expect(weights.look(run.plan));
    if (!request.dryRun) progress.expect(weights.remove(run.plan));
  }
  const told = withSteps(listener, progress);
  await using _beating = request.dryRun
    ? null
    : await startHeartbeat({ context, ledger, command: 'rollback', control, listener: told });
  const summary = await rollBack(taking, { context, request, listener: told, control, ledger, run });
  if (summary.done || request.dryRun) progress.finish();
  return summary;
};

function refuseUnfit({ config }: Context, run: StoredRun): void {
  if (run.state === 'rolled-back') {
    throw refuse('rollback.done', { run: run.runId });
  }
  if (run.tenantId !== config.tenantId)
    throw refuse('run.tenant', { run: run.runId, tenant: run.tenantId, named: config.tenantId });
}

/** Refuses while a later run of this tenant stands: its rows lie among this run's, or look as if users had made them since. */
function refuseOutOfOrder({ config }: Context, run: StoredRun, ofTenant: readonly StoredRun[]): void {
  const later = ofTenant.find(
    ({ runId, startedAt, state, plan }) =>
      runId !== run.runId &&
      startedAt > run.startedAt &&
      state !== 'rolled-back' &&
      shareRows(plan, run.plan),
  );
  if (!later) return;
  throw refuse('rollback.later', {
    later: later.runId,
    run: run.runId,
    tenant: run.tenantId,
    config: shellWord(config.path),
  });
}

async function rollBack(phases: readonly Phase[], work: Work): Promise<RollbackSummary> {
  const { request, listener, control, ledger, run } = work;
  const { runId } = run;
  const traces: Traces[] = [];
  for (const { takeBack } of phases) {
    traces.push(await takeBack({ ...work, earlier: traces }));
    if (!control.stop.aborted && !control.abort.aborted) continue;
    // Nothing is removed yet, and the run stays what it was.
    if (request.dryRun) throw new Error('the dry run was stopped by the operator');
    return { runId, rows: {}, secrets: 0, changed: [], done: false };
  }
  const left = summarise(
    work,
    traces.map(({ found }) => found),
  );
  if (request.dryRun) return left;
  refuseChanged(left);
  const along: RollbackFound[] = [];
  for (const { keep } of traces) along.push(await keep());
  const summary = summarise(work, along);
  await updateRun(ledger, { state: 'rolling-back' });
  await appendLog(ledger, 'rollback-started', rollbackStartedDetail(summary));
  listener({ type: 'phase-started', phase: 'rollback', at: new Date().toISOString() });
  const started = performance.now();
  const kept: KeptSecret[] = [];
  for (const { remove } of traces) {
    const removed = await remove();
    kept.push(...removed.kept);
    if (removed.done) continue;
    await appendLog(ledger, 'rollback-stopped', 'by the operator');
    return summary;
  }
  await updateRun(ledger, { state: 'rolled-back', finishedAt: new Date().toISOString() });
  await appendLog(ledger, 'rolled-back', rolledBackDetail(summary, kept.length));
  const seconds = (performance.now() - started) / 1000;
  listener({ type: 'phase-finished', phase: 'rollback', at: new Date().toISOString(), seconds });
  return { ...summary, kept, done: true };
}

/** What all phases found, as one. */
function summarise({ run, request }: Work, found: readonly RollbackFound[]): RollbackSummary {
  const notCompared = found.find((one) => one.notCompared)?.notCompared;
  const others = Object.assign({}, ...found.map((one) => one.others)) as RollbackFound['others'];
  return {
    runId: run.runId,
    rows: Object.assign({}, ...found.map(({ rows }) => rows)),
    secrets: found.reduce((sum, { secrets }) => sum + secrets, 0),
    ...(Object.keys(others).length > 0 ? { others } : {}),
    includeChanged: request.includeChanged,
    changed: found.flatMap(({ changed }) => changed),
    changedRows: Object.assign({}, ...found.map(({ changedRows }) => changedRows)),
    compared: notCompared === undefined,
    notCompared,
    done: false,
  };
}

/** Throws RefusedError where something was changed since and is not to go as well. */
function refuseChanged(summary: RollbackSummary): void {
  const { runId, changed } = summary;
  const count = changedCount(summary);
  if (count === 0 || summary.includeChanged) return;
  const list = changed
    .slice(0, 10)
    .map(({ subject, key }) => `${subject} ${key}`)
    .join('; ');
  throw refuse('rollback.changed', { changed: count, run: runId, list });
}
