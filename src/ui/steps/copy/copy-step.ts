import type { Phase } from '../../../phases/phase.js';
import { percent } from '../../format.js';
import { type KeyId, listKeys, scrollKeys } from '../../keys.js';
import type { Activity } from '../../wizard/activity.js';
import { commandCopies, problemCopies, runCopies } from '../../wizard/copies.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goBack, goNext, goTo } from '../../wizard/navigation.js';
import type { KeyCommands, Step, StepStatus, Wizard } from '../../wizard/wizard.js';
import type { Slice, WizardState } from '../../wizard/wizard-state.js';
import { loadChecklist } from '../checklist/checklist-commands.js';
import { previewRollback } from '../rollback/rollback-commands.js';
import { copyAndCarryOn } from './carry-on.js';
import { capRate, changeParallelism, isConfirmed, togglePause } from './copy-commands.js';
import { copyFarewell, copyOutcome, copyWriting } from './copy-leaving.js';
import {
  isListed,
  mayGoAhead,
  passedOver,
  planOf,
  type Shown,
  takesPart,
  waitingFor,
} from './copy-phases.js';
import {
  asksForName,
  type CopyState,
  copyReducer,
  initialCopy,
  type PhaseState,
  phaseIn,
  rateFieldOf,
  writingPhase,
} from './copy-state.js';
import { copyLines } from './copy-view.js';
import { activeTable, isStalled } from './live-state.js';

function keysOf(state: WizardState, shown: Shown): readonly KeyId[] {
  const { copy } = state;
  const { phase } = shown;
  const { status, live, summary } = phaseIn(copy, phase.id);
  if (!takesPart(state, phase)) return ['next', 'back'];
  const ahead: readonly KeyId[] = mayGoAhead(state, shown) ? ['goAhead'] : [];
  if (asksForName(copy, phase.id)) return ['accept', 'cancel', 'beforeItems', ...ahead, ...scrollKeys];
  if (rateFieldOf(copy, phase.id)) return ['accept', 'cancel', 'stopNow', ...scrollKeys];
  const scrolling: readonly KeyId[] = live === null ? [] : [...listKeys, 'log'];
  const steering: readonly KeyId[] = phase.steered ? ['more', 'less'] : [];
  switch (status) {
    case 'ready':
      return ['start', 'back', ...ahead];
    case 'running':
      return [
        copy.paused ? 'continue' : 'pause',
        'stopNow',
        ...steering,
        'rateCap',
        'log',
        ...listKeys,
        'follow',
      ];
    case 'stopping':
    case 'aborting':
      return ['stopNow', 'log', 'up', 'down'];
    case 'done':
      if (summary?.outcome === 'partial') return ['next', 'resume', 'rollBack', ...scrolling, 'back'];
      return [
        'next',
        ...scrolling,
        'back',
        ...(phase.repeats && phase.after === null ? ['again' as const] : []),
      ];
    case 'stopped':
    case 'failed':
      return copy.runId === null
        ? ['resume', ...scrolling, 'back', ...ahead]
        : ['resume', 'rollBack', ...scrolling, 'back', ...ahead];
  }
}

const commands: KeyCommands = {
  pause: togglePause,
  continue: togglePause,
  more: (wizard) => changeParallelism(wizard, 1),
  less: (wizard) => changeParallelism(wizard, -1),
  rateCap: ({ store }) => store.dispatch({ slice: 'copy', type: 'rate-field', open: true }),
  log: ({ store }) => store.dispatch({ slice: 'copy', type: 'log' }),
  follow: ({ store }) => store.dispatch({ slice: 'copy', type: 'scroll', first: null }),
  rollBack: (wizard) => {
    const { runId } = wizard.store.getState().copy;
    if (runId !== null) void previewRollback(wizard, runId);
  },
};

/** On, or back to what was passed over to come here. */
function walk(wizard: Wizard, shown: Shown, otherwise: (wizard: Wizard) => void): void {
  const first = passedOver(wizard.store.getState(), shown);
  if (first) goTo(wizard, first.id);
  else otherwise(wizard);
}

