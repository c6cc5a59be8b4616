import { shell } from '../../../core/shell.js';
import type { Phase } from '../../../phases/phase.js';
import { problemText } from '../../wizard/farewell.js';
import type { Outcome } from '../../wizard/outcome.js';
import type { Wizard, WritingWork } from '../../wizard/wizard.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { resumeCommand } from '../tables/resume-command.js';
import { stopCopy } from './copy-commands.js';
import { type Shown, takesPart } from './copy-phases.js';
import { endsBy, isWriting, phaseIn } from './copy-state.js';

/** Whichever phase is at work. */
export const copyWriting: WritingWork = {
  isWriting: ({ copy }) => isWriting(copy),
  isGivenUp: ({ copy }) => endsBy(copy) === 'aborting',
  stop: stopCopy,
  hasWritten: ({ copy }) => copy.wrote,
  words: ({ titleWriting, bodyWriting, bodyWrote }) => ({
    title: titleWriting,
    body: bodyWriting,
    written: bodyWrote,
  }),
};

/** Leaving before everything is copied is a cancellation, unless something was refused or failed. */
export function copyOutcome(state: WizardState, phase: Phase, interrupted: boolean): Outcome {
  if (!takesPart(state, phase)) return 'done';
  const { status, summary, problem } = phaseIn(state.copy, phase.id);
  if (status === 'done') return summary?.outcome === 'partial' ? 'partial' : 'done';
  if (interrupted) return 'cut';
  if (status !== 'failed') return 'unfinished';
  return problem?.refused === true ? 'refused' : 'failed';
}

/** What the run has come to, and the command that goes on. */
export function copyFarewell(wizard: Wizard, all: Shown['all']): readonly string[] {
  const state = wizard.store.getState();
  const { copy } = state;
  const problem = all.map(({ id }) => phaseIn(copy, id).problem).findLast((one) => one !== null) ?? null;
  return [...(copy.wrote ? runLines(wizard, state, all) : []), ...problemText(problem, wizard)];
}

function runLines(wizard: Wizard, state: WizardState, all: Shown['all']): readonly string[] {
  const { copy, context } = state;
  const { farewell } = wizard.text;
  const run = copy.runId ?? '';
  const outcomes = all.map((phase) => copyOutcome(state, phase, false));
  if (outcomes.every((outcome) => outcome === 'done')) return [farewell.copied(run)];
  if (outcomes.every((outcome) => outcome === 'done' || outcome === 'partial'))
    return [farewell.partial(run)];
  const phases = all.map(({ id }) => phaseIn(copy, id));
  const failed = phases.some(({ status }) => status === 'failed');
  const given = phases.map(({ summary }) => summary?.resumeCommand).findLast((one) => one);
  const database = context?.config.target.mysql.database ?? '';
  const own = shell`tenantferry run -c ${wizard.configPath} --confirm ${database} --resume`;
  return [
    failed ? farewell.failed(run) : farewell.stopped(run),
    farewell.resume,
    `  ${given ?? resumeCommand(wizard, own)}`,
  ];
}
