import { localiseRefusal } from '../../text/localise.js';
import { count } from '../format.js';
import { openItems } from '../steps/checklist/checklist-state.js';
import type { Text } from '../text/en.js';
import type { Language } from '../text/index.js';
import { hasWritten, isCopyDone, isTakenBack } from './exit-code.js';
import type { WizardState } from './wizard-state.js';

/** The commands that go on where the wizard was left, when the engine gave none. */
export interface Commands {
  readonly resume: string;
  readonly rollback: (runId: string, includeChanged: boolean) => string;
}

/** What stays on the normal screen after the wizard has closed: the outcome, the command that goes on, the files. */
export function farewellLines(
  state: WizardState,
  text: Text,
  language: Language,
  commands: Commands,
): readonly string[] {
  const { copy, report, rollback, checklist, context } = state;
  const { farewell } = text;
  const lines: string[] = [...stoppedLines(state, text), ...rollbackLines(state, text, commands)];
  if (isTakenBack(state)) return lines;
  if (copy.wrote) lines.push(...copyLines(state, text, commands));
  else if (!hasWritten(state)) lines.push(farewell.nothing);
  const problem = rollback.problem ?? copy.vault.problem ?? copy.mysql.problem ?? state.config.problem;
  if (problem !== null) {
    const { message, remedy } = localiseRefusal(problem, language);
    lines.push(message);
    if (remedy !== null && remedy !== undefined) lines.push(remedy);
  }
  lines.push(...validationLines(state, text));
  if (checklist.saving === 'failed') lines.push(farewell.unsaved(checklist.unsaved.length));
  if (checklist.phase === 'ready' && context !== null) {
    const open = openItems(checklist, context.preset);
    if (open > 0) lines.push(farewell.open(open));
  }
  const files = Object.values(report.written);
  if (files.length > 0) lines.push(farewell.reports, ...files.map((path) => `  ${path}`));
  return lines;
}

/** What only reads and was still at work. */
function stoppedLines({ connections, dryRun, validate }: WizardState, { farewell }: Text): readonly string[] {
  if (connections.phase === 'running') return [farewell.checksStopped];
  if (dryRun.phase === 'running') return [farewell.dryRunStopped];
  return validate.phase === 'running' && validate.repair === null ? [farewell.validationStopped] : [];
}

function rollbackLines({ rollback }: WizardState, { farewell }: Text, commands: Commands): readonly string[] {
  switch (rollback.removed) {
    case 'nothing':
      return [];
    case 'all':
      return [farewell.rolledBack];
    case 'part':
      return [
        farewell.rolledBackInPart,
        `  ${commands.rollback(rollback.runId ?? 'ID', rollback.includeChanged)}`,
      ];
  }
}

function copyLines(state: WizardState, { farewell }: Text, commands: Commands): readonly string[] {
  const { copy } = state;
  const run = copy.runId ?? '';
  const phases = [copy.mysql, copy.vault];
  if (isCopyDone(state)) {
    const partial = phases.some((phase) => phase.summary?.outcome === 'partial');
    return [partial ? farewell.partial(run) : farewell.copied(run)];
  }
  const failed = phases.some((phase) => phase.status === 'failed');
  const command = copy.vault.summary?.resumeCommand ?? copy.mysql.summary?.resumeCommand ?? commands.resume;
  return [failed ? farewell.failed(run) : farewell.stopped(run), farewell.resume, `  ${command}`];
}

function validationLines({ validate }: WizardState, { farewell }: Text): readonly string[] {
  const { repaired, repairs, result } = validate;
  const done = repaired?.outcomes.filter(({ state }) => state === 'repaired').length ?? 0;
  const lines: string[] = [];
  if (repaired !== null) lines.push(farewell.repaired(done, repaired.proposals.length));
  // After a repair that was stopped the result is of before, so it is no news.
  if (repairs === 'cut') return [...lines, farewell.repairStopped];
  if (result === null) return lines;
  return [...lines, result.ok ? farewell.equal : farewell.differs(count(result.differences))];
}
