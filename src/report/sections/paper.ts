import type { ReportData } from '../../operations/report-shape.js';
import type { Block, Section } from '../document.js';
import { paperParts } from '../paper.js';
import type { ReportText } from '../text/en.js';

/** The plan on paper as it was when the run began: what it risked, and why. Absent where an older version began it. */
export function paperSections(
  { paper }: ReportData,
  text: ReportText,
  lang: 'en' | 'zh',
): readonly Section[] {
  if (!paper) return [];
  const blocks = paperParts(paper, lang).flatMap(({ title, lines }): Block[] => [
    { kind: 'text', text: title },
    ...lines.map(
      ({ tone, text: line }): Block =>
        tone === 'plain' ? { kind: 'text', text: line } : { kind: 'status', tone, text: line },
    ),
  ]);
  return [{ id: 'paper', title: text.sections.paper, blocks }];
}
