import { isDeepStrictEqual } from 'node:util';
import type { Context } from '../config/context.js';
import { counted } from '../core/counted.js';
import { type Finding, hasBlocker } from '../core/finding.js';
import { trackProgress } from '../core/progress.js';
import { RefusedError } from '../core/refused.js';
import { quoteName } from '../core/sql.js';
import { makeFirstKey } from '../keys/first-key.js';
import { chooseRun, isUnfinished } from '../ledger/choose-run.js';
import type { LiveRecord } from '../ledger/live.js';
import type { StoredRun } from '../ledger/runs.js';
import type { RaisedGenerator } from '../ledger/shapes.js';
import { openLedger } from '../ledger/upgrade.js';
import { holdTargetLock } from '../ledger/writer-lock.js';
import { filterCondition } from '../mysql/chunks.js';
import { openDurableSession } from '../mysql/durable-session.js';
import { openSession, type Session } from '../mysql/session.js';
import {
  type ReservedRange,
  reserveKept,
  reserveRanges,
  type TakenIds,
} from '../phases/rows/copy/reserve-ids.js';
import { unreadyFor } from '../phases/run-state.js';
import { buildPlan } from '../plan/build-plan.js';
import { idDecisionOf } from '../plan/choose-ids.js';
import { columnName, type Plan } from '../plan/plan.js';
import type { IdDecision, PlanInput } from '../plan/plan-input.js';
import { sourceRows } from '../plan/reshape/reshape.js';
import { type PreflightResult, runPreflight } from '../preflight/run-preflight.js';
import { readBackupRecord } from './backup/record.js';
import { carryOut } from './carry-out.js';
import { confirmed } from './confirmed.js';
import { keepToPlan } from './keep-to-plan.js';
import { isLive, keptRoom, refuseNotLive, sourceLogEnd, withLiveRoom } from './live-start.js';
import { paperDetail } from './run-paper.js';
import { findRuns, withTarget } from './target-ledger.js';
import type { RunOperation, WithPhases } from './types.js';
import { refuse } from './words.js';

/**
 * The migration: preflight, then the phases asked for. Throws RefusedError before the first write when a blocker is
 * found, the confirmation is not the target database's name, or the run may not start.
 */
export const run: WithPhases<RunOperation> = async (phases, context, request, listener, control) => {
  const { config } = context;
  const { database } = config.target.mysql;
  confirmed(request.confirm, database, 'run');
  if (config.schema) {
    const { readySchema } = await import('./schema/ready.js');
    await readySchema(context, request.confirm, listener, control);
  }
  const known = await knownRuns(context);
  const mine = ({ tenantId }: StoredRun) => tenantId === config.tenantId;
  const repeats = phases.some(({ id, repeats: again, after }) => id === request.phase && again && !after);
  const ofTenant = known.filter(mine);
  const open = ofTenant.find(isUnfinished);
  // What may be repeated works on a run that is done, too.
  const again = repeats && !open ? ofTenant.find(({ state }) => state === 'copied') : undefined;
  const takenUp = request.resume ? (open ?? again) : again;
  const isTakenUp = request.resume || again !== undefined;
  const live = request.live === true || (takenUp !== undefined && (await isLive(context, takenUp.runId)));
  const kept = await keepToPlan({ phases, context, request, listener, control });
  const progress = trackProgress('check', listener);
  const started = performance.now();
  const checked = await runPreflight(context, (finding) => listener({ type: 'finding', finding }), {
    phases,
    resume: isTakenUp,
    rowsOnly: request.phase === 'mysql',
    // A run that has begun was confirmed.
    keysConfirmed: isTakenUp || request.sameMasterKeys ? 'yes' : 'no',
    live,
    ids: takenUp && idDecisionOf(takenUp.plan),
    adjustments: takenUp?.plan.adjustments,
    runTime: takenUp?.plan.runTime ?? kept?.runTime,
    params: takenUp?.plan.params,
    progress,
  });
  const { planInput, target } = checked;
  if (hasBlocker(checked.findings) || !checked.plan || !planInput || !target) throw refusal(checked.findings);
  kept?.hold(checked.plan);
  progress.tell({ step: 'prepare', done: 0, total: 1 });
  if (request.phase === 'all' || request.phase === 'mysql') await makeFirstKey(config, checked.plan);
  const lock = (held: Session) => holdTargetLock(held, database);
  await using session = await openDurableSession({
    endpoint: config.target.mysql,
    role: 'target-writer',
    listener,
    abort: control.abort,
    stop: control.stop,
    onReopen: lock,
  });
  const location = await openLedger(session, database);
  await lock(session);
  const { runs: now } = await findRuns(context, session);
  const earlier = now.filter(mine);
  const chosen = chooseRun({
    plan: checked.plan,
    request,
    refuseUnready: unreadyFor(phases, request.phase),
    repeats,
    earlier,
    configPath: config.path,
  });
  refuseWhenOvertaken(known, now, database);
  const surroundings = {
    phases,
    context,
    request,
    listener,
    control,
    session,
    location,
    source: checked.source ?? undefined,
    kept,
  };
  if (chosen) {
    if (request.live) await refuseNotLive({ session, location, runId: chosen.runId });
    return await carryOut(surroundings, checked.plan, target, chosen);
  }
  const { plan, raised, room } = await reserve(
    context,
    session,
    planInput,
    live ? withLiveRoom(checked) : checked,
  );
  const start = live ? { at: await sourceLogEnd(context), room } : undefined;
  const seconds = (performance.now() - started) / 1000;
  const backup = await readBackupRecord(config);
  const paper = await paperDetail(context, { phases, checked, plan, backup, seconds });
  return await carryOut({ ...surroundings, live: start, paper }, plan, target, null, raised);
};

