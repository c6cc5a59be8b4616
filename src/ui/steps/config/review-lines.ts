import { listWithWhole } from '../../components/list-with-whole.js';
import { pointer } from '../../components/marks.js';
import { heading, type Line, line, marked, paragraph, span } from '../../terminal/lines.js';
import { padTo, widthOf } from '../../terminal/text-width.js';
import { type Box, local, type UiContext } from '../../ui-context.js';
import type { FormQuestion, FormState } from './config-state.js';

/** All answers before the file is written: any of them can be given anew. */
export function reviewLines(form: FormState, { width, height, ui }: Box): readonly Line[] {
  const { text } = ui;
  const names = form.questions.map(({ message }) => local(ui, message));
  const nameWidth = Math.min(Math.max(...names.map(widthOf)), Math.floor(width * 0.6));
  const rows = form.questions.map((question, index): Line => {
    const here = index === form.marked;
    return line(
      pointer(here, ui),
      span(`${padTo(names[index] ?? '', nameWidth)}  `, here ? 'accent' : 'muted'),
      span(shownAnswer(question, form.answers[question.id] ?? '', ui), here ? 'accent' : 'plain'),
    );
  });
  const top = [heading(text.config.reviewTitle), ...paragraph(text.config.reviewHint, width, 'muted')];
  const error =
    form.error === null ? [] : paragraph(`${ui.theme.glyphs.bad} ${local(ui, form.error)}`, width, 'bad');
  const tried = triedLines({ ...form, tried: form.tried.filter(({ ok }) => ok === false) }, width, ui);
  const room = height - top.length - error.length - tried.length;
  const at = form.questions[form.marked];
  const answer = at === undefined ? '' : shownAnswer(at, form.answers[at.id] ?? '', ui);
  const whole = `${names[form.marked] ?? ''}  ${answer}`;
  return [
    ...top,
    ...listWithWhole({ rows, selected: form.marked, whole }, { width, height: room, ui }),
    ...tried,
    ...error,
  ];
}

/** Whether somebody answers at the addresses so far, the latest two: a slip is seen before the last question. */
export function triedLines({ tried }: FormState, width: number, ui: UiContext): readonly Line[] {
  const { text, theme } = ui;
  return tried.slice(-2).flatMap(({ place, ok, detail }) => {
    if (ok === null) return paragraph(text.config.trying(place), width, 'muted');
    const words = ok ? text.config.answers(place, detail) : text.config.silent(place, detail);
    return marked(ok ? span(theme.glyphs.ok, 'good') : span(theme.glyphs.warning, 'warning'), words, width);
  });
}

/** As the question's choices word it; a secret is never shown. */
function shownAnswer({ kind, choices }: FormQuestion, answer: string, ui: UiContext): string {
  if (kind === 'secret') return '•'.repeat(Math.min(8, answer.length));
  const choice = choices.find(({ value }) => value === answer);
  return choice === undefined ? answer : local(ui, choice.label);
}
