import type { ReportData } from '../operations/report-shape.js';
import { phases as allPhases } from '../phases/index.js';
import type { Phase } from '../phases/phase.js';
import type { ReportDocument } from './document.js';
import { renderHtml } from './html.js';
import { isolationSection } from './isolation.js';
import { keysSection } from './keys.js';
import { renderMarkdown } from './markdown.js';
import { checklistSection, notMovedSection } from './sections/checklist.js';
import { environmentSection, logBlocks } from './sections/environment.js';
import { liveSections } from './sections/live.js';
import { otherSections } from './sections/others.js';
import { paperSections } from './sections/paper.js';
import { repairsSection } from './sections/repairs.js';
import { rollbackSections } from './sections/rollback.js';
import { secretsSection } from './sections/secrets.js';
import { logVerdict, summarySection } from './sections/summary.js';
import { switchSections } from './sections/switch.js';
import { generatorsSection, skippedSection, tablesSection } from './sections/tables.js';
import { timingsSection } from './sections/timings.js';
import { validationSection } from './sections/validation.js';
import { wayBackSections } from './sections/way-back.js';
import { reportText } from './text/index.js';

export type ReportFormat = 'json' | 'md' | 'html';

/** A run's report as text. The JSON is the data itself (shape: `reportJsonSchema`), the others are in the given language. */
export function renderReport(
  data: ReportData,
  format: ReportFormat,
  lang: 'en' | 'zh',
  phases: readonly Phase[] = allPhases,
): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(data, null, 2)}\n`;
    case 'md':
      return renderMarkdown(reportDocument(data, lang, phases));
    case 'html':
      return renderHtml(reportDocument(data, lang, phases));
  }
}

/** What the report says, in reading order: verdict first, evidence after. */
function reportDocument(
  data: ReportData,
  lang: 'en' | 'zh',
  phases: readonly Phase[] = allPhases,
): ReportDocument {
  const text = reportText(lang, phases);
  return {
    lang,
    title: text.title(data.run.tenantId, data.run.runId),
    contents: text.contents,
    sections: [
      summarySection(data, text, lang),
      ...rollbackSections(data, text),
      ...wayBackSections(data, text, lang),
      ...paperSections(data, text, lang),
      environmentSection(data, text, lang),
      timingsSection(data, text),
      ...liveSections(data, text, lang),
      ...switchSections(data, text, lang),
      tablesSection(data, text),
      skippedSection(data, text, lang),
      generatorsSection(data, text),
      secretsSection(data, text, lang),
      ...otherSections(data, text, lang),
      validationSection(data, text, lang),
      repairsSection(data, text, lang),
      checklistSection(data, text, lang),
      ...(data.isolation ?? []).map((part, index) => isolationSection(part, index, lang)),
      ...(data.keys ? [keysSection(data.keys, lang)] : []),
      notMovedSection(data, text, lang),
      {
        id: 'log',
        title: text.sections.log,
        blocks: [logVerdict(data, text), ...logBlocks(data, text)],
      },
    ],
  };
}