function pressIn(shown: Shown, key: KeyId, wizard: Wizard): void {
  const { store } = wizard;
  const state = store.getState();
  const { copy } = state;
  const { id } = shown.phase;
  const { live } = phaseIn(copy, id);
  if (rateFieldOf(copy, id) && (key === 'accept' || key === 'cancel')) {
    if (key === 'accept') capRate(wizard);
    else store.dispatch({ slice: 'copy', type: 'rate-field', open: false });
    return;
  }
  const starts = key === 'start' || key === 'resume' || key === 'again';
  if (starts || (key === 'accept' && isConfirmed(wizard))) void copyAndCarryOn(wizard, shown);
  if (key === 'next') walk(wizard, shown, goNext);
  if (key === 'back' || key === 'cancel') walk(wizard, shown, goBack);
  const ahead = key === 'goAhead' ? mayGoAhead(state, shown) : undefined;
  if (ahead) goTo(wizard, ahead.id);
  if (live !== null || asksForName(copy, id)) {
    const first = scrolled(scrollKey(key), copy.scroll ?? (live === null ? 0 : null), wizard);
    if (first !== null) store.dispatch({ slice: 'copy', type: 'scroll', first });
  }
  commands[key]?.(wizard);
}

const slice: Slice<'copy'> = { name: 'copy', initial: () => initialCopy, reduce: copyReducer };

const statuses: Readonly<Record<PhaseState['status'], StepStatus>> = {
  ready: 'todo',
  running: 'running',
  stopping: 'running',
  aborting: 'running',
  done: 'done',
  stopped: 'attention',
  failed: 'failed',
};

function statusOf({ status, summary }: PhaseState): StepStatus {
  return status === 'done' && summary?.outcome === 'partial' ? 'attention' : statuses[status];
}

function copyActivity(copy: CopyState, id: string): Activity | null {
  const { live } = phaseIn(copy, id);
  if (live === null || writingPhase(copy) !== id) return null;
  const state = copy.paused ? 'paused' : isStalled(live) ? 'stalled' : 'working';
  return { percent: percent(live.share, 1, false), state, writes: true };
}

/** The step of one phase. */
function stepFor(shown: Shown): Step {
  const { phase } = shown;
  const { id, words } = phase;
  return {
    id,
    title: { en: words.en.name, zh: words.zh.name },
    isShown: (state) => isListed(state, phase),
    status: (state) => (takesPart(state, phase) ? statusOf(phaseIn(state.copy, id)) : 'skipped'),
    enter: (wizard) => {
      if (asksForName(wizard.store.getState().copy, id)) void loadChecklist(wizard);
    },
    activity: ({ copy }) => copyActivity(copy, id),
    obstacle: (state, { copy: text }) => {
      if (!takesPart(state, phase)) return null;
      const { status, summary } = phaseIn(state.copy, id);
      if (status !== 'done') return text.notDone;
      return summary?.outcome === 'partial' && waitingFor(state, shown) ? text.incomplete : null;
    },
    outcome: (state, interrupted) => copyOutcome(state, phase, interrupted),
    lines: (props) => copyLines(props, shown),
    list: ({ copy }) =>
      phaseIn(copy, id).live === null || rateFieldOf(copy, id)
        ? null
        : {
            id: 'copy',
            reset: ({ store }) => store.dispatch({ slice: 'copy', type: 'scroll', first: null }),
          },
    tables: (state) => {
      const { live } = phaseIn(state.copy, id);
      const known = new Set(planOf(state)?.tables.map(({ table }) => table));
      if (live === null || live.tables.some(({ table }) => !known.has(table))) return null;
      return { names: live.tables.map(({ table }) => table), marked: activeTable(live) };
    },
    copies: ({ copy }, language) => {
      const { summary, problem } = phaseIn(copy, id);
      return [
        ...commandCopies(summary?.resumeCommand),
        ...problemCopies(problem, language),
        ...runCopies(copy.runId),
      ];
    },
    keys: (state) => keysOf(state, shown),
    press: (key, wizard) => pressIn(shown, key, wizard),
    edit: (state) => {
      if (!takesPart(state, phase)) return null;
      if (rateFieldOf(state.copy, id))
        return (edit, wizard) => wizard.store.dispatch({ slice: 'copy', type: 'rate-edit', edit });
      return asksForName(state.copy, id)
        ? (edit, wizard) => wizard.store.dispatch({ slice: 'copy', type: 'edit', edit })
        : null;
    },
    confirmation: ({ copy }) => (asksForName(copy, id) ? copy.confirmation : null),
  };
}

/**
 * A step for each phase, in their order; the database's name is typed at the first that is started. The first step says for all of
 * them what is said when the wizard is left.
 */
export function copySteps(all: readonly Phase[]): readonly Step[] {
  const shared: Partial<Step> = {
    slice,
    closesWayBack: ({ copy }) => copy.wrote,
    writing: copyWriting,
    farewell: (wizard) => copyFarewell(wizard, all),
  };
  return all.map((phase, index) => ({ ...stepFor({ phase, all }), ...(index === 0 ? shared : {}) }));
}
