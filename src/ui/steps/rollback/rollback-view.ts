import type { Context } from '../../../config/context.js';
import { formatCount } from '../../../core/format.js';
import { changedCount, changedUnnamed } from '../../../operations/changed-count.js';
import { afterRollback } from '../../../operations/next-steps.js';
import type { RollbackSummary } from '../../../operations/result-shapes.js';
import { phases } from '../../../phases/index.js';
import { phaseTexts } from '../../../phases/words.js';
import { localiseReason } from '../../../text/localise.js';
import { confirmationLines } from '../../components/confirmation.js';
import { said } from '../../components/marks.js';
import { stepLines } from '../../components/next-steps.js';
import { problemLines } from '../../components/problem.js';
import { workLines } from '../../components/work-lines.js';
import {
  blank,
  heading,
  type Line,
  line,
  marked,
  paragraph,
  plainText,
  span,
  windowed,
} from '../../terminal/lines.js';
import { padTo } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { filterText, matching } from '../../wizard/filter.js';

/** Counts first, then the name, then progress: removes only what the run wrote. */
export function rollbackLines(props: ViewProps): readonly Line[] {
  const { state, width, ui } = props;
  const { rollback } = state;
  const { text } = ui;
  switch (rollback.phase) {
    case 'closed':
      return [];
    case 'counting':
      return [
        heading(text.rollback.title),
        ...paragraph(text.rollback.counting, width),
        blank,
        ...workLines(state.work, width, ui),
      ];
    case 'confirm':
      return confirmLines(props);
    case 'running':
      return [
        heading(text.rollback.running),
        blank,
        ...workLines(state.work, width, ui),
        blank,
        ...paragraph(rollback.stopping ? text.rollback.stopping : text.rollback.safe, width, 'muted'),
      ];
    case 'done':
      return doneLines(props);
    case 'failed':
      return [heading(text.rollback.failed), blank, ...problemLines(rollback.problem, width, ui)];
  }
}

function doneLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { context } = state;
  const { summary, scroll } = state.rollback;
  const { text } = ui;
  const top = [
    ...(summary?.done === true
      ? said('good', text.rollback.done, width, ui)
      : said('warning', text.rollback.notDone, width, ui)),
    blank,
  ];
  if (summary === null) return top;
  const list = [
    ...notComparedLines(summary, width, ui),
    ...state.rollback.notes.flatMap((note) => said('warning', note, width, ui)),
    ...otherLines(summary, text.rollback.othersRemoved, width, ui),
    ...keptLines(summary, width, ui),
    ...nextSection(context, summary, width, ui),
    ...tableLines(summary, text.rollback.removed, width, ui),
    ...changedLines(summary, text.rollback.changedGone, width, ui),
  ];
  return [
    ...top,
    ...windowed(
      matching(list, filterText(state, 'rollback'), plainText),
      scroll,
      height - top.length,
      ui.more,
    ),
  ];
}

/** Secrets that stay, and why: the next run stops at them. */
function keptLines({ kept = [] }: RollbackSummary, width: number, ui: UiContext): readonly Line[] {
  if (kept.length === 0) return [];
  const { text, theme } = ui;
  return [
    line(span(text.rollback.kept(kept.length), 'warning')),
    ...kept.flatMap(({ path, why }) =>
      marked(
        span(theme.glyphs.warning, 'warning'),
        `${path}${text.frame.colon}${text.rollback.keptWhy[why]}`,
        width,
      ),
    ),
    blank,
  ];
}

function nextSection(
  context: Context | null,
  summary: RollbackSummary,
  width: number,
  ui: UiContext,
): readonly Line[] {
  if (context === null) return [];
  const steps = afterRollback({ context, configFile: context.config.path }, summary);
  if (steps.length === 0) return [];
  return [heading(ui.text.frame.next), ...stepLines(steps, width, ui), blank];
}

/** How much of each table. */
function tableLines(
  summary: RollbackSummary,
  sentence: (rows: string, tables: number, secrets: string) => string,
  width: number,
  { theme }: UiContext,
): readonly Line[] {
  const tables = Object.entries(summary.rows).filter(([, rows]) => rows > 0);
  const total = tables.reduce((sum, [, rows]) => sum + rows, 0);
  return [
    ...paragraph(sentence(formatCount(total), tables.length, formatCount(summary.secrets)), width),
    ...tables.map(([table, rows]) =>
      line(
        span(`${theme.glyphs.info} `, 'muted'),
        span(`${padTo(table, Math.min(36, width - 18))}${padTo(formatCount(rows), 14, 'right')}`),
      ),
    ),
  ];
}

/** What the other phases made. */
function otherLines(
  { others = {} }: RollbackSummary,
  sentence: (things: string) => string,
  width: number,
  { language, theme }: UiContext,
): readonly Line[] {
  const { things } = phaseTexts(phases, language);
  return Object.entries(others).flatMap(([id, count]) =>
    marked(
      span(theme.glyphs.info, 'accent'),
      sentence(things[id]?.(formatCount(count)) ?? `${id} ${formatCount(count)}`),
      width,
    ),
  );
}

/** Every row and secret that was changed since, and how many more there are of those that are too many to name. */
function changedLines(
  summary: RollbackSummary,
  title: (items: string) => string,
  width: number,
  { text, theme }: UiContext,
): readonly Line[] {
  const all = changedCount(summary);
  if (all === 0) return [];
  const one = (words: string) => marked(span(theme.glyphs.warning, 'warning'), words, width);
  return [
    line(span(title(formatCount(all)), 'warning')),
    ...summary.changed.flatMap(({ subject, key }) => one(`${subject}  ${key}`)),
    ...changedUnnamed(summary).flatMap(([table, rows]) =>
      one(text.rollback.changedMore(formatCount(rows), table)),
    ),
  ];
}

/** Rows changed since may have gone without being named. */
function notComparedLines({ notCompared }: RollbackSummary, width: number, ui: UiContext): readonly Line[] {
  if (notCompared === undefined) return [];
  const words = ui.text.rollback.notCompared[notCompared.why];
  return [
    ...said('warning', words, width, ui),
    ...(notCompared.why === 'not-read'
      ? paragraph(localiseReason(notCompared.message, notCompared.because, ui.language), width, 'muted')
      : []),
    blank,
  ];
}

function confirmLines(props: ViewProps): readonly Line[] {
  const { state, width, ui } = props;
  const { rollback, context } = state;
  if (context === null || rollback.preview === null) return [];
  const text = ui.text.rollback;
  const { database } = context.config.target.mysql;
  const changed = changedCount(rollback.preview);
  const list = [
    ...paragraph(text.intro(rollback.runId ?? '', database, context.config.tenantId), width),
    ...otherLines(rollback.preview, rollback.files ? text.othersGo : text.othersStay, width, ui),
    ...changedLines(rollback.preview, text.changedTitle, width, ui),
    ...tableLines(rollback.preview, text.total, width, ui),
  ];
  const changedText = (rollback.includeChanged ? text.changedRemoved : text.changedRefused)(changed);
  return confirmationLines(
    {
      title: text.title,
      list,
      scroll: rollback.scroll,
      warning: changed === 0 ? undefined : changedText,
      ask: text.type(database),
      field: rollback.confirmation,
      mismatch: rollback.mismatch ? text.mismatch : undefined,
    },
    props,
  );
}
