import { formatCount } from '../../../core/format.js';
import { bar } from '../../components/bar.js';
import { pointer } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { percent } from '../../format.js';
import {
  blank,
  heading,
  type Line,
  line,
  paragraph,
  span,
  windowed,
  windowStart,
} from '../../terminal/lines.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { filterText } from '../../wizard/filter.js';
import { type BusinessesState, type BusinessRow, businessRows, isMarked } from './businesses-state.js';

/** From this width on a bar shows each business's share of all rows. */
const barsFrom = 56;
const barWidth = 20;

/** The businesses of the source, each with how much of it is its own. */
export function businessesLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { businesses } = state;
  const text = ui.text.businesses;
  const { counting, problem, found, selected } = businesses;
  const title = heading(text.title);
  if (problem !== null) return [title, blank, ...problemLines(problem, width, ui)];
  if (counting !== null) {
    const now = text.counting(counting.table, counting.tables);
    return [title, blank, ...paragraph(now, width), ...paragraph(text.readOnly, width, 'muted')];
  }
  if (found.length === 0) return [title, blank, ...paragraph(text.nothing, width)];
  const rows = businessRows(businesses, filterText(state, 'businesses'));
  const hint = paragraph(text.hint, width, 'muted');
  const room = height - 3 - hint.length;
  const list =
    rows.length === 0
      ? [line(span(text.noMatch, 'muted'))]
      : rows.map((row, index) => rowLine(businesses, row, index === selected, width, ui));
  return [
    title,
    line(span(sumOf(businesses, ui))),
    blank,
    ...windowed(list, windowStart(selected, list.length, room), room, ui.more),
    ...hint,
  ];
}

const rowsIn = (found: readonly BusinessRow[]): number => found.reduce((sum, { rows = 0 }) => sum + rows, 0);

function sumOf({ found, marked }: BusinessesState, ui: UiContext): string {
  const text = ui.text.businesses;
  const moving = found.filter(({ id }) => isMarked(marked, id));
  const many = marked === 'all' ? text.all(found.length) : text.chosen(moving.length, found.length);
  return `${many}  ${text.ofRows(formatCount(rowsIn(moving)), formatCount(rowsIn(found)))}`;
}

function rowLine(
  { found, marked }: BusinessesState,
  { id, rows }: BusinessRow,
  isSelected: boolean,
  width: number,
  ui: UiContext,
): Line {
  const { glyphs } = ui.theme;
  const text = ui.text.businesses;
  const here = isMarked(marked, id);
  const tone = isSelected ? 'accent' : here ? 'plain' : 'muted';
  const size = rows === undefined ? text.notThere : text.rows(formatCount(rows));
  const sizes = found.map((one) => widthOf(text.rows(formatCount(one.rows))));
  const idWidth = Math.max(...found.map((one) => String(one.id).length), String(id).length) + 2;
  const share = percent((rows ?? 0) / Math.max(1, rowsIn(found)), 1, false);
  return line(
    pointer(isSelected, ui),
    span(`${here ? glyphs.checked : glyphs.unchecked} `, tone),
    span(padTo(String(id), idWidth), tone),
    span(padTo(size, Math.max(...sizes, widthOf(size)), 'right'), rows === undefined ? 'warning' : tone),
    ...(ui.linear || width < barsFrom || rows === undefined
      ? []
      : [
          span('  '),
          ...bar(share, barWidth, here ? 'accent' : 'muted', ui),
          span(padTo(`${share}%`, 5, 'right'), tone),
        ]),
  );
}
