import { localiseRefusal } from '../../text/localise.js';
import { blank, type Line, line, marked, span } from '../terminal/lines.js';
import type { UiContext } from '../ui-context.js';
import type { Problem } from '../wizard/problem.js';

/** What went wrong, where, and what to do; nothing where nothing did. */
export function problemLines(problem: Problem | null, width: number, ui: UiContext): readonly Line[] {
  if (problem === null) return [];
  const { glyphs } = ui.theme;
  const { message, remedy } = localiseRefusal(problem, ui.language);
  const rows: Line[] = [...marked(span(glyphs.bad, 'bad'), message, width)];
  if (problem.where !== null) {
    rows.push(blank, ...marked(span(ui.text.frame.where, 'muted'), problem.where, width));
  }
  if (remedy !== null && remedy !== undefined) {
    rows.push(blank, line(span(ui.text.frame.whatToDo, 'accent')), ...marked(span(' '), remedy, width));
  }
  return rows;
}
