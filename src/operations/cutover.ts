import { setTimeout as delay } from 'node:timers/promises';
import { defaultLiveOptions, type LiveOptions } from '../config/config.js';
import type { Context } from '../config/context.js';
import { type Listener, logEvent, type RunControl } from '../core/events.js';
import { RefusedError } from '../core/refused.js';
import { type Sentence, saidBy } from '../core/sentence.js';
import { changedVersions } from '../ledger/changed-versions.js';
import { readRowsBefore } from '../ledger/chunks.js';
import { type LiveRecord, lockApplied, readLive, type Switched, writeSwitched } from '../ledger/live.js';
import type { RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import { listRuns, type StoredRun } from '../ledger/runs.js';
import { readWorkers } from '../ledger/workers.js';
import { holdCutover } from '../ledger/writer-lock.js';
import { type Blocker, readBlockers } from '../live/blockers.js';
import { CalledOff } from '../live/called-off.js';
import { refuseUnfollowable } from '../live/check-source.js';
import { type Fence, FenceBlocked, openFence } from '../live/fence.js';
import { runFenceCommand } from '../live/fence-command.js';
import { followedTables } from '../live/follow.js';
import type { FollowedTable } from '../live/followed-table.js';
import type { GateLine } from '../live/gate.js';
import { compareTouched, openWitness, type Witness } from '../live/touched-rows.js';
import { say } from '../live/words.js';
import { openLog } from '../mysql/binlog/open-log.js';
import { MysqlError } from '../mysql/errors.js';
import { generatorTable, readGenerators } from '../mysql/generators.js';
import { isBefore, type LogPosition, readLogEnd, showPosition } from '../mysql/log-position.js';
import { openSession, type Session } from '../mysql/session.js';
import type { Phase } from '../phases/phase.js';
import { versionsByTable } from '../phases/rows/compare/versions.js';
import { recordRaised } from '../phases/rows/copy/raised-generators.js';
import { raiseGenerators, readHighestIds } from '../phases/rows/copy/reserve-ids.js';
import { checkGenerators } from '../phases/rows/validate/jobs/generators.js';
import { readOtherRuns } from '../phases/rows/validate/jobs/other-runs.js';
import { volatileColumns } from '../phases/rows/validate/run-validation.js';
import { cellContextOf } from '../plan/cell-context.js';
import type { DatabaseFacts } from '../plan/facts.js';
import { confirmed } from './confirmed.js';
import type { CutoverOperation, CutoverRequest, CutoverSummary } from './cutover-types.js';
import { fitRun, follow, readSource } from './follow.js';
import { startHeartbeat } from './heartbeat.js';
import { beginPause, type Pause, stepEvent } from './pause.js';
import { operator } from './run-environment.js';
import { readGate } from './status.js';
import { findRun, upgradeTarget, withTarget } from './target-ledger.js';
import type { WithPhases } from './types.js';

/** What a cut-over works with. */
interface Cutting {
  readonly context: Context;
  readonly request: CutoverRequest;
  readonly listener: Listener;
  readonly control: RunControl;
  readonly options: LiveOptions;
  readonly run: StoredRun;
  readonly ledger: RunLedger;
  readonly live: LiveRecord;
  readonly source: DatabaseFacts;
}

/** Makes the target the truth: gate, fence, drain, comparison, generators, switch. Until the switch everything can be called off. */
export const cutover: WithPhases<CutoverOperation> = async (phases, context, request, listener, control) => {
  const { mysql } = context.config.target;
  const options = context.config.options.live ?? defaultLiveOptions;
  if (!request.dryRun) {
    if (request.confirm === undefined)
      throw new RefusedError(say('cutover.confirm', { database: mysql.database }), {
        remedy: say('cutover.confirm.remedy', { database: mysql.database }),
      });
    confirmed(request.confirm, mysql.database, 'cutover');
    if (options.fenceCommand === undefined && !request.askFence)
      throw new RefusedError(say('cutover.no-fence'), { remedy: say('cutover.no-fence.remedy') });
  }
  await using session = await openSession(mysql, request.dryRun ? 'target' : 'target-writer');
  const found = await findRun(context, session, undefined);
  if (!request.dryRun) await upgradeTarget(context, session);
  const live = await fitRun(phases, found.run, found.ledger);
  if (live.switched) return already(found.run.runId, live.switched);
  const source = await readSource(context, found.run);
  const cutting = { context, request, listener, control, options, ...found, live, source };
  if (request.dryRun) return await rehearse(cutting);
  await holdCutover(session, mysql.database);
  await using _beating = await startHeartbeat({ context, ledger: found.ledger, command: 'cutover' });
  await using follower = await ensureFollower(phases, cutting);
  return await cutOver({ ...cutting, control: { ...control, stop: follower.stop } }, follower.failure);
};

const nothing = {
  pauseSeconds: null,
  expectedPauseSeconds: null,
  gate: [],
  blockers: [],
  position: null,
  boundary: {},
  because: null,
} satisfies Partial<CutoverSummary>;

function already(runId: string, { end, boundary }: Switched): CutoverSummary {
  return { ...nothing, runId, outcome: 'already', position: showPosition(end), boundary };
}

/** Whether it would succeed now. Reads only, and waits for nothing. */
async function rehearse(cutting: Cutting): Promise<CutoverSummary> {
  const { context, run, ledger, live, source } = cutting;
  const follower = await followerOf(ledger);
  if (!follower?.alive) await refuseUnfollowable(context.config, run.plan, source, live.applied);
  const gate = await gateNow(cutting);
  const blockers = await blockersNow(cutting);
  const isReady = gate.every(({ ok }) => ok) && blockers.length === 0;
  const lag = follower?.alive ? follower.figures.lagSeconds : undefined;
  return {
    ...nothing,
    runId: run.runId,
    outcome: isReady ? 'ready' : 'not-ready',
    gate,
    blockers,
    expectedPauseSeconds: typeof lag === 'number' ? lag + ownPauseSeconds : null,
  };
}

/** Locks, comparison and the last look take about this long. */
const ownPauseSeconds = 2;

const followerOf = async (ledger: RunLedger) =>
  (await readWorkers(ledger)).find(({ command }) => command === 'follow');

/** The gate by the ledger and by the source. Where nobody follows, the cut-over does so first. */
async function gateNow(cutting: Cutting): Promise<readonly GateLine[]> {
  const { context, ledger } = cutting;
  const follower = await followerOf(ledger);
  const gate = await readGate(context, ledger, follower);
  const lines = follower?.alive
    ? gate
    : gate.map((line) =>
        line.name === 'lag' ? { ...line, ok: true, detail: say('gate.follows-first') } : line,
      );
  return [...lines, await fenceLine(cutting)];
}

/** Whether the account may lock the tables: a table that is not there is refused for another reason to whom may. */
async function fenceLine({ context: { config } }: Cutting): Promise<GateLine> {
  await using session = await openSession(config.source.mysql, 'source');
  const denied = await session.execute('LOCK TABLES `_tenantferry_none` READ').then(
    () => false,
    (error: unknown) => error instanceof MysqlError && [1044, 1142].includes(error.errno ?? 0),
  );
  if (!denied) return { name: 'fence', ok: true, detail: say('gate.fence') };
  const params = { user: config.source.mysql.user, database: config.source.mysql.database };
  return { name: 'fence', ok: false, detail: say('gate.fence.denied', params) };
}

async function blockersNow({ context, run }: Cutting): Promise<readonly Blocker[]> {
  const endpoint = context.config.source.mysql;
  await using session = await openSession(endpoint, 'source');
  return await readBlockers(
    session,
    endpoint.database,
    run.plan.tables.map((table) => table.source),
  );
}

interface Followed extends AsyncDisposable {
  /** The operator's, or that following failed. */
  readonly stop: AbortSignal;
  readonly failure: () => Sentence | undefined;
}

/** Follows in this process, unless another one does. */
async function ensureFollower(phases: readonly Phase[], cutting: Cutting): Promise<Followed> {
  const { context, request, control, listener, ledger } = cutting;
  if ((await followerOf(ledger))?.alive)
    return { stop: control.stop, failure: () => undefined, [Symbol.asyncDispose]: async () => undefined };
  const over = new AbortController();
  const failed = new AbortController();
  let problem: Sentence | undefined;
  const started = Promise.withResolvers<void>();
  const told: Listener = (event) => {
    if (event.type === 'follow-started') started.resolve();
    listener(event);
  };
  const following = follow(phases, context, { confirm: request.confirm, untilCaughtUp: false }, told, {
    ...control,
    stop: over.signal,
  }).then(
    () => undefined,
    (error: unknown) => {
      started.reject(error);
      const said = saidBy(error);
      problem = say('cutover.follow-failed', { problem: said });
      failed.abort();
    },
  );
  await started.promise;
  return {
    stop: AbortSignal.any([control.stop, failed.signal]),
    failure: () => problem,
    async [Symbol.asyncDispose]() {
      over.abort();
      await following;
    },
  };
}

async function cutOver(cutting: Cutting, failure: Followed['failure']): Promise<CutoverSummary> {
  const { context, listener, control, options, run, ledger, live, source } = cutting;
  const { runId } = run;
  const tables = followedTables({ context, plan: run.plan, source }, live);
  await using witnesses = new AsyncDisposableStack();
  let witness: Witness | undefined;
  const watch = async () => {
    if (witness) return witness;
    const from = (await readLive(ledger))?.applied ?? live.applied;
    witness = witnesses.use(witnessOf(cutting, tables, from));
    return witness;
  };
  const gate = await waitForGate(cutting, failure, watch);
  if (gate.some(({ ok }) => !ok)) {
    const names = gate.filter(({ ok }) => !ok).map(({ detail }) => detail);
    const because =
      failure() ?? (control.stop.aborted ? say('cutover.stopped') : say('cutover.gate', { names }));
    return { ...nothing, runId, outcome: 'called-off', gate, because };
  }
  listener(logEvent('warning', say('gate.no-way-back')));
  const { operator: account, machine } = operator();
  await appendLog(ledger, 'cutover-started', `by ${account}@${machine}`);
  using pause = beginPause({ maxSeconds: options.maxPauseSeconds, listener, stop: control.stop });
  try {
    const switched = await underFence(cutting, await watch(), pause);
    const pauseSeconds = pause.seconds();
    return {
      ...nothing,
      runId,
      outcome: 'switched',
      pauseSeconds,
      gate,
      position: showPosition(switched.end),
      boundary: switched.boundary,
    };
  } catch (error) {
    const because = failure() ?? whyOff(error);
    const blockers = error instanceof FenceBlocked || error instanceof CalledOff ? error.blockers : [];
    await appendLog(ledger, 'cutover-called-off', because.text).catch(() => undefined);
    return {
      ...nothing,
      runId,
      outcome: 'called-off',
      pauseSeconds: pause.seconds(),
      gate,
      blockers,
      because,
    };
  }
}

/** Why it is called off; what is no matter of the cut-over is thrown on. */
function whyOff(error: unknown): Sentence {
  if (error instanceof CalledOff) return error.said;
  if (error instanceof FenceBlocked) return say('cutover.blocked');
  if (error instanceof MysqlError) return say('cutover.server', { problem: error.said });
  throw error;
}

/** Reads the log from a place on, beside the follower. */
function witnessOf(
  { context: { config } }: Cutting,
  tables: ReadonlyMap<string, FollowedTable>,
  from: LogPosition,
): Witness {
  const endpoint = config.source.mysql;
  return openWitness({
    open: (signal) =>
      openLog({ endpoint, from, tables: [...tables.values()].map(({ source }) => source), signal }),
    tables,
    // The follower judges statements: it stops at them, and then the drain does not end.
    onStructure: () => undefined,
  });
}

const gateEveryMs = 500;
/** After following has caught up, it has so long beside the quiet time to stay close. */
const patienceSeconds = 60;

/** Waits while only the lag is in the way; what heals by itself in no time is not waited for. */
async function waitForGate(
  cutting: Cutting,
  failure: Followed['failure'],
  onCaughtUp: () => Promise<unknown>,
): Promise<readonly GateLine[]> {
  const { control, options, ledger, listener } = cutting;
  const begun = performance.now();
  let caughtUpAt: number | undefined;
  let told: string | undefined;
  for (;;) {
    const gate = await gateNow(cutting);
    const closed = gate.filter(({ ok }) => !ok);
    const follower = await followerOf(ledger);
    const isFollowed = follower?.alive === true;
    if (closed.length === 0 && isFollowed) {
      listener(stepEvent('gate', begun));
      return gate;
    }
    const others = closed.some(({ name }) => name !== 'lag');
    const isAlone = !isFollowed && performance.now() - begun > firstBeatMs;
    if (others || isAlone || control.stop.aborted || failure())
      return gate.map((line) => lost(line, isAlone));
    if (typeof follower?.figures.lagSeconds === 'number') {
      caughtUpAt ??= performance.now();
      await onCaughtUp();
    }
    const waited = caughtUpAt === undefined ? 0 : (performance.now() - caughtUpAt) / 1000;
    if (waited > options.quietSeconds + patienceSeconds) return gate;
    const [why] = closed;
    if (why && told === undefined) {
      told = why.name;
      listener(logEvent('info', say('cutover.waiting', { why: why.detail })));
    }
    await delay(gateEveryMs);
  }
}

/** A follower's first sign of life comes within this, or there is none. */
const firstBeatMs = 10_000;

/** The follower went meanwhile. */
const lost = (line: GateLine, isAlone: boolean): GateLine =>
  line.name === 'lag' && isAlone ? { ...line, ok: false, detail: say('gate.not-followed') } : line;

/** All that is done while the source's writers stand still. However it ends, the locks are gone then. */
async function underFence(cutting: Cutting, witness: Witness, pause: Pause): Promise<Switched> {
  const { context, options, run, ledger } = cutting;
  const endpoint = context.config.source.mysql;
  const end = await (async () => {
    await using fence = await openFence({
      endpoint,
      tables: run.plan.tables.map((table) => table.source),
      lockSeconds: lockSecondsOf(options),
      maxSeconds: Math.ceil(options.maxPauseSeconds),
    });
    await pause.step('lock', fence.lock);
    await pause.step('fence', () => stopWriters(cutting, fence, pause));
    const place = await pause.step('end', fence.end);
    await pause.step('drain', () =>
      pause.until(async () => witness.hasRead(place) && (await isApplied(ledger, place))),
    );
    await pause.step('verify', () => verify(cutting, witness));
    // Still ours: with the connection, the locks would be gone, and what was written since not in the target.
    await pause.step('locked', fence.end);
    witness.guard();
    return place;
  })();
  await pause.step('sentry', () => sentry(cutting, witness, pause));
  await pause.step('generators', () => raise(cutting));
  return await pause.last('switch', (refuseLate) => switchOver(cutting, end, refuseLate));
}

const mostLockSeconds = 5;

/** Others stand behind a lock that is waited for: not for long, and not for the whole pause. */
function lockSecondsOf({ maxPauseSeconds }: LiveOptions): number {
  return Math.max(1, Math.min(mostLockSeconds, Math.floor(maxPauseSeconds / 2)));
}

/**
 * Stops the source's writers by the operator's command or word. Meanwhile, and afterwards, what stands in front of the locks is let
 * through, so that services can end in order and nothing half done is left to be written when the locks go.
 */
async function stopWriters(cutting: Cutting, fence: Fence, pause: Pause): Promise<void> {
  const stopped = askToStop(cutting, pause.signal);
  let isOver = false;
  const ended = stopped.finally(() => {
    isOver = true;
  });
  ended.catch(() => undefined);
  for (;;) {
    await Promise.race([ended, delay(letThroughEveryMs)]);
    // The answer counts for what is seen after it.
    const wasOver = isOver;
    const waiting = await fence.waiting();
    if (waiting.length === 0 && wasOver) return await ended;
    if (waiting.length > 0) {
      if (wasOver) await ended;
      await fence.open();
      await fence.lock();
    }
    pause.signal.throwIfAborted();
  }
}

const letThroughEveryMs = 250;

async function askToStop({ options, request, listener }: Cutting, signal: AbortSignal): Promise<void> {
  const { fenceCommand } = options;
  if (fenceCommand === undefined) {
    if (await request.askFence?.(signal)) return;
    throw new CalledOff(say('cutover.not-fenced'));
  }
  const tell = (line: string) => listener(logEvent('info', say('cutover.fence-says', { line })));
  const { exitCode } = await runFenceCommand(fenceCommand, tell, signal);
  if (exitCode !== 0) throw new CalledOff(say('cutover.fence-failed', { code: exitCode ?? '-' }));
}

async function isApplied(ledger: RunLedger, end: LogPosition): Promise<boolean> {
  const applied = (await readLive(ledger))?.applied;
  return applied !== undefined && !isBefore(applied, end);
}

/** Compares what was touched since the cut-over began, on both sides. */
async function verify({ context, run, ledger }: Cutting, witness: Witness): Promise<void> {
  const { config, preset } = context;
  await using source = await openSession(config.source.mysql, 'source');
  await using target = await openSession(config.target.mysql, 'target');
  const looking = {
    options: { plan: run.plan, cellContext: cellContextOf(config), volatile: volatileColumns(preset) },
    pair: { source, target },
    versionsOf: versionsByTable((table) => changedVersions(ledger, table)),
  };
  const notOurs = { rowsBefore: await readRowsBefore(ledger), otherRuns: await readOtherRuns(ledger, run) };
  const differences = await compareTouched(looking, notOurs, witness.touched());
  const [first] = differences;
  if (!first) return;
  const { table, key } = first;
  throw new CalledOff(say('cutover.differs', { differences: differences.length, table, key }));
}

/** How long nobody may write once the locks are gone, for the fence to be believed. */
const mostSentryMs = 1_000;

/** The locks are gone, and the fence has to hold by itself. What is written all the same still gets to the target. */
async function sentry({ context, options }: Cutting, witness: Witness, pause: Pause): Promise<void> {
  await delay(Math.min(mostSentryMs, options.maxPauseSeconds * 250));
  await using session = await openSession(context.config.source.mysql, 'source');
  const end = await readLogEnd(session);
  if (!end) throw new Error('the source does not say where its binary log ends');
  await pause.until(() => witness.hasRead(end));
  const at = witness.foreign();
  if (at !== null) throw new CalledOff(say('cutover.fence-broken', { at }));
}

/** The next ID that the target hands out must be above all that the source has used. */
async function raise({ context, run, ledger, listener }: Cutting): Promise<void> {
  const { config, preset } = context;
  const { plan } = run;
  const { session } = ledger;
  if (plan.ids.mode !== 'offset') {
    await using source = await openSession(config.source.mysql, 'source');
    const raised = await raiseGenerators(session, plan, preset, await readHighestIds(source, plan, preset));
    await recordRaised(ledger, listener, plan, raised);
  }
  const low = (await checkGenerators(session, plan, preset)).find(({ ok }) => !ok);
  if (low) throw new CalledOff(say('cutover.generators', { problem: low.detail }));
}

/** One transaction: from it on nothing of the source is applied any more, and it is known from where on the target's own changes are. */
async function switchOver(cutting: Cutting, end: LogPosition, refuseLate: () => void): Promise<Switched> {
  const { context, run, ledger } = cutting;
  const { session } = ledger;
  await session.begin();
  try {
    const applied = await lockApplied(ledger);
    const now = (await listRuns(ledger, run.targetDatabase, run.tenantId)).find(
      ({ runId }) => runId === run.runId,
    );
    if (!applied || isBefore(applied, end) || now?.state !== run.state)
      throw new CalledOff(say('cutover.moved-on'));
    const switched = {
      at: new Date().toISOString(),
      end,
      boundary: await boundaryOf(context, run, session),
      target: (await readLogEnd(session)) ?? null,
    };
    await writeSwitched(ledger, switched);
    const { operator: account, machine } = operator();
    await appendLog(ledger, 'switched', `at ${showPosition(end)}, by ${account}@${machine}`);
    refuseLate();
    return await commit(cutting, switched);
  } catch (error) {
    await session.rollback().catch(() => session.destroy());
    throw error;
  }
}

/** Where the connection is lost at the commit, only the ledger knows whether it was made. */
async function commit({ context, ledger }: Cutting, switched: Switched): Promise<Switched> {
  try {
    await ledger.session.commit();
  } catch (error) {
    const now = await withTarget(context, (session) => readLive({ ...ledger, session }));
    if (!now?.switched) throw error;
  }
  return switched;
}

async function boundaryOf(
  { preset }: Context,
  { plan }: StoredRun,
  session: Session,
): Promise<Switched['boundary']> {
  const rules = generatorTable(preset);
  if (!rules) return {};
  const all = await readGenerators(session, plan.target.database, rules);
  return Object.fromEntries(
    plan.generators.flatMap(({ resource }) => {
      const value = all[resource];
      return value === undefined ? [] : [[resource, value]];
    }),
  );
}
