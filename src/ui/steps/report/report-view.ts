import { problemLines } from '../../components/problem.js';
import { reportLines } from '../../components/run-summary.js';
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
import type { ReportState } from './report-state.js';

const formatNames = { json: 'JSON', md: 'Markdown', html: 'HTML' } as const;

/** The run in one view, and the files it can be handed over in. */
export function reportStepLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { report } = state;
  if (report.phase === 'idle' || report.phase === 'loading') return [line(ui.text.report.loading)];
  if (report.phase === 'failed') return problemLines(report.problem, width, ui);
  if (report.data === null) return [];
  const files = fileLines(report, width, ui);
  const room = height - files.length - 1;
  return [
    ...files,
    blank,
    ...windowed(
      matching(reportLines(report.data, width, ui), filterText(state, 'report'), plainText),
      report.scroll,
      room,
      ui.more,
    ),
  ];
}

function fileLines(report: ReportState, width: number, ui: UiContext): readonly Line[] {
  const { text, theme } = ui;
  const written = (['json', 'md', 'html'] as const).flatMap((format) => {
    const path = report.written[format];
    return path === undefined
      ? []
      : marked(span(`${theme.glyphs.ok} ${padTo(formatNames[format], 8)}`, 'good'), path, width);
  });
  return [
    heading(text.report.title),
    ...(written.length === 0 ? paragraph(text.report.hint, width, 'muted') : written),
    ...(report.busy ? [line(span(text.report.writing, 'muted'))] : []),
    ...problemLines(report.problem, width, ui),
  ];
}
