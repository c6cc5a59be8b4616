import { formatCount } from '../../../core/format.js';
import type { DryRun } from '../../../preflight/dry-run-result.js';
import { noColumn } from '../../../preset/schema.js';
import { findingDetail, findingRow, findingWhole } from '../../components/finding.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { pointer, said } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { workLines } from '../../components/work-lines.js';
import { shortCount } from '../../format.js';
import {
  blank,
  type Line,
  line,
  paragraph,
  plainText,
  type Span,
  span,
  windowed,
  windowStart,
} from '../../terminal/lines.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import type { Box, UiContext, ViewProps } from '../../ui-context.js';
import { filterText, matching } from '../../wizard/filter.js';
import { columnLines } from './columns-section.js';
import { type DryRunState, plannedRowsOf, plannedTables, sectionsOf, troubles } from './dry-run-state.js';
import { rowsLines } from './rows-section.js';
import { staysLines } from './stays-section.js';
import { summaryLines } from './summary-section.js';

/** From this width on counts are shown in full. */
const wideCounts = 76;

/** What the migration would do, counted on both sides without writing anything. */
export function dryRunLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { dryRun } = state;
  const { text } = ui;
  switch (dryRun.phase) {
    case 'idle':
      return [line(text.dryRun.notDone)];
    case 'running':
      return [
        line(span(text.dryRun.running, 'accent')),
        blank,
        ...workLines(state.work, width, ui),
        blank,
        ...paragraph(text.dryRun.readOnly, width),
      ];
    case 'failed':
      return windowed(failureLines(dryRun, width, ui), dryRun.scroll, height, ui.more);
    case 'done':
      return dryRun.result === null
        ? []
        : resultLines(dryRun, dryRun.result, filterText(state, 'dry-run'), { width, height, ui });
  }
}

/** Every blocker with its remedy; the operation's own message only when there is no such list. */
function failureLines(state: DryRunState, width: number, ui: UiContext): readonly Line[] {
  if (state.blockers.length === 0) return problemLines(state.problem, width, ui);
  return [
    line(span(ui.text.dryRun.blocked(state.blockers.length), 'bad')),
    ...state.blockers.flatMap((finding) => [blank, ...findingWhole(finding, width, ui)]),
  ];
}

/** ` Summary   Findings 2   Counts   Columns   Stays behind` with the open one marked by brackets; in a narrow place those around it. */
function sectionBar(state: DryRunState, result: DryRun, width: number, ui: UiContext): Line {
  const sections = sectionsOf(result);
  const found = troubles(result).length;
  const names = sections.map((section) => {
    const title = ui.text.dryRun.sections[section];
    return section === 'findings' && found > 0 ? `${title} ${found}` : title;
  });
  const open = sections.indexOf(state.section);
  const cellsOf = (from: number, to: number): number =>
    names.slice(from, to).reduce((sum, name) => sum + widthOf(name) + 2, 0);
  const all = cellsOf(0, names.length);
  const gap = all + names.length <= width ? ' ' : '';
  const isWhole = all <= width;
  let from = 0;
  while (!isWhole && from < open && cellsOf(from, open + 1) > width - 2) from += 1;
  let to = names.length;
  while (!isWhole && to > open + 1 && cellsOf(from, to) > width - 2) to -= 1;
  const spans = names.slice(from, to).map((name, index): Span => {
    const isOpen = from + index === open;
    return span(`${isOpen ? '[' : ' '}${name}${isOpen ? ']' : ' '}${gap}`, isOpen ? 'accent' : 'muted');
  });
  const more = (is: boolean): readonly Span[] => (is ? [span('…', 'muted')] : []);
  return line(...more(from > 0), ...spans, ...more(to < names.length));
}

function resultLines(state: DryRunState, result: DryRun, filter: string, box: Box): readonly Line[] {
  const { width, ui } = box;
  const room = { ...box, height: box.height - 2 };
  const text = (lines: readonly Line[]) =>
    windowed(matching(lines, filter, plainText), state.selected, room.height, ui.more);
  const body = ((): readonly Line[] => {
    switch (state.section) {
      case 'summary':
        return text(summaryLines(result, state.saved, width, ui));
      case 'findings':
        return findingLines(state, result, filter, room);
      case 'rows':
        return rowsLines(state, plannedRowsOf(result, filter), room);
      case 'counts':
        return countLines(state, result, filter, room);
      case 'columns':
        return columnLines(state, plannedTables(result, filter), room);
      case 'stays':
        return text(staysLines(result, width, ui));
    }
  })();
  return [sectionBar(state, result, width, ui), blank, ...body];
}

function findingLines(state: DryRunState, result: DryRun, filter: string, box: Box): readonly Line[] {
  const { width, height, ui } = box;
  const { selected } = state;
  const found = troubles(result, filter);
  const chosen = found[selected];
  if (chosen === undefined) return said('good', ui.text.dryRun.noFindings, width, ui);
  if (state.open) return windowed(findingWhole(chosen, width, ui), state.scroll, height, ui.more);
  const list = {
    rows: (room: number) => found.map((finding, index) => findingRow(finding, index === selected, room, ui)),
    selected,
    detail: (room: number) => findingDetail(chosen, room, ui),
    most: 0.6,
  };
  return listWithDetail(list, box);
}

function countLines({ selected }: DryRunState, result: DryRun, filter: string, box: Box): readonly Line[] {
  const { width, height, ui } = box;
  const { columns, countsHint } = ui.text.dryRun;
  const wide = width >= wideCounts;
  const widths = wide ? [14, 14, 14] : [9, 8, 8];
  const shown = wide ? formatCount : shortCount;
  const tables = plannedTables(result, filter);
  // Not wider than the names are: far from its figures a name is hard to follow.
  const longest = Math.max(28, ...tables.map(({ table }) => widthOf(table)));
  const nameWidth = Math.max(
    14,
    Math.min(longest, width - 2 - widths.reduce((sum, cells) => sum + cells, 0)),
  );
  const row = (name: string, cells: readonly string[]): string =>
    padTo(name, nameWidth) + cells.map((cell, index) => padTo(cell, widths[index] ?? 8, 'right')).join('');
  const withTenant = <Value>(cells: readonly Value[]) =>
    result.plan.tenant.column === noColumn ? cells.slice(0, 2) : cells;
  const titles = row(columns.table, withTenant([columns.source, columns.target, columns.tenant]));
  const rows = tables.map(({ table }, index) => {
    const counts = result.counts[table];
    const here = index === selected;
    const cells = withTenant([counts?.source, counts?.target, counts?.targetTenant]).map((value) =>
      value === undefined ? '' : shown(value),
    );
    const occupied = (counts?.targetTenant ?? 0) > 0;
    return line(pointer(here, ui), span(row(table, cells), here ? 'accent' : occupied ? 'warning' : 'plain'));
  });
  const hint = result.plan.tenant.column === noColumn ? [] : paragraph(countsHint, width, 'muted');
  const list = height - 1 - hint.length;
  return [
    line(span(`  ${titles}`, 'muted')),
    ...windowed(rows, windowStart(selected, rows.length, list), list, ui.more),
    ...hint,
  ];
}
