import { nextTime } from '../../../preflight/next-time.js';
import { goTo } from '../../wizard/navigation.js';
import { currentStep } from '../../wizard/steps.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { runValidation, stopValidation } from '../validate/validate-commands.js';
import { carriesOnWith } from './carried-on.js';
import { startCopy } from './copy-commands.js';
import type { Shown } from './copy-phases.js';
import { phaseIn } from './copy-state.js';

/** When the change window ends that begins now; null: none was asked for. */
function endOfWindow({ store, clock }: Wizard): Date | null {
  const ends = store.getState().context?.config.options.windowEnds;
  return ends === undefined ? null : nextTime(ends, new Date(clock.now()));
}

/**
 * Copies a phase, and goes on with what the window names, until it is over: one window for all of them, since the clock shows the
 * same time again tomorrow. The screen goes along where the operator watches the phase that ended.
 */
export async function copyAndCarryOn(
  wizard: Wizard,
  shown: Shown,
  ends: Date | null = endOfWindow(wizard),
): Promise<void> {
  const { store, steps, clock } = wizard;
  await startCopy(wizard, shown, ends);
  const state = store.getState();
  const { status, summary } = phaseIn(state.copy, shown.phase.id);
  const next = carriesOnWith(state, shown);
  const isWhole = status === 'done' && summary?.outcome === 'complete' && !summary.windowClosed;
  if (!isWhole || next === null || state.frame.closing) return;
  if (ends !== null && clock.now() >= ends.getTime()) {
    sayOver(wizard);
    return;
  }
  const isWatched = currentStep(steps, state).id === shown.phase.id;
  if (isWatched) goTo(wizard, next === 'validate' ? next : next.phase.id);
  await (next === 'validate' ? validateWithin(wizard, ends) : copyAndCarryOn(wizard, next, ends));
}

/** What is proven by the end of the window is kept: a validation that is begun again goes on behind it. */
async function validateWithin(wizard: Wizard, ends: Date | null): Promise<void> {
  const { clock, store } = wizard;
  const close = (): void => {
    if (store.getState().validate.phase !== 'running') return;
    stopValidation(wizard);
    sayOver(wizard);
  };
  const forget = ends === null ? undefined : clock.after(ends.getTime() - clock.now(), close);
  try {
    await runValidation(wizard);
  } finally {
    forget?.();
  }
}

function sayOver(wizard: Wizard): void {
  notify(wizard, 'warning', wizard.text.copy.windowOver);
  wizard.log.note(wizard.text.copy.windowOver);
}
