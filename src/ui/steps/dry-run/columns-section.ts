import type { DryRun } from '../../../operations/types.js';
import type { ColumnPlan, TablePlan } from '../../../plan/plan.js';
import { count } from '../../format.js';
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

function offsetText(offset: string): string {
  return offset === '0' ? '' : ` + ${count(Number(offset))}`;
}

/** An ID that is kept as it is has a treatment, but nothing happens to it. */
export function isChanged({ treatment }: ColumnPlan): boolean {
  switch (treatment.kind) {
    case 'same':
      return false;
    case 'offset':
    case 'reference':
      return treatment.offset !== '0';
    case 'json-ids':
      return treatment.paths.some((path) => path.offset !== '0');
    case 'constant':
    case 'cast':
    case 'reencrypt':
    case 'users':
      return true;
  }
}

/** What happens to one column's values, in words. */
export function treatmentText(column: ColumnPlan, ui: UiContext): string {
  const { treatments } = ui.text.dryRun;
  const { treatment } = column;
  switch (treatment.kind) {
    case 'same':
      return treatments.same;
    case 'constant':
      return treatments.constant(treatment.value);
    case 'cast':
      return treatments.cast(treatment.from, treatment.to);
    case 'offset':
      return treatments.offset(offsetText(treatment.offset));
    case 'reference':
      return treatments.reference(treatment.table, offsetText(treatment.offset));
    case 'json-ids':
      return treatments.jsonIds(
        treatment.paths.map((path) => `${path.path} → ${path.table}${offsetText(path.offset)}`).join(', '),
      );
    case 'reencrypt':
      return treatments.reencrypt;
    case 'users':
      return treatments.users(Object.keys(treatment.map).length);
  }
}

function tableDetail(table: TablePlan, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  const changed = table.columns.filter((column) => isChanged(column));
  const same = table.columns.length - changed.length;
  return [
    line(span(table.table, 'plain', true), span(`  ${text.dryRun.columnsSame(same)}`, 'muted')),
    ...changed.flatMap((column) =>
      marked(span(padTo(column.name, 24), 'accent'), treatmentText(column, ui), width),
    ),
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
    const changed = table.columns.filter((column) => isChanged(column)).length;
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