/** Runs into the target, of all tenants, as the ledger knew them before this one; none when there is no ledger or no way to it yet. */
async function knownRuns(context: Context): Promise<readonly StoredRun[]> {
  try {
    return (await withTarget(context, (session) => findRuns(context, session))).runs;
  } catch {
    // The checks that follow look at the same connection and say what is wrong with it.
    return [];
  }
}

/** The checks come before the lock: a run or rollback in between may have written what they did not see. */
function refuseWhenOvertaken(
  before: readonly StoredRun[],
  now: readonly StoredRun[],
  database: string,
): void {
  const states = (runs: readonly StoredRun[]) =>
    runs.map(({ runId, state, outcome, finishedAt, plan: { ids } }) => {
      return { runId, state, outcome, finishedAt, segments: ids.segments };
    });
  if (isDeepStrictEqual(states(before), states(now))) return;
  throw refuse('target.changed', { database });
}

function refusal(findings: readonly Finding[]): RefusedError {
  const blockers = findings.filter(({ severity }) => severity === 'blocker');
  const count = counted(blockers.length, 'problem stands', 'problems stand');
  return new RefusedError(
    `the run was refused: ${count} in its way: ${blockers.map(({ title }) => title).join('; ')}`,
    {
      remedy: blockers[0]?.remedy ?? 'see the findings above',
      because: { code: 'run.blocked', params: { problems: blockers.length } },
    },
  );
}

interface Reserved {
  readonly plan: Plan;
  /** Table → the highest ID of the source that is ours in the target, where IDs are kept. */
  readonly room: LiveRecord['room'];
  readonly raised: readonly RaisedGenerator[];
}

/** Reserves the IDs the run will write. Offsets were provisional, so the plan is made again with the real ones. */
async function reserve(
  context: Context,
  session: Session,
  input: PlanInput,
  { idTables, toReserve }: Pick<PreflightResult, 'idTables' | 'toReserve'>,
): Promise<Reserved> {
  const { config } = context;
  const { preset } = input;
  let { ids } = input;
  let raised: readonly RaisedGenerator[] = [];
  if (ids.mode === 'offset' && toReserve.length > 0) {
    const reserved = await reserveRanges(session, config.target.mysql.database, preset, toReserve);
    raised = reserved.raised;
    ids = withRanges(ids, reserved.ranges);
  }
  const { plan, findings } = buildPlan({ ...input, ids });
  if (!plan) throw refusal(findings);
  if (ids.mode === 'offset') return { plan, raised, room: {} };
  const kept = await reserveKept(session, plan, preset, idTables);
  await refuseTaken(context, plan, kept.taken);
  return { plan, raised: kept.raised, room: keptRoom(plan, idTables, kept.raised) };
}

/** The decision with what was reserved in place of what was provisional. */
function withRanges(ids: IdDecision, ranges: readonly ReservedRange[]): IdDecision {
  const each = (pick: (range: ReservedRange) => bigint) =>
    Object.fromEntries(ranges.map((range) => [range.table, String(pick(range))]));
  return {
    ...ids,
    offsets: { ...ids.offsets, ...each(({ offset }) => offset) },
    lowest: { ...ids.lowest, ...each(({ lowest }) => lowest) },
    room: { ...ids.room, ...each(({ room }) => room) },
  };
}

/** Refuses to keep IDs of which the target handed out some while it was checked. */
async function refuseTaken(
  { config, preset }: Context,
  plan: Plan,
  taken: readonly TakenIds[],
): Promise<void> {
  if (taken.length === 0) return;
  await using source = await openSession(config.source.mysql, 'source');
  for (const { table, above, through } of taken) {
    const planned = plan.tables.find((candidate) => candidate.table === table);
    if (!planned) continue;
    const id = quoteName(columnName(planned, preset.id.column, 'source'));
    const rows = await source.queryCells(
      `SELECT 1 FROM ${sourceRows(planned)} WHERE ${filterCondition(planned)} AND ${id} > ${above} AND ${id} <= ${through} LIMIT 1`,
    );
    if (rows.length === 0) continue;
    throw refuse('target.ids-taken', { table, through });
  }
}
