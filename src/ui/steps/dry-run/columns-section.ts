import type { DryRun } from '../../../operations/types.js';
import type { TablePlan } from '../../../plan/plan.js';
import { treatmentWords } from '../../../report/treatments.js';
import {
  type Line,
  line,
  marked,
  paragraph,
  sized,
  span,
  windowed,
  windowStart,
} from '../../terminal/lines.js';
import { padTo } from '../../terminal/text-width.js';
import type { UiContext } from '../../ui-context.js';
import type { DryRunState } from './dry-run-state.js';

/** An ID that is kept as it is has a treatment, but nothing happens to it. */
function changedColumns(
  table: TablePlan,
  ui: UiContext,
): readonly { readonly name: string; readonly said: string }[] {
  return table.columns.flatMap((column) => {
    const said = treatmentWords(column, ui.text.dryRun.treatments);
    return said === undefined ? [] : [{ name: column.name, said }];
  });
}

function tableDetail(table: TablePlan, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  const changed = changedColumns(table, ui);
  const same = table.columns.length - changed.length;
  return [
    line(span(table.table, 'plain', true), span(`  ${text.dryRun.columnsSame(same)}`, 'muted')),
    ...changed.flatMap(({ name, said }) => marked(span(padTo(name, 24), 'accent'), said, width)),
    ...(table.droppedColumns.length === 0
      ? []
      : paragraph(text.dryRun.dropped(table.droppedColumns.join(', ')), width, 'warning')),
  ];
}

/** The tables above, every column that is changed on its way below. */
export function columnLines(
  state: DryRunState,
  result: DryRun,
  width: number,
  height: number,
  ui: UiContext,
): readonly Line[] {
  const tables = result.plan.tables;
  const chosen = tables[state.selected];
  if (chosen === undefined) return [];
  const list = tables.map((table, index) => {
    const here = index === state.selected;
    const changed = changedColumns(table, ui).length;
    return line(
      span(here ? `${ui.theme.glyphs.pointer} ` : '  ', 'accent'),
      span(padTo(table.table, Math.min(36, width - 22)), here ? 'accent' : 'plain'),
      span(ui.text.dryRun.columnsChanged(changed, table.columns.length), 'muted'),
    );
  });
  const detail = tableDetail(chosen, width, ui);
  if (ui.linear) return [...list, ...detail];
  const listRows = Math.max(4, Math.min(list.length, height - detail.length - 1));
  return [
    ...windowed(list, windowStart(state.selected, list.length, listRows), listRows, ui.more),
    line(span(ui.theme.glyphs.horizontal.repeat(width), 'muted')),
    ...sized(detail, Math.max(0, height - listRows - 1)),
  ];
}
