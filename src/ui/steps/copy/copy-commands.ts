import { mostPairs } from '../../../config/pairs.js';
import type { Listener } from '../../../core/events.js';
import { formatCount } from '../../../core/format.js';
import { createSteering } from '../../../core/steering.js';
import type { RunSummary } from '../../../operations/result-shapes.js';
import { typedText } from '../../terminal/text-field.js';
import { leaveIfClosing } from '../../wizard/leave.js';
import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { listenTo } from '../../wizard/work.js';
import { resumeCommand } from '../tables/resume-command.js';
import { outdatedBy, planOf, type Shown } from './copy-phases.js';
import { endsBy, isWriting, phaseIn, writingPhase } from './copy-state.js';
import type { KnownTable } from './live-state.js';
import { asksForKeys, wordsToType } from './words-to-type.js';

/** What the panel lists before the first event. The first phase's tables are in the plan; the others tell their parts themselves. */
function tablesOf(state: WizardState, { phase, all }: Shown): readonly KnownTable[] {
  const { live: before, summary } = phaseIn(state.copy, phase.id);
  // Once more, from the beginning.
  if (summary?.outcome === 'complete') return [];
  if (before !== null) {
    return before.tables.map(({ table, total, done, status }) => ({
      table,
      rows: total,
      done,
      finished: status === 'done',
    }));
  }
  const { result } = state.dryRun;
  const earlier = state.copy.resume ? state.start.data : null;
  const plan = planOf(state);
  if (plan === null || phase !== all[0]) return [];
  return plan.tables.map(({ table, approximateRows }) => {
    const copied = earlier?.tables.find((progress) => progress.table === table);
    return {
      table,
      rows: result?.counts[table]?.source ?? approximateRows,
      done: copied?.rows ?? 0,
      finished: copied?.finished ?? false,
    };
  });
}

/** What was typed is the target database's name, and what else is asked for; where it is not, that is said. */
export function isConfirmed(wizard: Wizard): boolean {
  const state = wizard.store.getState();
  if (state.context === null) return false;
  const typed = typedText(state.copy.confirmation).trim().replace(/\s+/g, ' ');
  if (typed === wordsToType(state)) return true;
  wizard.store.dispatch({ slice: 'copy', type: 'mismatch' });
  return false;
}

/** Runs one phase to its end, stop or failure; `windowEnds`: of the window that it is a part of. */
export async function startCopy(wizard: Wizard, shown: Shown, windowEnds: Date | null): Promise<void> {
  const { store, operations, clock } = wizard;
  const state = store.getState();
  const { context, copy } = state;
  if (context === null || isWriting(copy)) return;
  const { id: phase } = shown.phase;
  const { resume } = copy;
  const steering = createSteering(context.config.options.parallel);
  wizard.steering.current = steering;
  store.dispatch({ slice: 'frame', type: 'notice', notice: null });
  store.dispatch({
    slice: 'copy',
    type: 'started',
    phase,
    at: clock.now(),
    parallelism: context.config.options.parallel,
    tables: tablesOf(state, shown),
    outdated: outdatedBy(shown),
  });
  const confirm = context.config.target.mysql.database;
  // A run that is taken up stays what it is.
  const live = (!resume && context.config.options.live !== undefined) || undefined;
  const sameMasterKeys = asksForKeys(state) || undefined;
  const request = { phase, confirm, resume, live, sameMasterKeys, windowEnds: windowEnds ?? undefined };
  try {
    const run = (listen: Listener) => operations.run(context, request, listen, steering.control);
    const summary = await listenTo(wizard, run, {
      deliver: (events) => store.dispatch({ slice: 'copy', type: 'events', phase, events }),
      tick: (now) => store.dispatch({ slice: 'copy', type: 'tick', now }),
    });
    store.dispatch({
      slice: 'copy',
      type: 'finished',
      phase,
      at: clock.now(),
      summary: withChoice(wizard, summary),
    });
  } catch (error) {
    store.dispatch({ slice: 'copy', type: 'failed', phase, at: clock.now(), problem: problemOf(error) });
  } finally {
    wizard.steering.current = null;
    leaveIfClosing(wizard);
  }
}

function withChoice(wizard: Wizard, summary: RunSummary): RunSummary {
  const command = summary.resumeCommand;
  return command === null ? summary : { ...summary, resumeCommand: resumeCommand(wizard, command) };
}

export function togglePause(wizard: Wizard): void {
  const { store, clock, steering, log } = wizard;
  const { copy } = store.getState();
  if (steering.current === null) return;
  if (copy.paused) steering.current.resume();
  else steering.current.pause();
  log.listen({ type: copy.paused ? 'continued' : 'paused', at: new Date(clock.now()).toISOString() });
  store.dispatch({ slice: 'copy', type: 'pause', paused: !copy.paused, at: clock.now() });
}

export function changeParallelism(wizard: Wizard, step: 1 | -1): void {
  const { store, steering, text, log } = wizard;
  const { context, copy } = store.getState();
  const most = mostPairs(context?.config.options.parallel ?? 1);
  if (step > 0 && copy.parallelism >= most) {
    notify(wizard, 'warning', text.copy.mostParallel(most));
    return;
  }
  const value = Math.max(1, copy.parallelism + step);
  steering.current?.setParallelism(value);
  log.listen({ type: 'parallelism', phase: writingPhase(copy) ?? '', value });
  store.dispatch({ slice: 'copy', type: 'parallelism', value });
}

/** Holds what is copied from now on to what was typed; nothing: to what the config says. */
export function capRate(wizard: Wizard): void {
  const { store, steering, text, log } = wizard;
  const { rateField } = store.getState().copy;
  const typed = rateField === null ? '' : typedText(rateField).replaceAll(/[\s,]/g, '');
  if (!/^([1-9]\d{0,8})?$/.test(typed)) {
    notify(wizard, 'warning', text.copy.noRate);
    return;
  }
  const value = typed === '' ? null : Number(typed);
  steering.current?.setRate(value);
  log.note(value === null ? text.copy.rateOff : text.copy.rateSet(formatCount(value)));
  store.dispatch({ slice: 'copy', type: 'rate', value });
}

/** First request: finish what is in hand and checkpoint. Second: give up at once. */
export function stopCopy(wizard: Wizard): void {
  const { store, steering } = wizard;
  const { copy } = store.getState();
  if (steering.current === null) return;
  const again = endsBy(copy) === 'stopping';
  if (again) steering.current.abort();
  else steering.current.stop();
  wizard.log.note(again ? wizard.text.copy.aborting : wizard.text.copy.stopping);
  store.dispatch({ slice: 'copy', type: 'stopping', how: again ? 'aborting' : 'stopping' });
}
