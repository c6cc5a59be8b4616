import { formatTime } from '../../../core/format.js';
import type { ChecklistAnswer } from '../../../ledger/shapes.js';
import { isForPerson } from '../../../operations/checklist/answer-checklist.js';
import type { ChecklistItem } from '../../../preset/schema.js';
import { localiseEvidence, localiseRefusal } from '../../../text/localise.js';
import { listWithDetail } from '../../components/list-with-detail.js';
import { pointer, said } from '../../components/marks.js';
import { problemLines } from '../../components/problem.js';
import { textInput } from '../../components/text-input.js';
import { clock } from '../../format.js';
import { blank, type Line, line, marked, paragraph, type Span, span } from '../../terminal/lines.js';
import { cut, padTo, widthOf } from '../../terminal/text-width.js';
import { local, type UiContext, type ViewProps } from '../../ui-context.js';
import { answerOf, type ChecklistState, listedItems, openItems, orderedItems } from './checklist-state.js';

/** The items before, during and after the switch-over, each with its answer, evidence, note, name and time. */
export function checklistLines({ state, width, height, ui }: ViewProps): readonly Line[] {
  const { checklist, context } = state;
  const { text } = ui;
  if (context === null || checklist.phase === 'idle' || checklist.phase === 'loading') {
    return [line(text.checklist.loading)];
  }
  if (checklist.phase === 'failed') return problemLines(checklist.problem, width, ui);
  const items = orderedItems(context.preset);
  const open = openItems(checklist, context.preset);
  const progress = text.checklist.progress(items.length - open, items.length);
  const saved = savedMark(checklist, ui);
  // Whether it is saved matters more than the name, so a long name gives way.
  const room = width - widthOf(progress) - widthOf(saved.text) - 6;
  const head = line(
    span(progress, 'plain', true),
    span(`   ${cut(text.checklist.by(checklist.by), room)}   `, 'muted'),
    saved,
  );
  const message =
    checklist.problem === null ? undefined : localiseRefusal(checklist.problem, ui.language).message;
  const problem = said('bad', message, width, ui);
  if (items.length === 0) return [head, ...problem, blank, ...paragraph(text.checklist.none, width, 'muted')];
  const item = items[checklist.selected];
  const shown = new Set(listedItems(state, context.preset));
  const listed = (room: number) =>
    listRows(checklist, items, room, ui).filter((row) => row.item === null || shown.has(row.item));
  const list = {
    rows: (room: number) => listed(room).map((row) => row.line),
    selected: listed(width).findIndex((row) => row.item === checklist.selected),
    detail: (room: number) => (item === undefined ? [] : detailLines(checklist, item, room, ui)),
    // What is being typed stands last and must stay in view.
    typing: checklist.editing !== null,
    beside: { from: 100, share: 0.55 },
    most: 0.5,
  };
  return [head, ...problem, ...listWithDetail(list, { width, height: height - 1 - problem.length, ui })];
}

function savedMark(checklist: ChecklistState, ui: UiContext): Span {
  const { glyphs } = ui.theme;
  const { text } = ui;
  if (checklist.probing) return span(text.checklist.probing, 'muted');
  switch (checklist.saving) {
    case 'none':
      return span('');
    case 'saving':
      return span(text.checklist.saving, 'muted');
    case 'saved':
      return span(
        `${glyphs.ok} ${text.checklist.saved(checklist.savedAt === null ? '' : clock(checklist.savedAt))}`,
        'good',
      );
    case 'failed':
      return span(`${glyphs.bad} ${text.checklist.notSaved}`, 'bad');
  }
}

const marks = {
  open: { glyph: 'todo', tone: 'plain' },
  pass: { glyph: 'ok', tone: 'good' },
  fail: { glyph: 'bad', tone: 'bad' },
  'not-applicable': { glyph: 'skipped', tone: 'muted' },
} as const;

function answerMark({ state }: ChecklistAnswer, ui: UiContext): Span {
  const { glyph, tone } = marks[state];
  return span(padTo(`${ui.theme.glyphs[glyph]} ${ui.text.checklist.states[state]}`, 8), tone);
}

interface Row {
  readonly line: Line;
  /** Index of the item; null for a heading. */
  readonly item: number | null;
}

function listRows(
  checklist: ChecklistState,
  items: readonly ChecklistItem[],
  width: number,
  ui: UiContext,
): readonly Row[] {
  const rows: Row[] = [];
  items.forEach((item, index) => {
    if (item.when !== items[index - 1]?.when) {
      rows.push({ line: line(span(ui.text.checklist.when[item.when], 'muted', true)), item: null });
    }
    const here = index === checklist.selected;
    const title = local(ui, item.title);
    const answer = answerOf(checklist, item.id);
    const note = answer.note === '' ? ' ' : '*';
    rows.push({
      line: line(
        pointer(here, ui),
        answerMark(answer, ui),
        span(note, 'warning'),
        span(` ${ui.linear ? title : cut(title, width - 12)}`, here ? 'accent' : 'plain'),
      ),
      item: index,
    });
  });
  return rows;
}

function answeredBy(item: ChecklistItem, answer: ChecklistAnswer, { text }: UiContext): string {
  if (item.kind === 'probe') return text.checklist.probe;
  return isForPerson(item, answer) ? text.checklist.manual : text.checklist.automatic;
}

function detailLines(
  checklist: ChecklistState,
  item: ChecklistItem,
  width: number,
  ui: UiContext,
): readonly Line[] {
  const { text } = ui;
  const answer = answerOf(checklist, item.id);
  const { editing } = checklist;
  return [
    ...paragraph(local(ui, item.title), width, 'accent'),
    ...(item.detail === undefined ? [] : paragraph(local(ui, item.detail), width)),
    line(span(answeredBy(item, answer, ui), 'muted')),
    ...(answer.evidence === ''
      ? []
      : marked(
          span(`${text.checklist.evidence}${text.frame.colon.trimEnd()}`, 'muted'),
          localiseEvidence(answer, ui.language),
          width,
        )),
    ...(answer.note === '' || editing?.what === 'note'
      ? []
      : marked(span(`${text.checklist.note}${text.frame.colon.trimEnd()}`, 'muted'), answer.note, width)),
    ...(answer.at === ''
      ? []
      : [line(span(text.checklist.answeredBy(answer.by, formatTime(answer.at)), 'muted'))]),
    ...(editing === null
      ? []
      : [
          textInput(
            `${editing.what === 'note' ? text.checklist.note : text.checklist.name}${text.frame.colon.trimEnd()}`,
            editing.field,
            width,
          ),
        ]),
  ];
}
