import { formatCount, formatTime } from '../../core/format.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseEvidence } from '../../text/localise.js';
import { type Block, code, plain, type Section, type Tone, toned } from '../document.js';
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
      {
        kind: 'table',
        columns: [
          columns.when,
          columns.item,
          columns.state,
          columns.evidence,
          columns.note,
          columns.person,
          columns.at,
        ],
        rows: items.map((item) => [
          plain(text.when[item.when]),
          plain(item.title[lang]),
          toned(tones[item.state], text.answer[item.state]),
          plain(localiseEvidence(item, lang)),
          plain(item.note),
          plain(item.by),
          // What a check found is not signed while a person is awaited.
          code(item.by === '' ? '' : formatTime(item.at)),
        ]),
        empty: text.empty.checklist,
      },
    ],
  };
}

/** What stays behind, and what to do about it. */
export function notMovedSection({ run }: ReportData, text: ReportText, lang: 'en' | 'zh'): Section {
  const items = run.plan.notMoved.map(({ title, advice, total }) => ({
    title: total === undefined ? title[lang] : text.counted(title[lang], formatCount(total)),
    text: advice[lang],
  }));
  const block: Block =
    items.length > 0 ? { kind: 'list', items } : { kind: 'text', text: text.empty.notMoved };
  return { id: 'not-moved', title: text.sections.notMoved, blocks: [block] };
}
