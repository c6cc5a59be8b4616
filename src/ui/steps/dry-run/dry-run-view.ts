import type { DryRun } from '../../../operations/types.js';
import { findingDetail, findingRow, findingWhole } from '../../components/finding.js';
import { problemLines } from '../../components/problem.js';
import { workLines } from '../../components/work-lines.js';
import { count, shortCount } from '../../format.js';
import {
  blank,
  type Line,
  line,
  paragraph,
  type Span,
  span,
  windowed,
  windowStart,
} from '../../terminal/lines.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { columnLines } from './columns-section.js';
import { type DryRunState, type Section, sections, troubles } from './dry-run-state.js';
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
      return dryRun.result === null ? [] : resultLines(dryRun, dryRun.result, width, height, ui);
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

/** ` Summary   Findings 2   Counts   Columns   Stays behind` with the open one marked by brackets. */
function sectionBar(state: DryRunState, result: DryRun, width: number, ui: UiContext): Line {
  const name = (section: Section): string => {
    const title = ui.text.dryRun.sections[section];
    const found = troubles(result).length;
    return section === 'findings' && found > 0 ? `${title} ${found}` : title;
  };
  const gap =
    sections.reduce((sum, section) => sum + widthOf(name(section)) + 2, 0) + sections.length <= width
      ? ' '
      : '';
  const spans = sections.map((section): Span => {
    const open = section === state.section;
    return span(`${open ? '[' : ' '}${name(section)}${open ? ']' : ' '}${gap}`, open ? 'accent' : 'muted');
  });
  return line(...spans);
}

function resultLines(
  state: DryRunState,
  result: DryRun,
  width: number,
  height: number,
  ui: UiContext,
): readonly Line[] {
  const room = height - 2;
  const { more } = ui;
  const body = ((): readonly Line[] => {
    switch (state.section) {
      case 'summary':
        return windowed(summaryLines(result, width, ui), state.selected, room, more);
      case 'findings':
        return findingLines(state, result, width, room, ui);
      case 'counts':
        return countLines(state, result, width, room, ui);
      case 'columns':
        return columnLines(state, result, width, room, ui);
      case 'stays':
        return windowed(staysLines(result, width, ui), state.selected, room, more);
    }
  })();
  return [sectionBar(state, result, width, ui), blank, ...body];
}

function findingLines(
  state: DryRunState,
  result: DryRun,
  width: number,
  height: number,
  ui: UiContext,
): readonly Line[] {
  const found = troubles(result);
  const chosen = found[state.selected];
  if (chosen === undefined) return [line(span(`${ui.theme.glyphs.ok} ${ui.text.dryRun.noFindings}`, 'good'))];
  if (state.open) return windowed(findingWhole(chosen, width, ui), state.scroll, height, ui.more);
  const list = found.map((finding, index) => findingRow(finding, index === state.selected, width, ui));
  const detail = findingDetail(chosen, width, ui);
  if (ui.linear) return [...list, blank, ...detail];
  const listRows = Math.min(list.length, Math.max(Math.floor(height * 0.4), height - detail.length - 1));
  return [
    ...windowed(list, windowStart(state.selected, list.length, listRows), listRows, ui.more),
    line(span(ui.theme.glyphs.horizontal.repeat(width), 'muted')),
    ...windowed(detail, 0, height - listRows - 1, ui.more),
  ];
}

function countLines(
  state: DryRunState,
  result: DryRun,
  width: number,
  height: number,
  ui: UiContext,
): readonly Line[] {
  const { columns } = ui.text.dryRun;
  const wide = width >= wideCounts;
  const widths = wide ? [14, 14, 14] : [9, 8, 8];
  const shown = wide ? count : shortCount;
  const nameWidth = Math.max(14, width - 2 - widths.reduce((sum, cells) => sum + cells, 0));
  const row = (name: string, cells: readonly string[]): string =>
    padTo(name, nameWidth) + cells.map((cell, index) => padTo(cell, widths[index] ?? 8, 'right')).join('');
  const head = line(
    span(`  ${row(columns.table, [columns.source, columns.target, columns.tenant])}`, 'muted'),
  );
  const rows = result.plan.tables.map(({ table }, index) => {
    const counts = result.counts[table];
    const here = index === state.selected;
    const cells = [counts?.source, counts?.target, counts?.targetTenant].map((value) =>
      value === undefined ? '' : shown(value),
    );
    const occupied = (counts?.targetTenant ?? 0) > 0;
    return line(
      span(here ? `${ui.theme.glyphs.pointer} ` : '  ', 'accent'),
      span(row(table, cells), here ? 'accent' : occupied ? 'warning' : 'plain'),
    );
  });
  const hint = paragraph(ui.text.dryRun.countsHint, width, 'muted');
  const list = height - 1 - hint.length;
  return [head, ...windowed(rows, windowStart(state.selected, rows.length, list), list, ui.more), ...hint];
}
