import type { JSX } from 'react';
import type { RollbackSummary } from '../../../operations/types.js';
import { Lines } from '../../components/lines.js';
import { problemLines } from '../../components/problem.js';
import { textInput } from '../../components/text-input.js';
import { workLines } from '../../components/work-lines.js';
import { count } from '../../format.js';
import {
  above,
  blank,
  heading,
  type Line,
  line,
  marked,
  paragraph,
  sized,
  span,
} from '../../terminal/lines.js';
import { cut, padTo } from '../../terminal/text-width.js';
import type { UiContext, ViewProps } from '../../ui-context.js';

const shownTables = 6;
const shownChanged = 3;

/** Counts first, then the name, then progress: removes only what the run wrote. */
export function RollbackView(props: ViewProps): JSX.Element {
  const { state, width, height, ui } = props;
  const { rollback } = state;
  const { text, theme } = ui;
  const lines = ((): readonly Line[] => {
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
        return [
          ...(rollback.summary?.done === true
            ? marked(span(theme.glyphs.ok, 'good'), text.rollback.done, width, 'good')
            : marked(span(theme.glyphs.warning, 'warning'), text.rollback.notDone, width, 'warning')),
          blank,
          ...(rollback.summary === null
            ? []
            : summaryLines(rollback.summary, text.rollback.removed, width, ui)),
        ];
      case 'failed':
        return [
          heading(text.rollback.failed),
          blank,
          ...(rollback.problem === null ? [] : problemLines(rollback.problem, width, ui)),
        ];
    }
  })();
  return <Lines lines={sized(lines, height)} width={width} ui={ui} />;
}

function summaryLines(
  summary: RollbackSummary,
  sentence: (rows: string, tables: number, secrets: string) => string,
  width: number,
  ui: UiContext,
  most = shownTables,
): readonly Line[] {
  const { text } = ui;
  const tables = Object.entries(summary.rows).filter(([, rows]) => rows > 0);
  const total = tables.reduce((sum, [, rows]) => sum + rows, 0);
  return [
    ...paragraph(sentence(count(total), tables.length, count(summary.secrets)), width),
    ...tables
      .slice(0, most)
      .map(([table, rows]) =>
        line(`  ${padTo(table, Math.min(36, width - 18))}${padTo(count(rows), 14, 'right')}`),
      ),
    ...(tables.length > most
      ? [line(span(`  ${text.rollback.moreTables(tables.length - most)}`, 'muted'))]
      : []),
  ];
}

function confirmLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { rollback, context } = state;
  const { text, theme } = ui;
  if (context === null || rollback.preview === null) return [];
  const { database } = context.config.target.mysql;
  const { changed } = rollback.preview;
  const changedText = rollback.includeChanged
    ? text.rollback.changedRemoved(changed.length)
    : text.rollback.changedRefused(changed.length);
  const top = [
    heading(text.rollback.title),
    ...(context.config.target.production
      ? marked(span(theme.glyphs.warning, 'bad'), text.confirm.production, width, 'bad')
      : []),
    ...paragraph(text.rollback.intro(rollback.runId ?? '', database, context.config.tenantId), width),
  ];
  const bottom = [
    ...(changed.length === 0
      ? []
      : [
          ...changed
            .slice(0, shownChanged)
            .map((item) => line(span(cut(`    ${item.subject}  ${item.key}`, width), 'muted'))),
          ...marked(span(theme.glyphs.warning, 'warning'), changedText, width, 'warning'),
        ]),
    blank,
    ...paragraph(text.rollback.type(database), width, 'accent'),
    textInput('>', rollback.confirmation, width),
    ...(rollback.mismatch ? marked(span(theme.glyphs.bad, 'bad'), text.rollback.mismatch, width, 'bad') : []),
  ];
  // Its sentence takes two rows at most, and what is left is for the tables.
  const room = Math.max(0, height - top.length - bottom.length - 3);
  const counts = summaryLines(rollback.preview, text.rollback.total, width, ui, Math.min(shownTables, room));
  return above([...top, ...counts], bottom, height, ui.more);
}
