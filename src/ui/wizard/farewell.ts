import { count } from '../format.js';
import { openItems } from '../steps/checklist/checklist-state.js';
import type { Text } from '../text/index.js';
import { isCopyDone } from './exit-code.js';
import type { WizardState } from './wizard-state.js';

/** What stays on the normal screen after the wizard has closed: the outcome, the resume command, the files. */
export function farewellLines(state: WizardState, text: Text, fallbackResume: string): readonly string[] {
  const { copy, validate, report, rollback, checklist, context } = state;
  const { farewell } = text;
  const run = copy.runId ?? '';
  const lines: string[] = [];
  if (rollback.phase === 'done') return [farewell.rolledBack];
  const problem = copy.vault.problem ?? copy.mysql.problem ?? state.config.problem;
  if (!copy.wrote) lines.push(farewell.nothing);
  else if (isCopyDone(state)) {
    const partial = [copy.mysql, copy.vault].some((phase) => phase.summary?.outcome === 'partial');
    lines.push(partial ? farewell.partial(run) : farewell.copied(run));
  } else {
    const failed = [copy.mysql, copy.vault].some((phase) => phase.status === 'failed');
    const command = copy.vault.summary?.resumeCommand ?? copy.mysql.summary?.resumeCommand ?? fallbackResume;
    lines.push(failed ? farewell.failed(run) : farewell.stopped(run), farewell.resume, `  ${command}`);
  }
  if (problem !== null) {
    lines.push(problem.message);
    if (problem.remedy !== null) lines.push(problem.remedy);
  }
  if (validate.result !== null) {
    lines.push(validate.result.ok ? farewell.equal : farewell.differs(count(validate.result.differences)));
  }
  if (checklist.phase === 'ready' && context !== null) {
    const open = openItems(checklist, context.preset);
    if (open > 0) lines.push(farewell.open(open));
  }
  const files = Object.values(report.written);
  if (files.length > 0) lines.push(farewell.reports, ...files.map((path) => `  ${path}`));
  return lines;
}
