import { formatCount, printable } from '../../../core/format.js';
import type { KeysReport } from '../../../operations/keys/types.js';
import { sayDifference } from '../../../phases/rows/compare/words.js';
import { localiseSaid } from '../../../text/localise.js';
import { confirmationLines } from '../../components/confirmation.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { pointer, said } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { workLines } from '../../components/work-lines.js';
import { blank, heading, type Line, line, marked, paragraph, span, windowed } from '../../terminal/lines.js';
import { typedText } from '../../terminal/text-field.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { type DataKeysState, markedVersion, valuesToRewrap } from './data-keys-state.js';

/** The versions of the data key, what can be done with them, and where their values stand. */
export function dataKeysLines(props: ViewProps): readonly Line[] {
  const { state, ...box } = props;
  const { width, height, ui } = box;
  const { dataKeys, work, context } = state;
  const { phase, report, problem, marked: at, stopping } = dataKeys;
  const text = ui.text.dataKeys;
  const database = context?.config.target.mysql.database ?? '';
  const title = heading(text.title(database));
  if (phase === 'confirm') return askLines(props, database);
  if (phase === 'running')
    return [
      title,
      blank,
      ...workLines(work, width, ui),
      blank,
      ...paragraph(stopping === 'no' ? text.safe : text.stopping, width, 'muted'),
    ];
  if (phase === 'looking') return [title, blank, ...paragraph(text.looking, width)];
  const problems = problem ? [...problemLines(problem, width, ui), blank] : [];
  if (report === null) return [title, ...problems, ...paragraph(text.hint, width, 'muted')];
  const below = [
    ...problems,
    ...doneLines(report, width, ui),
    ...offerLines(dataKeys, report, width, ui),
    ...columnLines(report, width, ui),
  ];
  if (report.versions.length === 0)
    return [title, ...paragraph(text.none(report.table), width), ...windowed(below, 0, height - 2, ui.more)];
  const list = {
    rows: () => versionRows(report, at, ui),
    selected: at,
    detail: () => below,
    most: 0.7,
  };
  return [title, ...listWithDetail(list, { ...box, height: height - 1 })];
}

function versionRows({ versions }: KeysReport, at: number, ui: UiContext): readonly Line[] {
  const text = ui.text.dataKeys;
  const { glyphs } = ui.theme;
  const states = Math.max(...Object.values(text.state).map(widthOf));
  const digits = Math.max(...versions.map(({ version }) => String(version).length));
  const figures = Math.max(...versions.map(({ values }) => widthOf(text.named(formatCount(values)))));
  return versions.map(({ version, state, madeAt, wrappedBy, values }, index) => {
    const [glyph, tone] =
      state === 'active'
        ? ([glyphs.ok, 'good'] as const)
        : state === 'inactive'
          ? ([glyphs.info, 'plain'] as const)
          : ([glyphs.info, 'muted'] as const);
    const parts = [
      String(version).padStart(digits),
      padTo(text.state[state], states),
      padTo(text.named(formatCount(values)), figures, 'right'),
      text.made(madeAt.slice(0, 10)),
      ...(wrappedBy === null ? [] : [text.wrapped(String(wrappedBy))]),
    ];
    return line(
      pointer(index === at, ui),
      span(`${glyph} `, tone),
      span(parts.join('  '), index === at ? 'accent' : state === 'retired' ? 'muted' : 'plain'),
    );
  });
}

/** What a rewrap has done. */
function doneLines({ changed, left, leftValues }: KeysReport, width: number, ui: UiContext): readonly Line[] {
  const text = ui.text.dataKeys;
  return [
    ...(changed
      ? said('good', text.rewrapped(formatCount(changed.values), formatCount(changed.rows)), width, ui)
      : []),
    ...(leftValues > 0 ? said('bad', text.left(formatCount(leftValues)), width, ui) : []),
    ...left.flatMap(({ table, key, column, fault }) => {
      const why = localiseSaid(sayDifference(`field.${fault}`), ui.language);
      return marked(span('   '), printable(`${table} ${key} ${column}${ui.text.frame.colon}${why}`), width);
    }),
    ...(changed || leftValues > 0 ? [blank] : []),
  ];
}

/** What each key would do now, and why a version cannot be retired. */
function offerLines(state: DataKeysState, report: KeysReport, width: number, ui: UiContext): readonly Line[] {
  const text = ui.text.dataKeys;
  const { versions, transit, key } = report;
  const next = Math.max(0, ...versions.map(({ version }) => version)) + 1;
  const waiting = valuesToRewrap(report);
  const version = markedVersion(state);
  const retire = version && retireWords(version, text);
  const lowest =
    transit && text.transit(key, String(transit.latest), String(Math.max(1, transit.minDecryption)));
  const offers = [
    ['n', text.rotate(String(next))],
    ...(versions.some((one) => one.state === 'active')
      ? [['w', waiting === 0 ? text.rewrapNothing : text.rewrap(formatCount(waiting))] as const]
      : []),
    ...(retire === undefined ? [] : [['x', retire] as const]),
  ] as const;
  return [
    ...offers.flatMap(([mark, words]) => marked(span(mark, 'accent'), words, width)),
    ...(lowest ? paragraph(lowest, width, 'muted') : []),
  ];
}

function retireWords(
  { version, state, values }: KeysReport['versions'][number],
  text: UiContext['text']['dataKeys'],
): string | undefined {
  const name = String(version);
  switch (state) {
    case 'active':
      return text.retireActive(name);
    case 'inactive':
      return values > 0 ? text.retireNamed(name, formatCount(values)) : text.retire(name);
    case 'retired':
      return undefined;
  }
}

function columnLines({ columns }: KeysReport, width: number, ui: UiContext): readonly Line[] {
  const text = ui.text.dataKeys;
  if (columns.length === 0) return [];
  return [
    blank,
    ...columns.flatMap(({ table, column, values, strange }) => [
      ...paragraph(`${table}.${column}  ${text.named(formatCount(values))}`, width),
      ...(strange > 0 ? said('bad', text.strangeValues(formatCount(strange)), width, ui) : []),
    ]),
  ];
}

function askLines(props: ViewProps, database: string): readonly Line[] {
  const { state, width, ui } = props;
  const { act, field, mismatch, report } = state.dataKeys;
  const { dataKeys: text, confirm } = ui.text;
  const version = String(markedVersion(state.dataKeys)?.version ?? '');
  const values = report === null ? '' : formatCount(valuesToRewrap(report));
  const list = { rotate: text.warning.rotate, rewrap: text.rewrap(values), retire: text.retire(version) };
  return confirmationLines(
    {
      title: text.ask[act],
      list: paragraph(list[act], width),
      scroll: 0,
      warning: act === 'rotate' ? undefined : text.warning[act],
      ask: confirm.type(database),
      field,
      mismatch: mismatch ? confirm.mismatch(typedText(field).trim()) : undefined,
    },
    props,
  );
}
