import { shell } from '../../../core/shell.js';
import { problemText } from '../../wizard/farewell.js';
import type { Outcome } from '../../wizard/outcome.js';
import type { Wizard, WritingWork } from '../../wizard/wizard.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { resumeCommand } from '../tables/resume-command.js';
import { stopCopy } from './copy-commands.js';
import { type CopyPhase, isWriting, vaultIsSkipped } from './copy-state.js';

/** Rows and secrets: whichever of them is at work. */
export const copyWriting: WritingWork = {
  isWriting: ({ copy }) => isWriting(copy),
  isGivenUp: ({ copy }) => copy.mysql.status === 'aborting' || copy.vault.status === 'aborting',
  stop: stopCopy,
  hasWritten: ({ copy }) => copy.wrote,
  words: ({ titleWriting, bodyWriting, bodyWrote }) => ({
    title: titleWriting,
    body: bodyWriting,
    written: bodyWrote,
  }),
};

/** Leaving before everything is copied is a cancellation, unless something was refused or failed. */
export function copyOutcome(state: WizardState, phase: CopyPhase, interrupted: boolean): Outcome {
  if (phase === 'vault' && vaultIsSkipped(state)) return 'done';
  const { status, summary, problem } = state.copy[phase];
  if (status === 'done') return summary?.outcome === 'partial' ? 'partial' : 'done';
  if (interrupted) return 'cut';
  if (status !== 'failed') return 'unfinished';
  return problem?.refused === true ? 'refused' : 'failed';
}

/** What the run has come to, and the command that goes on. */
export function copyFarewell(wizard: Wizard): readonly string[] {
  const state = wizard.store.getState();
  const { mysql, vault, wrote } = state.copy;
  return [...(wrote ? runLines(wizard, state) : []), ...problemText(vault.problem ?? mysql.problem, wizard)];
}

function runLines(wizard: Wizard, state: WizardState): readonly string[] {
  const { copy, context } = state;
  const { farewell } = wizard.text;
  const run = copy.runId ?? '';
  const outcomes = (['mysql', 'vault'] as const).map((phase) => copyOutcome(state, phase, false));
  if (outcomes.every((outcome) => outcome === 'done')) return [farewell.copied(run)];
  if (outcomes.every((outcome) => outcome === 'done' || outcome === 'partial'))
    return [farewell.partial(run)];
  const failed = copy.mysql.status === 'failed' || copy.vault.status === 'failed';
  const given = copy.vault.summary?.resumeCommand ?? copy.mysql.summary?.resumeCommand;
  const database = context?.config.target.mysql.database ?? '';
  const own = shell`tenantferry run -c ${wizard.configPath} --confirm ${database} --resume`;
  return [
    failed ? farewell.failed(run) : farewell.stopped(run),
    farewell.resume,
    `  ${given ?? resumeCommand(wizard, own)}`,
  ];
}
