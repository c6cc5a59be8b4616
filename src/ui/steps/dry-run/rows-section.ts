import { formatCount } from '../../../core/format.js';
import type { PlannedRows } from '../../../phases/rows/check/reshape/fates.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { pointer } from '../../components/marks.js';
import { blank, type Line, line, marked, paragraph, span } from '../../terminal/lines.js';
import { padTo } from '../../terminal/text-width.js';
import { type Box, local, type UiContext } from '../../ui-context.js';
import type { DryRunState } from './dry-run-state.js';

/** What becomes of each table's rows above; below why rows are rejected, what changes in those that are there, and samples side by side. */
export function rowsLines(
  { selected }: DryRunState,
  rows: readonly PlannedRows[],
  box: Box,
): readonly Line[] {
  const { ui } = box;
  const chosen = rows[selected];
  if (chosen === undefined) return [];
  const { fates } = ui.text.dryRun;
  const list = {
    rows: (width: number) =>
      rows.map(({ table, created, updated }, index) =>
        line(
          pointer(index === selected, ui),
          span(padTo(table, Math.min(30, width - 26)), index === selected ? 'accent' : 'plain'),
          span(
            ` ${fates.created} ${formatCount(created)}  ${fates.updated} ${formatCount(updated)}`,
            'muted',
          ),
        ),
      ),
    selected,
    detail: (width: number) => detailLines(chosen, width, ui),
    most: 0.4,
  };
  return listWithDetail(list, box);
}

function detailLines(rows: PlannedRows, width: number, ui: UiContext): readonly Line[] {
  const { fates } = ui.text.dryRun;
  const { changes } = rows;
  const counts = [
    `${fates.created} ${formatCount(rows.created)}`,
    `${fates.updated} ${formatCount(rows.updated)}`,
    `${fates.rejected} ${formatCount(rows.rejected)}`,
    `${fates.leftAlone} ${formatCount(rows.leftAlone)}`,
  ];
  const columns = Object.entries(changes?.columns ?? {}).map(
    ([column, count]) => `${column} ${formatCount(count)}`,
  );
  const half = Math.max(8, Math.floor((width - 7) / 2));
  const shown = (value: string | null) => padTo(value ?? 'NULL', half);
  return [
    ...paragraph(counts.join('  '), width),
    ...rows.reasons.flatMap(({ reason, reasonZh, count }) =>
      marked(
        span(ui.theme.glyphs.warning, 'warning'),
        `${local(ui, { en: reason, zh: reasonZh })}${ui.text.frame.colon}${formatCount(count)}`,
        width,
      ),
    ),
    ...(changes && columns.length > 0
      ? paragraph(fates.changes(columns.join(ui.text.frame.comma), formatCount(changes.unchanged)), width)
      : []),
    ...(changes?.samples ?? []).flatMap(({ key, column, from, to }) => [
      blank,
      line(span(padTo(`${key} ${column}`, width), 'muted')),
      line(span(`  ${shown(from)}`), span(' → ', 'muted'), span(shown(to), 'accent')),
    ]),
  ];
}
