import { formatBytes, formatCount, formatDuration } from '../../../core/format.js';
import { noColumn } from '../../../preset/schema.js';
import { localiseJob } from '../../../text/localise.js';
import { blank, heading, type Line, labelled, line, marked, span, windowed } from '../../terminal/lines.js';
import { widthOf } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { planOf } from '../copy/copy-phases.js';
import { columnDetail } from '../dry-run/columns-section.js';
import { tableReasons } from '../tables/tables-view.js';

/** Everything the wizard knows of a table by now, from whichever step it is asked. */
export function tableDetailsLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { names, marked: index, scroll } = state.tableDetails;
  const name = names[index] ?? '';
  const text = ui.text.tableDetails;
  const top = heading(names.length > 1 ? `${name}  ${text.of(index + 1, names.length)}` : name);
  const table = planOf(state)?.tables.find((one) => one.table === name);
  const choice = state.tables.choices.find((one) => one.table === name);
  const section = (title: string, rows: readonly Line[]): readonly Line[] =>
    rows.length === 0 ? [] : [blank, line(span(title, 'accent')), ...rows];
  const rows = [
    ...figures(state, name, width, ui),
    ...section(text.dependants, choice === undefined ? [] : tableReasons(choice, width, ui)),
    ...section(text.treatments, table === undefined ? [] : columnDetail(table, width, ui)),
    ...section(text.checks, checkLines(state, name, width, ui)),
  ];
  return [top, ...windowed(rows, scroll, height - 1, ui.more)];
}

/** How much there is, how much of it was copied, and how long that took. */
function figures(state: WizardState, name: string, width: number, ui: UiContext): readonly Line[] {
  const text = ui.text.tableDetails;
  const { labels } = text;
  const counts = state.dryRun.result?.counts[name];
  const estimate = state.tables.estimates[name];
  const table = planOf(state)?.tables.find((one) => one.table === name);
  const rows = counts?.source ?? estimate?.rows ?? table?.approximateRows;
  const bytes = estimate?.bytes ?? table?.approximateBytes;
  const isAlone = planOf(state)?.tenant.column === noColumn;
  const exact = counts !== undefined || state.tables.exact;
  const copied = Object.values(state.copy.phases).flatMap(
    ({ live }) => live?.tables.filter((one) => one.table === name) ?? [],
  );
  const width1 = Math.max(...Object.values(labels).map(widthOf)) + 1;
  const field = (label: string, value: string | undefined): readonly Line[] =>
    value === undefined ? [] : labelled(label, value, width1, width);
  return [
    ...field(labels.rows, rows === undefined ? undefined : `${exact ? '' : '~'}${formatCount(rows)}`),
    ...field(labels.size, bytes === undefined ? undefined : `~${formatBytes(bytes)}`),
    ...field(
      labels.inTarget,
      counts && text.inTarget(formatCount(counts.target), isAlone ? null : formatCount(counts.targetTenant)),
    ),
    ...field(labels.level, table && String(table.level)),
    ...field(labels.key, table?.key.join(ui.text.frame.comma)),
    ...copied.flatMap(({ done, total, seconds, message }) => [
      ...field(labels.copied, text.copied(formatCount(done), formatCount(total))),
      ...field(
        labels.time,
        seconds === undefined
          ? undefined
          : text.took(formatDuration(seconds), formatCount(Math.round(done / Math.max(seconds, 0.001)))),
      ),
      ...field(labels.problem, message ?? undefined),
    ]),
  ];
}

function checkLines({ validate }: WizardState, name: string, width: number, ui: UiContext): readonly Line[] {
  const { glyphs } = ui.theme;
  const checks = (validate.result?.checks ?? []).filter(({ table }) => table === name);
  return checks.flatMap((check) => {
    const mark = check.ok ? span(glyphs.ok, 'good') : span(glyphs.bad, 'bad');
    const title = (ui.text.checks as Readonly<Record<string, string>>)[check.check] ?? check.check;
    return marked(mark, `${title}${ui.text.frame.colon}${localiseJob(check, ui.language)}`, width);
  });
}
