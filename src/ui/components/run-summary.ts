import { formatBytes, formatCount, formatTime } from '../../core/format.js';
import type { ValidationLevel } from '../../core/validation-shape.js';
import type { ReportData } from '../../operations/report-shape.js';
import { blank, heading, type Line, labelled, line, marked, span } from '../terminal/lines.js';
import { padTo, widthOf } from '../terminal/text-width.js';
import { local, type UiContext } from '../ui-context.js';

/** By name: a count would not say what to look at. */
function failedItems({ checklist }: ReportData, width: number, ui: UiContext): readonly Line[] {
  return checklist
    .filter(({ state }) => state === 'fail')
    .flatMap(({ title, note }) => {
      const text = note === '' ? local(ui, title) : `${local(ui, title)} (${note})`;
      return marked(span(`  ${ui.theme.glyphs.bad} ${ui.text.checklist.states.fail}`, 'bad'), text, width);
    });
}

/** A run as the ledger knows it: outcome, tables, secrets, validation, checklist. */
export function reportLines(data: ReportData, width: number, ui: UiContext): readonly Line[] {
  const { report } = ui.text;
  const labels = report.labels;
  const labelWidth = Math.max(...Object.values(labels).map(widthOf)) + 1;
  const levelName = (level: ValidationLevel) => ui.text.validate.levels[level].title;
  const field = (label: string, value: string): readonly Line[] => labelled(label, value, labelWidth, width);
  const rows = data.tables.reduce((sum, table) => sum + table.rows, 0);
  const size = data.tables.reduce((sum, table) => sum + table.bytes, 0);
  const secrets = data.secrets.reduce((sum, table) => sum + table.rows, 0);
  const problems = data.secrets.flatMap((table) => table.problems);
  const inSource = problems.filter(({ sourceFault }) => sourceFault).length;
  const answered = data.checklist.filter((item) => item.state !== 'open').length;
  return [
    ...field(labels.run, data.run.runId),
    ...field(
      labels.outcome,
      data.run.outcome === null ? report.unfinished : report.outcomes[data.run.outcome],
    ),
    ...field(labels.started, formatTime(data.run.startedAt)),
    ...field(labels.finished, data.run.finishedAt === null ? report.notYet : formatTime(data.run.finishedAt)),
    ...field(labels.rows, report.rowsIn(formatCount(rows), data.tables.length, formatBytes(size))),
    ...field(labels.secrets, report.secretsWith(formatCount(secrets), problems.length - inSource, inSource)),
    ...field(
      labels.validation,
      data.validation === null
        ? report.notYet
        : data.validation.ok
          ? report.validationOk(levelName(data.validation.level))
          : report.validationBad(levelName(data.validation.level), formatCount(data.validation.differences)),
    ),
    ...field(labels.checklist, report.answered(answered, data.checklist.length)),
    ...failedItems(data, width, ui),
    ...field(labels.log, data.logIntact ? report.logIntact(data.log.length) : report.logBroken),
    blank,
    heading(report.tablesTitle),
    ...data.tables.map((table) =>
      line(
        span(
          `${table.finished ? ui.theme.glyphs.ok : ui.theme.glyphs.todo} `,
          table.finished ? 'good' : 'muted',
        ),
        padTo(table.table, Math.min(36, width - 20)),
        span(padTo(formatCount(table.rows), 14, 'right')),
      ),
    ),
  ];
}
