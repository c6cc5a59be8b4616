import type { TablePlan } from '../../../plan/plan.js';
import { describedColumns } from '../../../report/treatments.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { pointer } from '../../components/marks.js';
import { type Line, line, marked, paragraph, span } from '../../terminal/lines.js';
import { padTo } from '../../terminal/text-width.js';
import type { Box, UiContext } from '../../ui-context.js';
import type { DryRunState } from './dry-run-state.js';

const changedColumns = (table: TablePlan, { text }: UiContext) =>
  describedColumns(table, text.dryRun.treatments);

/** What becomes of every column: of those that are changed on their way one by one, of the others how many there are. */
export function columnDetail(table: TablePlan, width: number, ui: UiContext): readonly Line[] {
  return [
    ...changedLines(table, width, ui),
    ...paragraph(ui.text.dryRun.columnsSame(sameColumns(table, ui)), width, 'muted'),
  ];
}

function sameColumns(table: TablePlan, ui: UiContext): number {
  return table.columns.length - changedColumns(table, ui).length;
}

function changedLines(table: TablePlan, width: number, ui: UiContext): readonly Line[] {
  return [
    ...changedColumns(table, ui).flatMap(({ name, said }) =>
      marked(span(padTo(name, 24), 'accent'), said, width),
    ),
    ...(table.droppedColumns.length === 0
      ? []
      : paragraph(ui.text.dryRun.dropped(table.droppedColumns.join(ui.text.frame.comma)), width, 'warning')),
  ];
}

/** The tables above, every column that is changed on its way below. */
export function columnLines(
  { selected }: DryRunState,
  tables: readonly TablePlan[],
  box: Box,
): readonly Line[] {
  const { ui } = box;
  const chosen = tables[selected];
  if (chosen === undefined) return [];
  const row = (table: TablePlan, here: boolean, width: number): Line =>
    line(
      pointer(here, ui),
      span(padTo(table.table, Math.min(36, width - 22)), here ? 'accent' : 'plain'),
      span(ui.text.dryRun.columnsChanged(changedColumns(table, ui).length, table.columns.length), 'muted'),
    );
  const list = {
    rows: (width: number) => tables.map((table, index) => row(table, index === selected, width)),
    selected,
    detail: (width: number) => [
      line(
        span(chosen.table, 'plain', true),
        span(`  ${ui.text.dryRun.columnsSame(sameColumns(chosen, ui))}`, 'muted'),
      ),
      ...changedLines(chosen, width, ui),
    ],
    most: 0.7,
  };
  return listWithDetail(list, box);
}
