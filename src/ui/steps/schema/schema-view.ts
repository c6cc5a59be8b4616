import { formatBytes, formatCount, formatDuration, formatTime } from '../../../core/format.js';
import type { SchemaPlanned, SchemaReport } from '../../../operations/schema/types.js';
import { localiseReason } from '../../../text/localise.js';
import { bar } from '../../components/bar.js';
import { confirmationLines } from '../../components/confirmation.js';
import { said } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { percent } from '../../format.js';
import {
  blank,
  figureLines,
  heading,
  type Line,
  line,
  marked,
  paragraph,
  span,
  windowed,
} from '../../terminal/lines.js';
import { typedText } from '../../terminal/text-field.js';
import type { Tone } from '../../theme.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { problemOf } from '../../wizard/problem.js';
import type { Carrying } from './schema-state.js';

/** How the files stand and what applying them would do, the question before it, and the statements as they are carried out. */
export function schemaLines(props: ViewProps): readonly Line[] {
  const { state, width, height, ui } = props;
  const { phase, report, carrying, problem, scroll, changed } = state.schema;
  const { text } = ui;
  const database = state.context?.config.target.mysql.database ?? '';
  const title = heading(text.schema.title(database));
  if (phase === 'confirm') return askLines(props, database);
  if (phase === 'running' && carrying) return [title, blank, ...carryingLines(carrying, width, ui)];
  if (report === null)
    return [
      title,
      blank,
      ...(problem ? problemLines(problem, width, ui) : paragraph(text.schema.looking, width, 'muted')),
    ];
  const list = [
    ...(problem ? [...problemLines(problem, width, ui), blank] : []),
    ...standingLines(report, props),
    ...(changed.length > 0 ? [blank, ...changedLines(changed, width, ui)] : []),
    ...planLines(report.planned, width, ui),
    blank,
    ...fileLines(report, width, ui),
  ];
  return [title, ...windowed(list, scroll ?? 0, height - 1, ui.more)];
}

/** What has to be put right, or what is still to be applied and what a run would do about it. */
function standingLines(report: SchemaReport, { state, width, ui }: ViewProps): readonly Line[] {
  const { schema } = ui.text;
  const { problems, pending, files, warnings } = report;
  const own = warnings.flatMap((warning) =>
    said('warning', localiseReason(warning.text, warning, ui.language), width, ui),
  );
  if (problems.length > 0)
    return [
      ...problems.flatMap((one) => [...problemLines(problemOf(one), width, ui), blank]).slice(0, -1),
      ...own,
    ];
  if (pending === 0) return [...said('good', schema.upToDate, width, ui), ...own];
  const onRun = state.context?.config.schema?.onRun;
  return [
    ...said('warning', schema.pending(formatCount(pending), formatCount(files.length)), width, ui),
    ...paragraph(onRun === 'up' ? schema.brings : schema.refuses, width, 'muted'),
    ...own,
  ];
}

function changedLines(changed: SchemaReport['changed'], width: number, ui: UiContext): readonly Line[] {
  const { carriedOut } = ui.text.schema;
  return changed.flatMap(({ name, direction }) => said('good', carriedOut[direction](name), width, ui));
}

const heavy: Readonly<Record<SchemaPlanned['algorithm'], Tone>> = {
  none: 'muted',
  instant: 'muted',
  'in-place': 'plain',
  copy: 'warning',
  unknown: 'warning',
};

/** Each statement of the files to come, with what an ALTER will do. */
function planLines(planned: SchemaReport['planned'], width: number, ui: UiContext): readonly Line[] {
  if (!planned || planned.length === 0) return [];
  const { schema } = ui.text;
  let file = '';
  const rows = planned.flatMap((statement) => {
    const isNew = statement.file !== file;
    file = statement.file;
    const way = wayOf(statement, ui);
    return [
      ...(isNew ? [line(span(file, 'accent'))] : []),
      ...marked(span(`${statement.statement}.`.padStart(3), 'muted'), statement.text, width),
      ...(way === null ? [] : marked(span('   '), way, width, heavy[statement.algorithm])),
    ];
  });
  return [blank, heading(schema.plan), ...rows, ...paragraph(schema.dryRun, width, 'muted')];
}

