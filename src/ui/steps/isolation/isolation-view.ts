import { formatCount } from '../../../core/format.js';
import type { Reason, Sentence } from '../../../core/sentence.js';
import { say } from '../../../isolation/words.js';
import { hasFaults } from '../../../operations/isolation/faults.js';
import type { IsolationPart } from '../../../operations/isolation/types.js';
import { isolationSums, isolationVerdict } from '../../../report/isolation-sums.js';
import { localiseReason, localiseSaid } from '../../../text/localise.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { pointer, said } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { blank, heading, type Line, line, marked, paragraph, span, windowed } from '../../terminal/lines.js';
import { cut } from '../../terminal/text-width.js';
import type { Tone } from '../../theme.js';
import type { UiContext, ViewProps } from '../../ui-context.js';
import { listenSeconds } from './isolation-commands.js';
import { type Found, foundIn } from './isolation-state.js';

/** What was found, one a row, with all of the marked one and the predicate that would mend it below. */
export function isolationLines({ state, ...box }: ViewProps): readonly Line[] {
  const { width, height, ui } = box;
  const { isolation } = state;
  const { look, parts, problems, marked: at } = isolation;
  const text = ui.text.isolation;
  const title = [heading(text.title)];
  if (look !== null)
    return [
      ...title,
      blank,
      ...paragraph(look === 'all' ? text.looking : text.listening(listenSeconds), width),
    ];
  const found = foundIn(isolation);
  const current = found[at];
  const top = [...title, ...(parts.length === 0 ? paragraph(text.hint, width, 'muted') : [])];
  const sums = [
    ...parts.flatMap((part) => sumLines(part, width, ui)),
    ...problems.flatMap((problem) => [blank, ...problemLines(problem, width, ui)]),
  ];
  if (current === undefined) return [...top, ...windowed(sums, 0, height - top.length, ui.more)];
  const list = {
    rows: (listWidth: number) => found.map((one, index) => foundRow(one, index === at, listWidth, ui)),
    selected: at,
    detail: (room: number) => [...detailLines(current, room, ui), blank, ...sums],
    most: 0.6,
  };
  return [...top, ...listWithDetail(list, { ...box, height: height - top.length })];
}

/** What has been found of a kind as a whole, and its figures. */
function sumLines(part: IsolationPart, width: number, ui: UiContext): readonly Line[] {
  const words = (sentence: Sentence): string => localiseSaid(sentence, ui.language);
  const title = words(say(`report.${part.part}`)) + ui.text.frame.colon;
  return [
    ...said(hasFaults(part) ? 'bad' : 'good', title + words(isolationVerdict(part)), width, ui),
    ...isolationSums(part).flatMap((sum) => paragraph(words(sum), width, 'muted', '  ')),
  ];
}

const marks: Readonly<Record<Found['verdict'], readonly [glyph: 'bad' | 'warning' | 'info', tone: Tone]>> = {
  bad: ['bad', 'bad'],
  unclear: ['warning', 'warning'],
  several: ['info', 'muted'],
  info: ['info', 'muted'],
};

function foundRow(found: Found, isMarked: boolean, width: number, ui: UiContext): Line {
  const [glyph, tone] = marks[found.verdict];
  return line(
    pointer(isMarked, ui),
    span(`${ui.theme.glyphs[glyph]} `, tone),
    span(cut(titleOf(found, ui), width - 4), isMarked ? 'accent' : 'plain'),
  );
}

function titleOf(found: Found, ui: UiContext): string {
  return found.kind === 'statement' ? found.statement.statement : saidOf(found.check, ui);
}

function saidOf(
  { message, because }: { readonly message: string; readonly because?: Reason },
  ui: UiContext,
): string {
  return localiseReason(message, because, ui.language);
}

function detailLines(found: Found, width: number, ui: UiContext): readonly Line[] {
  const whole = paragraph(titleOf(found, ui), width);
  if (found.kind === 'check') return whole;
  const { verdict, missing, message, because, executions, rowsExamined } = found.statement;
  const figures = say('audit.executed', {
    times: formatCount(executions ?? 0),
    rows: formatCount(rowsExamined ?? 0),
  });
  return [
    ...whole,
    ...paragraph(localiseSaid(figures, ui.language), width, 'muted'),
    ...missing.flatMap(({ predicate, ...one }) => [
      ...marked(span('-', 'bad'), saidOf(one, ui), width),
      ...(predicate === '' ? [] : marked(span('+', 'good'), predicate, width, 'good')),
    ]),
    ...(message === undefined ? [] : paragraph(saidOf({ message, because }, ui), width, 'warning')),
    ...(verdict === 'several'
      ? paragraph(localiseSaid(say('isolation.several'), ui.language), width, 'muted')
      : []),
  ];
}
