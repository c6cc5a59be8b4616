import { formatTime } from '../../core/format.js';
import type { ReportData } from '../../operations/report-shape.js';
import { type Block, plain, type Section } from '../document.js';
import type { ReportText } from '../text/en.js';

/** Whether the cut-over can still be taken back, or was; no section before there is one. */
export function wayBackSections({ wayBack }: ReportData, text: ReportText): readonly Section[] {
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
  ];
  return [{ id: 'way-back', title: text.sections.wayBack, blocks }];
}
