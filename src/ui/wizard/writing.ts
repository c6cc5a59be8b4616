import type { Step, WritingWork } from './wizard.js';
import type { WizardState } from './wizard-state.js';

/** What is being written or removed right now: following may go on behind a cut-over, say. The latest step first. */
export function writingNow(steps: readonly Step[], state: WizardState): readonly WritingWork[] {
  const works = steps.flatMap(({ writing }) => writing ?? []);
  return works.filter(({ isWriting }) => isWriting(state)).toReversed();
}
