import type { PairedColumn, RowPair } from '../../../core/row-pair.js';
import { said } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { beside, blank, fitLine, heading, type Line, line, span, windowed } from '../../terminal/lines.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import type { Box, UiContext, ViewProps } from '../../ui-context.js';
import { valueRows } from './visible-value.js';

/** Below this width the two sides stand below each other. */
const sideBySide = 50;

/** A row as the target must hold it, beside the one it holds. */
export function rowPairLines({ state, ...box }: ViewProps): readonly Line[] {
  const { phase, rows, index, pair, problem, all, scroll } = state.rowPair;
  const { width, height, ui } = box;
  const text = ui.text.rowPair;
  const row = rows[index];
  if (row === undefined) return [];
  const place = rows.length > 1 ? `  ${text.of(index + 1, rows.length)}` : '';
  const top = [heading(`${row.table}  ${row.key}${place}`)];
  if (phase === 'failed') return [...top, blank, ...problemLines(problem, width, ui)];
  if (pair === null) return [...top, line(span(text.reading, 'muted'))];
  const head = [...top, ...stateLines(pair, width, ui), ...(isPaired(pair) ? [] : [blank])];
  const shown = all || !isPaired(pair) ? pair.columns : pair.columns.filter(({ differs }) => differs);
  const list = shown.length === 0 ? [line(span(text.equal, 'good'))] : columnLines(shown, box);
  return [...head, ...windowed(list, scroll, height - head.length, ui.more)];
}

const isPaired = ({ inSource, inTarget, owner }: RowPair): boolean =>
  inSource && inTarget && owner === undefined;

function stateLines(
  { inSource, inTarget, owner, columns }: RowPair,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const text = ui.text.rowPair;
  if (owner !== undefined) return said('bad', text.others(owner), width, ui);
  if (!inSource && !inTarget) return said('warning', text.nowhere, width, ui);
  if (!inTarget) return said('bad', text.missing, width, ui);
  if (!inSource) return said('bad', text.extra, width, ui);
  const differing = columns.filter(({ differs }) => differs).length;
  return [line(span(text.differing(differing, columns.length), differing > 0 ? 'warning' : 'good'))];
}

function columnLines(columns: readonly PairedColumn[], { width, ui }: Box): readonly Line[] {
  const text = ui.text.rowPair;
  const name = Math.min(
    Math.max(...columns.map((column) => widthOf(column.name))) + 3,
    Math.floor(width / 4),
  );
  const isNarrow = width < sideBySide || ui.linear;
  const room = isNarrow ? width - 4 : Math.floor((width - name - 3) / 2);
  const gap = ` ${ui.theme.glyphs.vertical} `;
  const both = (left: readonly Line[], right: readonly Line[]): readonly Line[] =>
    beside(left, room, right, gap);
  const label = ({ name: column, differs }: PairedColumn): Line =>
    line(
      span(differs ? `${ui.theme.glyphs.bad} ` : '  ', 'bad'),
      span(padTo(column, isNarrow ? width - 2 : name - 3), differs ? 'plain' : 'muted', differs),
    );
  const rowsOf = (value: string | null | undefined, other: string | null | undefined, secret: boolean) => {
    if (secret) return [line(span(text.secret, 'muted'))];
    if (value === undefined) return [line(span(text.nothing, 'muted'))];
    return value === null
      ? [line(span('NULL', other === null ? 'plain' : 'warning'))]
      : valueRows(value, other, room);
  };
  const rows = columns.flatMap((column) => {
    const { expected, actual, secret } = column;
    const [wanted, found] = [rowsOf(expected, actual, secret), rowsOf(actual, expected, secret)];
    if (isNarrow) {
      const part = (title: string, values: readonly Line[]) => [
        line(span(`  ${title}`, 'muted')),
        ...values.map((value) => line('    ', ...value)),
      ];
      return [label(column), ...part(text.expected, wanted), ...part(text.actual, found)];
    }
    return both(wanted, found).map((values, index) =>
      line(...fitLine(index === 0 ? label(column) : [], name), ...values),
    );
  });
  if (isNarrow) return rows;
  const titles = both([line(span(text.expected, 'accent'))], [line(span(text.actual, 'accent'))]);
  return [...titles.map((values) => line(' '.repeat(name), ...values)), ...rows];
}
