import { formatBytes, formatCount, formatTime, printable } from '../core/format.js';
import { changedCount, changedUnnamed } from '../operations/changed-count.js';
import type { RollbackSummary, RunListEntry, RunSummary } from '../operations/result-shapes.js';
import { localiseReason } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';
import { figure, tableOf } from './table.js';
import type { HeadlessText } from './text/en.js';

/** How a run ended; of a start that was asked for one phase only, what is still to be copied. */
export function outcomeText(
  { outcome, left }: Pick<RunSummary, 'outcome' | 'left'>,
  text: HeadlessText,
): string {
  if (!left) return text.outcome[outcome];
  return text.completeInPart(left.map((phase) => text.phase[phase] ?? phase).join(', '));
}

/** Problems listed at the end of a run; the report has them all. */
const problemLimit = 100;

/** The end of a run: rows and secrets by table, what needs attention, and the command that goes on from here. */
export function runSummaryLines(summary: RunSummary, environment: TextEnvironment): string[] {
  const { text, style, lang } = environment;
  const { columns } = text;
  const lines = ['', style('strong', text.summaryTitle(summary.runId))];
  if (summary.tables.length > 0) {
    lines.push(
      ...tableOf(summary.tables, [
        [columns.table, ({ table }) => table],
        figure(columns.rows, ({ rows }) => rows),
        [{ figure: columns.bytes }, ({ bytes }) => formatBytes(bytes)],
        [columns.finished, ({ finished }) => (finished ? `✓ ${text.yes}` : `✗ ${text.no}`)],
      ]),
    );
  }
  if (summary.secrets.length > 0) {
    lines.push(
      '',
      ...tableOf(summary.secrets, [
        [columns.secrets, ({ table }) => table],
        figure(columns.rows, ({ rows }) => rows),
        figure(columns.written, ({ written }) => written),
        figure(columns.reused, ({ reused }) => reused),
        figure(columns.versions, ({ versionsChanged }) => versionsChanged),
        figure(columns.problems, (secrets) => secrets.problems.length),
      ]),
    );
  }
  for (const [phase, parts] of Object.entries(summary.others ?? {})) {
    const done = parts.reduce((sum, part) => sum + part.done + part.present, 0);
    lines.push(
      '',
      `${text.phase[phase] ?? phase}${text.colon}${text.things[phase]?.(formatCount(done)) ?? done}`,
    );
    for (const { part, problems } of parts)
      for (const { item, message, because } of problems)
        lines.push(
          `${style('bad', '✗')} ${printable(part)} ${printable(item)}${text.colon}${printable(localiseReason(message, because, lang))}`,
        );
  }
  const problems = summary.secrets.flatMap((secrets) =>
    secrets.problems.map((problem) => ({ table: secrets.table, ...problem })),
  );
  if (problems.length > 0) {
    lines.push('', text.summaryProblems);
    for (const problem of problems.slice(0, problemLimit)) {
      const mark = problem.sourceFault ? style('warning', '!') : style('bad', '✗');
      const fault = problem.sourceFault ? ` (${text.sourceFault})` : '';
      const where = `${problem.table} ${printable(problem.key)}, ${printable(problem.path)} v${problem.version}`;
      lines.push(
        `${mark} ${where}${text.colon}${printable(localiseReason(problem.message, problem.because, lang))}${fault}`,
      );
    }
    const more = problems.length - problemLimit;
    if (more > 0) lines.push(`  ${text.more(formatCount(more))}`);
  }
  lines.push('');
  const good = summary.outcome === 'complete';
  lines.push(style(good ? 'good' : 'warning', `${good ? '✓' : '!'} ${outcomeText(summary, text)}`));
  if (summary.message) lines.push(printable(localiseReason(summary.message, summary.because, lang)));
  if (summary.resumeCommand !== null) lines.push(text.resumeWith(summary.resumeCommand));
  return lines;
}

