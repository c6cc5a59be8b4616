import type { Step, StepStatus } from '../../wizard/wizard.js';
import type { Slice, WizardState } from '../../wizard/wizard-state.js';
import { watchRun } from '../follow/follow-commands.js';
import { isLiveRun } from '../follow/follow-state.js';
import { asksForLive } from '../follow/follow-step.js';
import { cutStep, isMade } from './cut-step.js';
import { rehearse } from './cutover-commands.js';
import { cutoverReducer, initialCutover } from './cutover-state.js';

const slice: Slice<'cutover'> = { name: 'cutover', initial: () => initialCutover, reduce: cutoverReducer };

function statusOf(state: WizardState): StepStatus {
  const { cutover, follow } = state;
  if (!isLiveRun(follow)) return 'skipped';
  if (cutover.phase === 'running') return 'running';
  if (isMade(state, 'cutover')) return 'done';
  if (cutover.phase === 'failed') return 'failed';
  return cutover.phase === 'ended' ? 'attention' : 'todo';
}

/** The target becomes the truth, in a pause of seconds that is seen as it runs. */
export const cutoverStep: Step = {
  ...cutStep('cutover'),
  id: 'cutover',
  title: { en: 'Cut over', zh: '切换' },
  slice,
  isShown: asksForLive,
  status: statusOf,
  enter: (wizard) => {
    void watchRun(wizard);
    const { phase } = wizard.store.getState().cutover;
    if (phase === 'closed' || phase === 'gate') void rehearse(wizard, 'cutover');
  },
  obstacle: ({ cutover }, text) => (cutover.phase === 'running' ? text.cutover.stillRunning : null),
};
