import { formatCount, formatTime } from '../../core/format.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseEvidence } from '../../text/localise.js';
import { type Block, code, plain, type Section, type Tone, table, toned, words } from '../document.js';
import type { ReportText } from '../text/en.js';

const tones: Readonly<Record<ReportData['checklist'][number]['state'], Tone>> = {
  open: 'warning',
  pass: 'good',
  fail: 'bad',
  'not-applicable': 'plain',
};

/** Every item with its answer, who gave it and when. */
export function checklistSection({ checklist }: ReportData, text: ReportText, lang: 'en' | 'zh'): Section {
  const { columns } = text;
  const order = ['before', 'during', 'after'] as const;
  const items = order.flatMap((when) => checklist.filter((item) => item.when === when));
  return {
    id: 'checklist',
    title: text.sections.checklist,
    blocks: [
      table(items, text.empty.checklist, [
        [columns.when, ({ when }) => plain(text.when[when])],
        [columns.item, ({ title }) => plain(title[lang])],
        [columns.state, ({ state }) => toned(tones[state], text.answer[state])],
        [columns.evidence, (item) => plain(localiseEvidence(item, lang))],
        [columns.note, ({ note }) => plain(note)],
        [columns.person, ({ by }) => plain(by)],
        // What a check found is not signed while a person is awaited.
        [columns.at, ({ by, at }) => code(by === '' ? '' : formatTime(at))],
      ]),
    ],
  };
}

/** What stays behind, and what to do about it. */
export function notMovedSection({ run }: ReportData, text: ReportText, lang: 'en' | 'zh'): Section {
  const items = run.plan.notMoved.map(({ title, advice, total }) => ({
    title: total === undefined ? title[lang] : text.counted(title[lang], formatCount(total)),
    text: advice[lang],
  }));
  const block: Block = items.length > 0 ? { kind: 'list', items } : words(text.empty.notMoved);
  return { id: 'not-moved', title: text.sections.notMoved, blocks: [block] };
}