/** What a rollback removed or would remove, and what it kept because it was changed since. */
export function rollbackLines(
  summary: RollbackSummary,
  dryRun: boolean,
  environment: TextEnvironment,
): string[] {
  const { text, style } = environment;
  const title = dryRun ? text.rollbackDry(summary.runId) : text.rollbackTitle(summary.runId);
  const tables = Object.entries(summary.rows);
  const rows = tables.reduce((sum, [, count]) => sum + count, 0);
  const lines = ['', style('strong', title)];
  if (tables.length > 0) {
    lines.push(
      ...tableOf(tables, [
        [text.columns.table, ([table]) => table],
        figure(text.columns.rows, ([, count]) => count),
      ]),
    );
  }
  lines.push(text.rollbackRows(formatCount(rows), formatCount(summary.secrets)));
  for (const [phase, count] of Object.entries(summary.others ?? {}))
    lines.push(
      `${text.phase[phase] ?? phase}${text.colon}${text.things[phase]?.(formatCount(count)) ?? count}`,
    );
  lines.push(...changedLines(summary, environment));
  const { kept = [] } = summary;
  if (kept.length > 0) {
    lines.push(style('warning', `! ${text.rollbackKept(formatCount(kept.length))}`));
    for (const { path, why } of kept) lines.push(`    ${printable(path)} (${text.rollbackKeptWhy[why]})`);
  }
  if (dryRun) return lines;
  const whole = summary.done && kept.length === 0;
  lines.push(whole ? style('good', `✓ ${text.rollbackDone}`) : style('warning', `! ${text.rollbackPending}`));
  return lines;
}

/** What was changed since, what becomes of it, and whether that is known at all. */
function changedLines(summary: RollbackSummary, { text, style, lang }: TextEnvironment): readonly string[] {
  const { changed, notCompared, includeChanged = false, done } = summary;
  const lines: string[] = [];
  const count = changedCount(summary);
  if (count > 0) {
    lines.push(style('warning', `! ${changedTitle(formatCount(count))}`));
    for (const { subject, key } of changed) lines.push(`    ${subject} ${printable(key)}`);
    for (const [table, rows] of changedUnnamed(summary))
      lines.push(`    ${text.rollbackChangedMore(formatCount(rows), table)}`);
    if (!includeChanged && !done)
      lines.push(`    ${style('strong', `${text.remedy}${text.colon}`)}${text.rollbackChangedRemedy}`);
  }
  if (notCompared) {
    lines.push(style('warning', `! ${text.rollbackNotCompared[notCompared.why]}`));
    if (notCompared.why === 'not-read')
      lines.push(`    ${printable(localiseReason(notCompared.message, notCompared.because, lang))}`);
  }
  return lines;

  function changedTitle(formatted: string): string {
    if (done) return text.rollbackChangedGone(formatted);
    return includeChanged ? text.rollbackChangedAlong(formatted) : text.rollbackChanged(formatted);
  }
}

/** What comes next, as numbered lines. */
export function nextLines(next: readonly string[] = [], { text, style }: TextEnvironment): string[] {
  if (next.length === 0) return [];
  return [
    '',
    style('strong', text.nextTitle),
    ...next.map((step, index) => `  ${index + 1}. ${printable(step)}`),
  ];
}

/** Past runs, newest first as the ledger gives them. */
export function runsLines(entries: readonly RunListEntry[], { text }: TextEnvironment): string[] {
  if (entries.length === 0) return [text.noRuns];
  const { columns } = text;
  return tableOf(entries, [
    [columns.run, ({ runId }) => runId],
    ...(entries.every(({ tenantId }) => tenantId === '')
      ? []
      : [[columns.tenantId, ({ tenantId }: RunListEntry) => tenantId] as const]),
    [columns.state, ({ state }) => text.runState[state] ?? state],
    [columns.outcome, ({ outcome }) => (outcome === null ? '' : text.runOutcome[outcome])],
    [columns.started, ({ startedAt }) => formatTime(startedAt)],
    [columns.finished, ({ finishedAt }) => (finishedAt === null ? '' : formatTime(finishedAt))],
    figure(columns.rows, ({ rows }) => rows),
    figure(columns.secrets, ({ secrets }) => secrets),
  ]);
}
