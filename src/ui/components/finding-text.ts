import type { Finding } from '../../core/finding.js';
import { localise } from '../../text/localise.js';

/** What a finding is looked for by: its sentence in either language, its code and its table. */
export function findingText(finding: Finding): string {
  return [finding.title, localise(finding, 'zh').title, finding.code, finding.table ?? ''].join('\n');
}
