import type { JSX } from 'react';
import type { DryRun } from '../../../operations/types.js';
import { findingDetail, findingRow } from '../../components/finding.js';
import { Lines } from '../../components/lines.js';
import { problemLines } from '../../components/problem.js';
import { count } from '../../format.js';
import {
  blank,
  type Line,
  line,
  paragraph,
  type Span,
  sized,
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

/** What the migration would do, counted on both sides without writing anything. */
export function DryRunView({ state, width, height, ui }: ViewProps): JSX.Element {
  const { dryRun } = state;
  const { text } = ui;
  const lines = ((): readonly Line[] => {
    switch (dryRun.phase) {
      case 'idle':
        return [line(text.dryRun.notDone)];
      case 'running':
        return [
          line(span(text.dryRun.running, 'accent')),
          blank,
          ...paragraph(dryRun.doing ?? text.dryRun.starting, width, 'muted'),
          blank,
          ...paragraph(text.dryRun.readOnly, width),
        ];
      case 'failed':
        return dryRun.problem === null ? [] : problemLines(dryRun.problem, width, ui);
      case 'done':
        return dryRun.result === null ? [] : resultLines(dryRun, dryRun.result, width, height, ui);
    }
  })();
  return <Lines lines={sized(lines, height)} width={width} ui={ui} />;
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
  const list = found.map((finding, index) => findingRow(finding, index === state.selected, width, ui));
  const detail = findingDetail(chosen, width, ui);
  if (ui.linear) return [...list, blank, ...detail];
  const listRows = Math.min(list.length, Math.max(3, height - detail.length - 1));
  return [
    ...windowed(list, windowStart(state.selected, list.length, listRows), listRows, ui.more),
    line(span(ui.theme.glyphs.horizontal.repeat(width), 'muted')),
    ...detail,
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
  const number = 14;
  const nameWidth = Math.max(14, width - 3 * number - 2);
  const head = line(
    span(
      `  ${padTo(columns.table, nameWidth)}${padTo(columns.source, number, 'right')}${padTo(columns.target, number, 'right')}${padTo(columns.tenant, number, 'right')}`,
      'muted',
    ),
  );
  const rows = result.plan.tables.map(({ table }, index) => {
    const counts = result.counts[table];
    const here = index === state.selected;
    const cell = (value: number | undefined): string =>
      padTo(value === undefined ? '' : count(value), number, 'right');
    return line(
      span(here ? `${ui.theme.glyphs.pointer} ` : '  ', 'accent'),
      span(padTo(table, nameWidth), here ? 'accent' : 'plain'),
      span(cell(counts?.source)),
      span(cell(counts?.target), 'muted'),
      span(cell(counts?.targetTenant), (counts?.targetTenant ?? 0) > 0 ? 'warning' : 'muted'),
    );
  });
  const list = height - 2;
  return [
    head,
    ...windowed(rows, windowStart(state.selected, rows.length, list), list, ui.more),
    line(span(ui.text.dryRun.countsHint, 'muted')),
  ];
}
