import type { RunOutcome } from '../../core/events.js';
import { formatCount, formatSeconds, formatTime } from '../../core/format.js';
import { resultsToAccept } from '../../core/validation-result.js';
import { findLogBreak } from '../../ledger/log-chain.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseJob } from '../../text/localise.js';
import { type Block, code, plain, type Section, type Tone, toned } from '../document.js';
import type { ReportText } from '../text/en.js';
import { copyingEnded, secondsWorked } from './timings.js';

/** The first page: verdicts, then the figures behind them. */
export function summarySection(data: ReportData, text: ReportText, lang: 'en' | 'zh'): Section {
  const { run } = data;
  const rows = data.tables.reduce((sum, table) => sum + table.rows, 0);
  const total = (pick: (secrets: ReportData['secrets'][number]) => number): string =>
    formatCount(data.secrets.reduce((sum, secrets) => sum + pick(secrets), 0));
  const answers = countAnswers(data);
  const { facts } = text;
  const seconds = secondsWorked(data);
  const ended = copyingEnded(data);
  const repairs = (state: string) => formatCount(data.repairs.filter((one) => one.state === state).length);
  return {
    id: 'summary',
    title: text.sections.summary,
    blocks: [
      ...verdicts(data, text, lang),
      {
        kind: 'facts',
        facts: [
          ...(run.tenantId === '' ? [] : [[facts.tenant, code(run.tenantId)] as const]),
          [facts.preset, plain(run.preset)],
          [facts.run, code(run.runId)],
          [facts.state, plain(text.state[run.state] ?? run.state)],
          [
            facts.outcome,
            run.outcome === null
              ? plain(text.none)
              : toned(run.outcome === 'complete' ? 'good' : 'warning', outcomeText(data, run.outcome, text)),
          ],
          ...(data.phases ? [[facts.phases, plain(sayPhases(data.phases, text))] as const] : []),
          [facts.started, plain(formatTime(run.startedAt))],
          [facts.finished, plain(ended === null ? text.none : formatTime(ended))],
          [facts.duration, plain(seconds === null ? text.notKnown : formatSeconds(seconds))],
          [facts.rows, plain(formatCount(rows))],
          [facts.secrets, plain(`${total((one) => one.written)} / ${total((one) => one.reused)}`)],
          [
            facts.problems,
            plain(total((one) => one.problems.filter((problem) => !problem.sourceFault).length)),
          ],
          [facts.differences, plain(data.validation ? formatCount(data.validation.differences) : text.none)],
          [facts.repairs, plain(`${repairs('repaired')} / ${repairs('failed')} / ${repairs('left')}`)],
          [
            facts.checklist,
            plain(`${answers.pass} / ${answers.fail} / ${answers.open} / ${answers['not-applicable']}`),
          ],
        ],
      },
    ],
  };
}

/** A run of which only some phases were asked for is not whole, however well they went. */
function outcomeText({ phases }: ReportData, outcome: RunOutcome, text: ReportText): string {
  const isWhole = outcome !== 'complete' || !phases?.some((phase) => phase.outcome === 'not-run');
  return isWhole ? text.outcome[outcome] : text.completeInPart;
}

function sayPhases(phases: NonNullable<ReportData['phases']>, text: ReportText): string {
  const outcomes = { ...text.outcome, ...text.phaseOutcome };
  return phases.map(({ phase, outcome }) => `${text.part[phase] ?? phase}: ${outcomes[outcome]}`).join('; ');
}

function countAnswers(data: ReportData): Record<keyof ReportText['answer'], number> {
  const counts = { open: 0, pass: 0, fail: 0, 'not-applicable': 0 };
  for (const answer of data.checklist) counts[answer.state] += 1;
  return counts;
}

function verdicts(data: ReportData, text: ReportText, lang: 'en' | 'zh'): Block[] {
  const status = (tone: Tone, words: string): Block => ({ kind: 'status', tone, text: words });
  const { validation } = data;
  const { verdict } = text;
  const blocks: Block[] = [];
  if (data.run.state === 'rolled-back') blocks.push(status('warning', verdict.rolledBack));
  if (data.run.state === 'rolling-back') blocks.push(status('warning', verdict.rollingBack));
  if (!validation) blocks.push(status('warning', verdict.notValidated));
  else if (validation.ok) blocks.push(status('good', verdict.proven(text.level[validation.level])));
  else blocks.push(status('bad', verdict.differs(formatCount(validation.differences))));
  for (const lost of resultsToAccept(validation?.checks ?? [])) {
    blocks.push(status('warning', `${lost.table ?? lost.check}: ${localiseJob(lost, lang)}`));
  }
  const { open, fail } = countAnswers(data);
  if (open + fail === 0) blocks.push(status('good', verdict.checklistDone));
  else blocks.push(status(fail > 0 ? 'bad' : 'warning', verdict.checklistOpen(String(open), String(fail))));
  blocks.push(logVerdict(data, text));
  return blocks;
}

/** Whether the log's chain holds, as found here and as the ledger found it, and nothing else in it is out of place. */
export function logVerdict(data: ReportData, text: ReportText): Block {
  const { verdict } = text;
  const bad = (words: string): Block => ({ kind: 'status', tone: 'bad', text: words });
  const found = findLogBreak(data.log);
  if (found) return bad(verdict.logBroken(String(found.seq)));
  const [problem] = data.logProblems;
  if (problem?.kind === 'checklist') return bad(verdict.answerAltered(problem.itemId));
  if (problem?.kind === 'tail') return bad(verdict.logCut(String(problem.seq)));
  if (problem) return bad(verdict.logBroken(String(problem.seq)));
  if (!data.logIntact) return bad(verdict.logClaimed);
  return { kind: 'status', tone: 'good', text: verdict.logHolds(formatCount(data.log.length)) };
}
