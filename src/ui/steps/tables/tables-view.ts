import { formatBytes } from '../../../core/format.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { pointer, said } from '../../components/marks.js';
import { shortCount } from '../../format.js';
import { type Line, line, marked, paragraph, span } from '../../terminal/lines.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import { local, type UiContext, type ViewProps } from '../../ui-context.js';
import { filterText } from '../../wizard/filter.js';
import {
  brokenReferences,
  type TableChoice,
  type TableRow,
  type TablesState,
  tableRows,
} from './tables-state.js';

const namesInWarning = 2;

/** From this width on a row also says in a word what happens to its table. */
const wordFrom = 72;
const rowsWidth = 10;
const sizeWidth = 9;

/** The tables by level with what happens to each, and the reasons of the selected one. */
export function tablesLines({ state, ...box }: ViewProps): readonly Line[] {
  const { tables, context } = state;
  const { width, height, ui } = box;
  const only = context?.config.bizIds;
  const top = [
    topLine(tables, ui),
    ...(only ? [line(span(ui.text.businesses.only(only.join(ui.text.frame.comma)), 'warning'))] : []),
  ];
  const warnings = warningLines(tables, width, ui);
  const rows = tableRows(tables, filterText(state, 'tables'));
  const chosen = rows[tables.selected];
  if (rows.length === 0) return [...top, line(span(ui.text.tables.noMatch, 'muted')), ...warnings];
  const list = {
    rows: (room: number) =>
      rows.map((row, index) => rowLine(tables, row, index === tables.selected, room, ui)),
    selected: tables.selected,
    detail: (room: number) => (chosen === undefined ? [] : detailLines(chosen, room, ui)),
    beside: { from: 96, share: 0.58 },
    most: 0.5,
  };
  const room = height - top.length - warnings.length;
  return [...top, ...listWithDetail(list, { ...box, height: room }), ...warnings];
}

function topLine(tables: TablesState, ui: UiContext): Line {
  const moving = tables.choices.filter((choice) => choice.moves);
  const sum = (of: 'rows' | 'bytes'): number =>
    moving.reduce((total, choice) => total + (tables.estimates[choice.table]?.[of] ?? 0), 0);
  const known = Object.keys(tables.estimates).length > 0;
  const mark = tables.exact ? '' : '~';
  const figures = known
    ? `  ${mark}${shortCount(sum('rows'))} ${ui.text.tables.rows}  ~${formatBytes(sum('bytes'))}`
    : '';
  const broken = brokenReferences(tables).length;
  const needed = broken === 0 ? '' : `  ${ui.theme.glyphs.warning} ${ui.text.tables.neededLeftOut(broken)}`;
  return line(
    span(ui.text.tables.chosen(moving.length, tables.choices.length), 'plain', true),
    span(needed, 'warning'),
    span(figures),
  );
}

function warningLines(tables: TablesState, width: number, ui: UiContext): readonly Line[] {
  const broken = brokenReferences(tables);
  return broken
    .slice(0, 2)
    .flatMap(({ table, usedBy }) =>
      said('warning', ui.text.tables.broken(table, someOf(usedBy, ui)), width, ui).slice(0, 2),
    );
}

/** The first few names and how many more: a warning must keep its end. */
function someOf(names: readonly string[], ui: UiContext): string {
  const shown = names.length > namesInWarning + 1 ? names.slice(0, namesInWarning) : names;
  const rest = names.length - shown.length;
  return shown.join(ui.text.frame.comma) + (rest > 0 ? ui.text.tables.andMore(rest) : '');
}

function groupTitle(group: TableChoice['group'], ui: UiContext): string {
  return group === 'left-out' ? ui.text.tables.leftOut : ui.text.tables.level(group);
}

function rowLine(tables: TablesState, row: TableRow, selected: boolean, width: number, ui: UiContext): Line {
  const { glyphs } = ui.theme;
  if (row.kind === 'group') {
    const moving = row.choices.filter((choice) => choice.moves).length;
    const title = `${groupTitle(row.group, ui)}  ${ui.text.tables.chosen(moving, row.choices.length)}`;
    return line(pointer(selected, ui), span(padTo(title, width - 2), selected ? 'accent' : 'plain', true));
  }
  const { choice } = row;
  const estimate = tables.estimates[choice.table];
  const mark = tables.exact && choice.moves ? '' : '~';
  const action = choice.moves
    ? ui.text.tables.moves
    : choice.canChange
      ? ui.text.tables.stays
      : ui.text.tables.cannot;
  // A narrow list leaves the word to the box before the name, so that names stay whole.
  const word = ui.linear || width >= wordFrom ? `  ${padTo(action, 11)}` : '';
  const nameWidth = Math.max(12, width - 2 - 4 - rowsWidth - sizeWidth - 1 - widthOf(word));
  const tone = selected ? 'accent' : choice.moves ? 'plain' : 'muted';
  return line(
    pointer(selected, ui),
    span(`${choice.moves ? glyphs.checked : choice.canChange ? glyphs.unchecked : ' – '} `, tone),
    span(padTo(choice.table, nameWidth), tone),
    span(
      padTo(estimate === undefined ? '' : `${mark}${shortCount(estimate.rows)}`, rowsWidth, 'right'),
      tone,
    ),
    span(padTo(estimate === undefined ? '' : formatBytes(estimate.bytes), sizeWidth + 1, 'right'), 'muted'),
    span(word, tone),
  );
}

function detailLines(row: TableRow, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  if (row.kind === 'group') {
    const body = row.group === 'left-out' ? text.tables.leftOutDetail : text.tables.levelDetail(row.group);
    return [line(span(groupTitle(row.group, ui), 'plain', true)), ...paragraph(body, width)];
  }
  return [line(span(row.choice.table, 'plain', true)), ...tableReasons(row.choice, width, ui)];
}

/** Why a table moves or stays, and which tables hang together with it. */
export function tableReasons(choice: TableChoice, width: number, ui: UiContext): readonly Line[] {
  const { text } = ui;
  const labels = text.tables.labels;
  const field = (label: string, value: string): readonly Line[] =>
    marked(span(`${label}${text.frame.colon.trimEnd()}`, 'muted'), value, width);
  return [
    ...(choice.reason === null ? [] : field(labels.reason, local(ui, choice.reason))),
    ...(choice.effect === null ? [] : field(labels.effect, local(ui, choice.effect))),
    ...(choice.risk === null ? [] : field(labels.risk, text.risk[choice.risk])),
    ...(choice.refersTo.length === 0
      ? []
      : field(labels.refersTo, choice.refersTo.join(ui.text.frame.comma))),
    ...(choice.referredBy.length === 0
      ? field(labels.referredBy, text.tables.nobody)
      : field(labels.referredBy, choice.referredBy.join(ui.text.frame.comma))),
  ];
}
