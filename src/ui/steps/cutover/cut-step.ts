import { shell } from '../../../core/shell.js';
import { type KeyId, listKeys, scrollKeys } from '../../keys.js';
import { problemCopies, runCopies } from '../../wizard/copies.js';
import { problemText } from '../../wizard/farewell.js';
import { scrolled, scrollKey } from '../../wizard/list-keys.js';
import { goBack, goNext } from '../../wizard/navigation.js';
import type { Outcome } from '../../wizard/outcome.js';
import type { KeyCommands, Step, Wizard } from '../../wizard/wizard.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { isLiveRun, isSwitched } from '../follow/follow-state.js';
import { asksForLive } from '../follow/follow-step.js';
import { acceptTyped, askToCutOver, callOff, namesOf, rehearse, toggleForGood } from './cutover-commands.js';
import type { Way } from './cutover-state.js';
import { cutoverLines } from './cutover-view.js';

/** The switch is made, here or by another process. */
export function isMade({ follow, ...state }: WizardState, way: Way): boolean {
  const { outcome } = state[way].summary ?? state[way].rehearsal ?? {};
  if (outcome === 'switched' || outcome === 'already') return true;
  return way === 'cutover' ? isSwitched(follow) : follow.seen?.phase === 'back';
}

/** What a step that switches is, whichever way: gate, typed name, the pause as it runs, and what became of it. */
export function cutStep(way: Way) {
  const close = ({ store }: Wizard) => store.dispatch({ slice: way, type: 'close' });
  const commands: KeyCommands = {
    start: (wizard) => askToCutOver(wizard, way),
    again: (wizard) => rehearse(wizard, way),
    withoutWayBack: toggleForGood,
    cancel: ({ store }) => store.dispatch({ slice: way, type: 'cancel' }),
    callOff: (wizard) => callOff(wizard, way),
    callOffTyping: (wizard) => callOff(wizard, way),
    next: goNext,
    back: way === 'cutover' ? goBack : close,
    accept: (wizard) => acceptTyped(wizard, way),
  };
  /** The way back lies over the step that opened it. */
  const onward = way === 'cutover' ? (['next'] as const) : [];

  function keysOf(state: WizardState): readonly KeyId[] {
    const { follow, [way]: cut } = state;
    switch (cut.phase) {
      case 'closed':
      case 'gate':
        return cut.rehearsal === null || isMade(state, way) || !isLiveRun(follow)
          ? [...onward, 'again', 'back', ...listKeys]
          : [
              ...onward,
              'start',
              ...(way === 'cutover' ? (['withoutWayBack'] as const) : []),
              'again',
              'back',
              ...listKeys,
            ];
      case 'forGood':
      case 'confirm':
        return ['accept', 'cancel', ...scrollKeys];
      case 'running':
        return cut.word === 'asked' ? ['accept', 'callOffTyping'] : ['callOff', 'stopNow'];
      case 'ended':
      case 'failed':
        return isMade(state, way)
          ? [...onward, 'back', ...listKeys]
          : [...onward, 'again', 'back', ...listKeys];
    }
  }

  function outcomeOf(state: WizardState, interrupted: boolean): Outcome {
    const { [way]: cut } = state;
    if (isMade(state, way)) return 'done';
    switch (cut.phase) {
      case 'running':
        return 'cut';
      case 'failed':
        return cut.problem?.refused === true ? 'refused' : 'failed';
      case 'ended':
        return interrupted && cut.cutting?.stopping !== 'no' ? 'cut' : 'differences';
      case 'closed':
      case 'gate':
      case 'forGood':
      case 'confirm': {
        const isNext = way === 'cutover' && asksForLive(state) && isLiveRun(state.follow);
        return interrupted && isNext ? 'notBegun' : 'done';
      }
    }
  }

  function farewell(wizard: Wizard): readonly string[] {
    const { store, text, configPath } = wizard;
    const state = store.getState();
    const { context, [way]: cut } = state;
    if (cut.phase === 'failed') return problemText(cut.problem, wizard);
    if (cut.summary === null || context === null) return [];
    // It was taken back since, here or by another process.
    if (way === 'cutover' && isMade(state, 'back'))
      return state.back.summary ? [] : [text.live.back.switched];
    const { outcome } = cut.summary;
    const again = shell`tenantferry ${way} -c ${configPath} --confirm ${namesOf(way, context).next}`;
    const flag = cut.withoutWayBack ? ' --without-way-back' : '';
    return [text.live[way][outcome], ...(outcome === 'called-off' ? [`  ${again}${flag}`] : [])];
  }

  const isTyped = ({ [way]: { phase, word } }: WizardState) =>
    phase === 'forGood' || phase === 'confirm' || (phase === 'running' && word === 'asked');

  return {
    activity: ({ [way]: { phase, word } }) =>
      phase === 'running'
        ? { percent: null, state: word === 'asked' ? 'asking' : 'working', writes: true }
        : null,
    writing: {
      isWriting: ({ [way]: { phase } }) => phase === 'running',
      isGivenUp: ({ [way]: { cutting } }) => cutting?.stopping === 'giving-up',
      stop: (wizard) => callOff(wizard, way),
      hasWritten: ({ [way]: { cutting } }) => cutting !== null,
      words: ({ cutoverTitle, cutoverBody, backTitle, backBody, cutoverWrote }) => ({
        title: way === 'cutover' ? cutoverTitle : backTitle,
        body: way === 'cutover' ? cutoverBody : backBody,
        written: cutoverWrote,
      }),
    },
    outcome: outcomeOf,
    farewell,
    lines: cutoverLines(way),
    copies: ({ [way]: { problem }, follow }, language) => [
      ...problemCopies(problem, language),
      ...runCopies(follow.seen?.runId),
    ],
    isSpinning: ({ [way]: { rehearsing, rehearsal } }) => rehearsing && rehearsal === null,
    keys: keysOf,
    edit: (state) =>
      isTyped(state) ? (edit, { store }) => store.dispatch({ slice: way, type: 'edit', edit }) : null,
    confirmation: (state) => (isTyped(state) ? state[way].field : null),
    press: (key, wizard) => {
      const { store } = wizard;
      const first = scrolled(scrollKey(key), store.getState()[way].scroll, wizard);
      if (first !== null) store.dispatch({ slice: way, type: 'scroll', first });
      commands[key]?.(wizard);
    },
  } satisfies Partial<Step>;
}
