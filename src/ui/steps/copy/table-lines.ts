import { bar } from '../../components/bar.js';
import { percent, shortCount } from '../../format.js';
import { type Line, line, span } from '../../terminal/lines.js';
import { padTo } from '../../terminal/text-width.js';
import type { Box } from '../../ui-context.js';
import type { LiveState, LiveTable } from './live-state.js';
import { paceSpan, paceWidth } from './wide-panel.js';

/** From this width on a table's row shows done and total, and a longer bar. */
const wideRow = 80;
const leastBar = 6;

const marks = {
  waiting: { glyph: 'todo', tone: 'muted' },
  running: { glyph: 'active', tone: 'accent' },
  done: { glyph: 'ok', tone: 'good' },
  failed: { glyph: 'bad', tone: 'bad' },
} as const;

/** `paced`: its own rate and time stand behind it, for which there is room. */
export function tableLine(
  table: LiveTable,
  live: LiveState,
  { width, ui, paced }: Pick<Box, 'width' | 'ui'> & { readonly paced: boolean },
): Line {
  const value = percent(table.done, table.total, table.status === 'done');
  const { glyph, tone } = marks[table.status];
  const mark = span(`${ui.theme.glyphs[glyph]} `, tone);
  const figures =
    ui.linear || width >= wideRow
      ? `${shortCount(table.done)} / ${shortCount(table.total)}`
      : shortCount(table.done);
  const tally = live.tallies[table.table];
  const extra = tally === undefined ? '' : ui.text.copy.tally(tally);
  if (ui.linear) {
    return line(`${ui.text.copy.tableStatus[table.status]}: ${table.table}, ${value}%, ${figures} ${extra}`);
  }
  if (table.status === 'failed')
    return line(mark, span(padTo(table.table, 34)), span(` ${table.message ?? ''}`, 'bad'));
  const wide = width >= wideRow;
  const figuresWidth = paced ? 15 : wide ? 19 : 8;
  const rest = width - 2 - 5 - 2 - figuresWidth - (paced ? paceWidth : 0);
  // Where it is narrow, a long name is cut rather than the figure.
  const nameWidth = Math.min(wide ? 36 : 32, rest - leastBar);
  const barWidth = Math.min(30, rest - nameWidth);
  return line(
    mark,
    span(padTo(table.table, nameWidth), table.status === 'waiting' ? 'muted' : 'plain'),
    ...bar(value, barWidth, tone, ui),
    span(padTo(`${value}%`, 5, 'right')),
    span(`  ${padTo(figures, figuresWidth, wide ? 'left' : 'right')}`, 'muted'),
    ...(paced ? [paceSpan(table, live, ui)] : [span(extra, 'muted')]),
  );
}
