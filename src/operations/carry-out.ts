import type { Context } from '../config/context.js';
import type { Listener, RunControl, RunOutcome } from '../core/events.js';
import { logEvent } from '../core/events.js';
import { formatCount } from '../core/format.js';
import { ofTenant } from '../core/of-tenant.js';
import { told } from '../core/sentence.js';
import { shell } from '../core/shell.js';
import { toolVersion } from '../core/version.js';
import { insertLive, type LiveRecord, readLive } from '../ledger/live.js';
import type { LedgerLocation, RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import { clearPartial } from '../ledger/partial-validation.js';
import { insertRun, newRunId, type StoredRun, updateRun } from '../ledger/runs.js';
import type { RaisedGenerator } from '../ledger/shapes.js';
import type { RunState } from '../ledger/types.js';
import { makeRoom } from '../live/make-room.js';
import type { LogPosition } from '../mysql/log-position.js';
import type { Session } from '../mysql/session.js';
import { figuresOf, withoutEmpty } from '../phases/figures.js';
import { noFigures, type Phase, type PhaseOutcome } from '../phases/phase.js';
import { recordRaised } from '../phases/rows/copy/raised-generators.js';
import { doneState, placeOf } from '../phases/run-state.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { Plan } from '../plan/plan.js';
import { nextTime } from '../preflight/next-time.js';
import { importEarlyAnswers } from './checklist.js';
import { startHeartbeat } from './heartbeat.js';
import { withHooks } from './hooks.js';
import type { KeptPlan } from './keep-to-plan.js';
import type { RunSummary } from './result-shapes.js';
import { environmentDetail, environmentKind } from './run-environment.js';
import { paperKind } from './run-paper.js';
import { withRunProgress } from './run-progress.js';
import { runTotals } from './run-totals.js';
import type { RunRequest } from './types.js';
import { watchWindow } from './window.js';
import { say } from './words.js';

/** Where the source's log was before the copy, and the IDs that the run may write where it keeps them. */
export interface LiveStart {
  readonly at: LogPosition;
  readonly room: LiveRecord['room'];
}

/** What a run works with once it may write. */
export interface Surroundings {
  readonly phases: readonly Phase[];
  readonly context: Context;
  readonly request: RunRequest;
  readonly listener: Listener;
  readonly control: RunControl;
  readonly session: Session;
  readonly location: LedgerLocation;
  /** Of a new run whose source goes on being written to. */
  readonly live?: LiveStart | undefined;
  /** The plan on paper, of a new run. */
  readonly paper?: string | undefined;
  /** The source as the checks found it. */
  readonly source?: DatabaseFacts | undefined;
  /** A saved plan that it carries out. */
  readonly kept?: Pick<KeptPlan, 'note'> | undefined;
}

/** Carries a plan out, new or taken up again, and keeps the run's row and log up to date whatever happens. */
export async function carryOut(
  surroundings: Surroundings,
  planned: Plan,
  target: DatabaseFacts,
  resumed: StoredRun | null,
  raised: readonly RaisedGenerator[] = [],
): Promise<RunSummary> {
  const { phases, context, request, control: operators, session, location } = surroundings;
  const { config } = context;
  let plan = planned;
  const started = new Date();
  const begun = performance.now();
  const startedAt = started.toISOString();
  const runId = resumed?.runId ?? newRunId(started);
  const ledger: RunLedger = { session, location, runId };
  if (resumed) {
    await updateRun(ledger, { outcome: null, finishedAt: null, plan });
    await clearPartial(ledger);
  } else {
    const targetDatabase = config.target.mysql.database;
    // First: a run that is to be followed must never be there without its place in the source's log.
    if (surroundings.live) await insertLive(ledger, surroundings.live.at, surroundings.live.room);
    await insertRun(ledger, { startedAt, plan, toolVersion: toolVersion(), targetDatabase });
    await importEarlyAnswers(context, ledger);
  }
  const log = (kind: string, detail: string) => appendLog(ledger, kind, detail);
  await log(
    resumed ? 'run-resumed' : 'run-started',
    `${ofTenant(plan.tenant.id, `tenant ${plan.tenant.id}, `)}${plan.tables.length} tables, plan ${plan.fingerprint}`,
  );
  if (surroundings.kept) await log('plan-kept', surroundings.kept.note);
  const facts = { source: surroundings.source, target };
  await log(environmentKind, await environmentDetail(config, request, plan, facts));
  if (surroundings.paper !== undefined) await log(paperKind, surroundings.paper);
  const before = resumed ? await figuresOf(phases, ledger, plan) : noFigures;
  const finished = before.tables.filter((table) => table.finished);
  surroundings.listener({
    type: 'run-started',
    runId,
    resumed: resumed !== null,
    tables: plan.tables.length,
    rows: plan.tables.reduce((total, table) => total + table.approximateRows, 0),
    finishedBefore: resumed
      ? { tables: finished.length, rows: finished.reduce((sum, { rows }) => sum + rows, 0) }
      : undefined,
    at: startedAt,
  });

  const asked = phases.filter(({ id, takesPart }) => takesPart(plan) && [id, 'all'].includes(request.phase));
  const counted = runTotals(asked);
  const hooks = withHooks(config.options.hooks, runId, surroundings.listener);
  const told: Listener = (event) => {
    counted.see(event);
    hooks.listener(event);
  };
  const { windowEnds } = config.options;
  using window =
    windowEnds === undefined
      ? null
      : watchWindow({
          ends: request.windowEnds ?? nextTime(windowEnds, started),
          listener: told,
          control: operators,
        });
  const control = window?.control ?? operators;
  const listener = withRunProgress(window?.listener ?? told, { plan, phases: asked, before });
  const { figures } = counted;
  await using _beating = await startHeartbeat({
    context,
    ledger,
    command: 'run',
    figures,
    control,
    listener,
  });
  await recordRaised(ledger, listener, plan, raised);
  let outcome: RunOutcome = 'failed';
  let state: RunState = resumed?.state ?? 'created';
  try {
    // Its writers went on since it was planned: before the first row is copied, all that they handed out must have room.
    if ((await readLive(ledger))?.switched === null)
      plan = await makeRoom({ context, plan, ledger, listener });
    ({ outcome, state } = await runPhases(
      { ...surroundings, listener, control },
      { plan, ledger, state, log },
    ));
  } catch (error) {
    if (!control.abort.aborted)
      await log('run-failed', error instanceof Error ? error.message : String(error)).catch(() => undefined);
    if (!control.abort.aborted) throw error;
    outcome = 'stopped';
  } finally {
    const finishedAt = new Date().toISOString();
    await updateRun(ledger, { outcome, finishedAt }).catch(() => undefined);
    const closed = window?.closed();
    if (closed) await log('window-closed', `it ends at ${closed.ends}`).catch(() => undefined);
    await log('run-finished', `${outcome}, state ${state}`).catch(() => undefined);
    listener({
      type: 'run-finished',
      runId,
      outcome,
      at: finishedAt,
      seconds: (performance.now() - begun) / 1000,
      ...(outcome === 'complete' ? leftOf(surroundings, plan, state) : {}),
    });
    await hooks.ended();
  }
  const summary = await summarise(surroundings, { plan, ledger, outcome, state });
  const windowClosed = window?.closed();
  return windowClosed && outcome === 'stopped' ? { ...summary, windowClosed } : summary;
}

/** The phases that a start did not do since one other was asked for; absent: none. */
function leftOf(
  { phases, request }: Pick<Surroundings, 'phases' | 'request'>,
  plan: Plan,
  state: RunState,
): { readonly left?: readonly string[] } {
  const taking = phases.filter(({ takesPart }) => takesPart(plan));
  const left = taking.slice(placeOf(state, taking).done).filter(({ id }) => id !== request.phase);
  return left.length === 0 ? {} : { left: left.map(({ id }) => id) };
}

interface PhaseInput {
  readonly plan: Plan;
  readonly ledger: RunLedger;
  readonly state: RunState;
  readonly log: (kind: string, detail: string) => Promise<void>;
}

async function runPhases(
  { phases, request, context, listener, control }: Surroundings,
  { plan, ledger, state: before, log }: PhaseInput,
): Promise<{ readonly outcome: RunOutcome; readonly state: RunState }> {
  const taking = phases.filter(({ takesPart }) => takesPart(plan));
  let state = before;
  let partial = false;
  const become = async (next: RunState) => {
    state = next;
    await updateRun(ledger, { state });
  };
  for (const [index, phase] of taking.entries()) {
    const { id } = phase;
    const place = placeOf(state, taking);
    const isAsked = request.phase === 'all' || request.phase === id;
    if (!isAsked || (place.done > index && !phase.repeats)) continue;
    if (place.done === index && !place.begun) await become(id);
    const work = { context, plan, ledger, listener, control };
    const outcome = await inPhase(id, listener, log, () => phase.copy(work));
    if (outcome === 'stopped') return { outcome, state };
    if (outcome === 'partial') partial = true;
    else if (state === id) await become(doneState(id));
  }
  if (placeOf(state, taking).done === taking.length && state !== 'copied') {
    for (const phase of phases) {
      const skipped = phase.skipped(plan);
      if (!skipped) continue;
      listener(logEvent('info', skipped.said));
      await log(`${phase.id}-skipped`, skipped.why);
    }
    await become('copied');
  }
  return { outcome: partial ? 'partial' : 'complete', state };
}

async function inPhase(
  phase: string,
  listener: Listener,
  log: PhaseInput['log'],
  work: () => Promise<PhaseOutcome>,
): Promise<PhaseOutcome> {
  const begun = performance.now();
  listener({ type: 'phase-started', phase, at: new Date().toISOString() });
  await log('phase-started', phase);
  const outcome = await work();
  const seconds = (performance.now() - begun) / 1000;
  listener({ type: 'phase-finished', phase, at: new Date().toISOString(), seconds });
  await log('phase-finished', `${phase}: ${outcome} after ${seconds.toFixed(1)} s`);
  return outcome;
}

async function summarise(
  { phases, context, request }: Surroundings,
  { plan, ledger, outcome, state }: Omit<PhaseInput, 'log'> & { readonly outcome: RunOutcome },
): Promise<RunSummary> {
  const { path, target } = context.config;
  const figures = await figuresOf(phases, ledger, plan);
  const { tables, secrets } = figures;
  const taking = phases.filter(({ takesPart }) => takesPart(plan));
  const next = state === doneState(request.phase) ? taking[placeOf(state, taking).done] : undefined;
  const phase = next ? ` --phase ${next.id}` : '';
  const resumeCommand =
    state === 'copied' && outcome === 'complete'
      ? null
      : `${shell`tenantferry run -c ${path}`}${phase}${shell` --resume --confirm ${target.mysql.database}`}`;
  const rows = tables.reduce((total, table) => total + table.rows, 0);
  const settled = secrets.reduce((total, { written, reused }) => total + written + reused, 0);
  return {
    runId: ledger.runId,
    outcome,
    ...(outcome === 'complete' ? leftOf({ phases, request }, plan, state) : {}),
    ...withoutEmpty(figures),
    ...((await readLive(ledger)) ? { live: true as const } : {}),
    resumeCommand,
    ...told(
      say('run.in-target', {
        rows: formatCount(rows),
        tables: tables.length,
        secrets: formatCount(settled),
      }),
    ),
  };
}
