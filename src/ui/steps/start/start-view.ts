import { formatCount, formatTime } from '../../../core/format.js';
import { phases } from '../../../phases/index.js';
import { phaseTexts } from '../../../phases/words.js';
import { choiceLines } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { reportLines } from '../../components/run-summary.js';
import {
  aroundChoice,
  blank,
  heading,
  type Line,
  line,
  paragraph,
  span,
  windowed,
} from '../../terminal/lines.js';
import type { ViewProps } from '../../ui-context.js';
import { choicesFor, isUnfinished, offeredRun } from './start-state.js';

/** An earlier run is offered first: take it up, look at it, take it back, or start anew. */
export function startLines(props: ViewProps): readonly Line[] {
  const { state, width, height, ui } = props;
  const { phase, data, scroll } = state.start;
  switch (phase) {
    case 'hidden':
      return [];
    case 'looking':
      return [line(ui.text.start.looking)];
    case 'offer':
      return offerLines(props);
    case 'inspecting':
      return data === null ? [] : windowed(reportLines(data, width, ui), scroll, height, ui.more);
  }
}

function offerLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { text } = ui;
  const { start } = state;
  const run = offeredRun(start);
  if (run === null) return [];
  const { names, things } = phaseTexts(phases, ui.language);
  const choices = choiceLines(
    choicesFor(start, state.context?.config ?? null).map((choice) => text.start.choices[choice]),
    start.selected,
    width,
    ui,
  );
  const top = [
    heading(
      start.worker !== null
        ? text.start.running
        : isUnfinished(run)
          ? text.start.unfinished
          : text.start.finished,
    ),
    ...(start.worker === null
      ? []
      : paragraph(text.start.by(start.worker.command, start.worker, formatTime(start.worker.since)), width)),
    ...paragraph(
      text.start.about(
        run.runId,
        formatTime(run.startedAt),
        formatCount(run.rows),
        formatCount(run.secrets),
        run.tenantId,
      ),
      width,
    ),
    ...Object.entries(run.others ?? {}).flatMap(([id, count]) =>
      paragraph(`${names[id] ?? id}${text.frame.colon}${things[id]?.(formatCount(count)) ?? count}`, width),
    ),
    ...(start.runs.length > 1 ? paragraph(text.start.others(start.runs.length - 1), width, 'muted') : []),
    blank,
  ];
  const bottom = [
    ...(start.problem === null ? [] : [blank, ...problemLines(start.problem, width, ui)]),
    ...(start.busy ? [blank, line(span(text.start.reading, 'muted'))] : []),
  ];
  return aroundChoice(top, choices, start.selected, bottom, height, ui.more);
}
