import type { Context } from '../../../config/context.js';
import { changedCount, changedUnnamed } from '../../../operations/changed-count.js';
import { afterRollback } from '../../../operations/next-steps.js';
import type { RollbackSummary } from '../../../operations/types.js';
import { stepLines } from '../../components/next-steps.js';
import { problemLines } from '../../components/problem.js';
import { textInput } from '../../components/text-input.js';
import { workLines } from '../../components/work-lines.js';
import { count } from '../../format.js';
import { blank, heading, type Line, line, marked, paragraph, span, windowed } from '../../terminal/lines.js';
import { padTo } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';

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
  const { text, theme } = ui;
  const top = [
    ...(summary?.done === true
      ? marked(span(theme.glyphs.ok, 'good'), text.rollback.done, width, 'good')
      : marked(span(theme.glyphs.warning, 'warning'), text.rollback.notDone, width, 'warning')),
    blank,
  ];
  if (summary === null) return top;
  const list = [
    ...notComparedLines(summary, width, ui),
    ...keptLines(summary, width, ui),
    ...nextSection(context, summary, width, ui),
    ...tableLines(summary, text.rollback.removed, width, ui),
    ...changedLines(summary, text.rollback.changedGone, width, ui),
  ];
  return [...top, ...windowed(list, scroll, height - top.length, ui.more)];
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
    ...paragraph(sentence(count(total), tables.length, count(summary.secrets)), width),
    ...tables.map(([table, rows]) =>
      line(
        span(`${theme.glyphs.info} `, 'muted'),
        span(`${padTo(table, Math.min(36, width - 18))}${padTo(count(rows), 14, 'right')}`),
      ),
    ),
  ];
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
    line(span(title(count(all)), 'warning')),
    ...summary.changed.flatMap(({ subject, key }) => one(`${subject}  ${key}`)),
    ...changedUnnamed(summary).flatMap(([table, rows]) => one(text.rollback.changedMore(count(rows), table))),
  ];
}

/** Rows changed since may have gone without being named. */
function notComparedLines({ notCompared }: RollbackSummary, width: number, ui: UiContext): readonly Line[] {
  if (notCompared === undefined) return [];
  const words = ui.text.rollback.notCompared[notCompared.why];
  return [
    ...marked(span(ui.theme.glyphs.warning, 'warning'), words, width, 'warning'),
    ...(notCompared.why === 'not-read' ? paragraph(notCompared.message, width, 'muted') : []),
    blank,
  ];
}

function confirmLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { rollback, context } = state;
  const { text, theme } = ui;
  if (context === null || rollback.preview === null) return [];
  const { database } = context.config.target.mysql;
  const changed = changedCount(rollback.preview);
  const changedText = rollback.includeChanged
    ? text.rollback.changedRemoved(changed)
    : text.rollback.changedRefused(changed);
  const top = [
    heading(text.rollback.title),
    ...(context.config.target.production
      ? marked(span(theme.glyphs.warning, 'bad'), text.confirm.production, width, 'bad')
      : []),
  ];
  const bottom = [
    ...(changed === 0 ? [] : marked(span(theme.glyphs.warning, 'warning'), changedText, width, 'warning')),
    ...paragraph(text.rollback.type(database), width, 'accent'),
    textInput('>', rollback.confirmation, width),
    ...(rollback.mismatch ? marked(span(theme.glyphs.bad, 'bad'), text.rollback.mismatch, width, 'bad') : []),
  ];
  const list = [
    ...paragraph(text.rollback.intro(rollback.runId ?? '', database, context.config.tenantId), width),
    ...changedLines(rollback.preview, text.rollback.changedTitle, width, ui),
    ...tableLines(rollback.preview, text.rollback.total, width, ui),
  ];
  const room = Math.max(0, height - top.length - bottom.length);
  const shown = ui.linear ? list : windowed(list, rollback.scroll, room, ui.more);
  return [...top, ...shown, ...bottom].slice(ui.linear ? 0 : -height);
}
