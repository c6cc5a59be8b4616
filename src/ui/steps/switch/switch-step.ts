import { shell } from '../../../core/shell.js';
import { type KeyId, listKeys, scrollKeys } from '../../keys.js';
import { problemCopies } from '../../wizard/copies.js';
import { problemText } from '../../wizard/farewell.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { Outcome } from '../../wizard/outcome.js';
import type { KeyCommands, Step, StepStatus, Wizard } from '../../wizard/wizard.js';
import { kept, type Slice, type WizardState } from '../../wizard/wizard-state.js';
import { acceptTyped, ask, stopControlling, watchTraffic } from './switch-commands.js';
import {
  initialTraffic,
  isControlling,
  isUnderWay,
  type TrafficState,
  trafficReducer,
} from './switch-state.js';
import { switchLines } from './switch-view.js';

const slice: Slice<'traffic'> = {
  name: 'traffic',
  initial: () => initialTraffic,
  reduce: trafficReducer,
  // Traffic is where the proxy has it, whatever becomes of the run.
  afterRollback: kept,
  afterLoading: ({ control, log }) =>
    isControlling({ control }) ? { ...initialTraffic, control, log } : initialTraffic,
};

const commands: KeyCommands = {
  start: (wizard) => ask(wizard, 'start'),
  moveReaders: (wizard) => ask(wizard, 'forward'),
  holdReaders: (wizard) => ask(wizard, 'hold'),
  readersBack: (wizard) => ask(wizard, 'back'),
  withoutData: ({ store }) => store.dispatch({ slice: 'traffic', type: 'without-data' }),
  accept: acceptTyped,
  cancel: (wizard) => ask(wizard, null),
  stopControlling,
  next: goNext,
  back: goBack,
};

function keysOf({ traffic }: WizardState): readonly KeyId[] {
  const { asked, seen, ordering } = traffic;
  if (asked !== null)
    return ['accept', 'cancel', ...(asked === 'forward' ? (['withoutData'] as const) : []), ...scrollKeys];
  if (seen === null || ordering !== null) return ['next', 'back', ...listKeys];
  const isMoved = isUnderWay(traffic) || (seen.share ?? 0) > 0;
  return [
    'next',
    ...(seen.isControlled || isControlling(traffic) || seen.state === 'done' ? [] : (['start'] as const)),
    ...(isUnderWay(traffic) ? (['moveReaders', 'holdReaders'] as const) : []),
    ...(isMoved ? (['readersBack'] as const) : []),
    ...(isControlling(traffic) ? (['stopControlling'] as const) : []),
    'back',
    ...listKeys,
  ];
}

function statusOf({ seen, control }: TrafficState): StepStatus {
  if (control === 'failed') return 'failed';
  switch (seen?.state) {
    case 'running':
      return seen.isControlled ? 'running' : 'attention';
    case 'waiting':
    case 'held':
    case 'back':
      return 'attention';
    case 'done':
      return 'done';
    case 'idle':
    case undefined:
      return 'todo';
  }
}

function outcomeOf({ control, problem, summary }: TrafficState, interrupted: boolean): Outcome {
  switch (control) {
    case 'idle':
      return 'done';
    case 'failed':
      return problem?.refused === true ? 'refused' : 'failed';
    case 'running':
    case 'stopping':
    case 'aborting':
      return interrupted ? 'cut' : 'unfinished';
    case 'ended':
      if (summary?.outcome === 'stopped') return interrupted ? 'cut' : 'unfinished';
      return summary?.outcome === 'done' ? 'done' : 'differences';
  }
}

function farewell(wizard: Wizard): readonly string[] {
  const { store, text, configPath } = wizard;
  const { control, problem, summary } = store.getState().traffic;
  if (control === 'failed') return problemText(problem, wizard);
  if (summary?.outcome !== 'stopped') return [];
  return [
    text.traffic.left(Number(summary.share.toFixed(2))),
    shell`  tenantferry switch start -c ${configPath}`,
  ];
}

/** Users go to the target's services by degrees, through the proxy; here or by another process. */
export const switchStep: Step = {
  id: 'switch',
  title: { en: 'Switch', zh: '切流' },
  slice,
  isShown: ({ context }) => context?.config.switch !== undefined,
  status: ({ traffic }) => statusOf(traffic),
  enter: (wizard) => void watchTraffic(wizard),
  writing: {
    isWriting: ({ traffic }) => isControlling(traffic) || traffic.ordering !== null,
    isGivenUp: ({ traffic }) => traffic.control === 'aborting',
    stop: stopControlling,
    hasWritten: ({ traffic }) => traffic.control !== 'idle' || traffic.ordering !== null,
    words: ({ switchTitle, switchBody, switchWrote }) => ({
      title: switchTitle,
      body: switchBody,
      written: switchWrote,
    }),
  },
  activity: ({ traffic }) => {
    if (!isControlling(traffic)) return null;
    const isAsking = traffic.seen?.state === 'waiting' || traffic.seen?.state === 'held';
    return { percent: null, state: isAsking ? 'asking' : 'working', writes: true };
  },
  outcome: ({ traffic }, interrupted) => outcomeOf(traffic, interrupted),
  farewell,
  lines: switchLines,
  copies: ({ traffic: { problem } }, language) => problemCopies(problem, language),
  isSpinning: ({ traffic: { seen, unseen, ordering } }) =>
    ordering !== null || (seen === null && unseen === null),
  keys: keysOf,
  edit: ({ traffic }) =>
    traffic.asked === null
      ? null
      : (edit, { store }) => store.dispatch({ slice: 'traffic', type: 'edit', edit }),
  confirmation: ({ traffic }) => (traffic.asked === null ? null : traffic.field),
  press: (key, wizard) => {
    const { store } = wizard;
    const first = scrolled(scrollKey(key), store.getState().traffic.scroll, wizard);
    if (first !== null) store.dispatch({ slice: 'traffic', type: 'scroll', first });
    commands[key]?.(wizard);
  },
};
