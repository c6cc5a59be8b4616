import { formatTime } from '../../core/format.js';
import type { ReportData } from '../../operations/report-shape.js';
import { type Block, plain, type Section, words } from '../document.js';
import type { ReportText } from '../text/en.js';
import { cutovers, follows } from './live.js';

/** Whether the cut-over can still be taken back, or was, and what was fed back; no section before there is one. */
export function wayBackSections(
  { wayBack, live }: ReportData,
  text: ReportText,
  lang: 'en' | 'zh',
): readonly Section[] {
  if (!wayBack) return [];
  const { state, ended } = wayBack;
  const { facts } = text;
  const blocks: Block[] = [
    {
      kind: 'status',
      tone: state === 'dead' ? 'bad' : state === 'open' || ended ? 'good' : 'warning',
      text: text.wayBack[ended ? ended.by : (state ?? 'back')],
    },
    ...(ended
      ? [
          {
            kind: 'facts' as const,
            facts: [
              [facts.windowEnded, plain(formatTime(ended.at))] as const,
              [facts.gaveUp, plain(ended.gaveUp ? text.yes : text.no)] as const,
            ],
          },
        ]
      : []),
    ...(live
      ? [
          words(text.live.fedBack),
          follows({ all: live.fedBack, none: text.live.neverFedBack }, text),
          words(text.live.backs),
          ...cutovers({ all: live.backs, none: text.live.noBack }, text, lang),
        ]
      : []),
  ];
  return [{ id: 'way-back', title: text.sections.wayBack, blocks }];
}