function wayOf({ kind, algorithm, locks, rows, bytes }: SchemaPlanned, ui: UiContext): string | null {
  const { schema } = ui.text;
  if (algorithm === 'none') return kind === 'unclear' ? schema.unclear : null;
  const size = rows === null || bytes === null ? [] : [schema.size(formatCount(rows), formatBytes(bytes))];
  return [schema.algorithm[algorithm], schema.locks[locks], ...size].join(' · ');
}

function fileLines({ files, golangMigrate }: SchemaReport, width: number, ui: UiContext): readonly Line[] {
  const { schema } = ui.text;
  const { glyphs } = ui.theme;
  const rows = files.toReversed().flatMap(({ name, state, edited, by, appliedAt }) => {
    const [glyph, tone] =
      state === 'pending'
        ? ([glyphs.info, 'muted'] as const)
        : state === 'applied' && !edited
          ? ([glyphs.ok, 'good'] as const)
          : ([glyphs.bad, 'bad'] as const);
    const parts = [
      name,
      schema.state[state],
      ...(edited ? [schema.edited] : []),
      ...(by === null ? [] : [by]),
    ];
    const at = appliedAt === null ? [] : [formatTime(appliedAt)];
    return marked(span(glyph, tone), [...parts, ...at].join('  '), width);
  });
  const { version, isDirty } = golangMigrate ?? {};
  const golang = golangMigrate
    ? paragraph(
        schema.golang(version === null ? schema.golangNone : String(version), isDirty === true),
        width,
        'muted',
      )
    : [];
  return [heading(schema.files), ...rows, ...golang];
}

function askLines(props: ViewProps, database: string): readonly Line[] {
  const { state, width, ui } = props;
  const { act, report, field, mismatch, scroll } = state.schema;
  const { schema } = ui.text;
  const list =
    act === 'up' ? planLines(report?.planned ?? null, width, ui).slice(1) : halfLines(report, width, ui);
  return confirmationLines(
    {
      title: schema.ask[act],
      list,
      scroll: scroll ?? 0,
      warning: schema.warning[act],
      ask: ui.text.confirm.type(database),
      field,
      mismatch: mismatch ? ui.text.confirm.mismatch(typedText(field).trim()) : undefined,
    },
    props,
  );
}

function halfLines(report: SchemaReport | null, width: number, ui: UiContext): readonly Line[] {
  return (report?.problems ?? [])
    .slice(0, 1)
    .flatMap((one) => problemLines({ ...problemOf(one), remedy: null }, width, ui));
}

/** How many statements are done, which one is at work, and since when. */
function carryingLines(
  { startedAt, now, total, done, latest, stopping }: Carrying,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const { schema, copy } = ui.text;
  const elapsed = copy.elapsed(formatDuration((now - startedAt) / 1000));
  const value = total === null ? null : percent(done, total, false);
  const share =
    value === null || ui.linear
      ? []
      : [line(...bar(value, width - 5, 'accent', ui), span(` ${value}%`, 'plain', true))];
  const count =
    total === null
      ? schema.doneSoFar(formatCount(done))
      : schema.doneOf(formatCount(done), formatCount(total));
  return [
    ...(latest === null
      ? paragraph(schema.beginning, width, 'muted')
      : [
          line(
            span(
              schema.at(latest.file, formatCount(latest.statement), formatCount(latest.statements)),
              'accent',
            ),
          ),
          ...marked(span(' '), latest.text, width),
        ]),
    blank,
    ...share,
    ...figureLines([count, elapsed], width, 'muted'),
    blank,
    ...paragraph(stopping === 'no' ? schema.safe : schema.stopping, width, 'muted'),
  ];
}
