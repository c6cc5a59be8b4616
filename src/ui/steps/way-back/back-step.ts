import type { Step } from '../../wizard/wizard.js';
import type { Slice } from '../../wizard/wizard-state.js';
import { cutStep } from '../cutover/cut-step.js';
import { cutoverReducer, initialCutover } from '../cutover/cutover-state.js';

const slice: Slice<'back'> = { name: 'back', initial: () => initialCutover, reduce: cutoverReducer };

/** The cut-over the other way, over the step that opened it. */
export const backStep: Step = {
  ...cutStep('back'),
  id: 'back',
  slice,
  covers: ({ back }) => back.phase !== 'closed',
};
