import { type Finding, samplesInAll } from '../core/finding.js';
import { formatCount, printable } from '../core/format.js';
import { localise } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';
import type { Tone } from './style.js';

const glyphs = { ok: '✓', info: 'i', warning: '!', blocker: '✗' } as const;
const tones: Readonly<Record<Finding['severity'], Tone>> = {
  ok: 'good',
  info: 'info',
  warning: 'warning',
  blocker: 'bad',
};

/**
 * One finding: glyph, word, what it is about, one sentence; samples and remedy indented below.
 *
 *     ✗ blocker  Target MySQL: user mover lacks INSERT on bk_bscp
 *         remedy: GRANT INSERT ON `bk_bscp`.* TO 'mover'@'%'
 */
export function findingLines(found: Finding, { text, style, lang }: TextEnvironment): string[] {
  const finding = localise(found, lang);
  const tone = tones[finding.severity];
  const mark = style(tone, `${glyphs[finding.severity]} ${text.severity[finding.severity]}`);
  const lines = [`${mark}  ${text.subject[finding.subject]}${text.colon}${printable(finding.title)}`];
  const samples = finding.samples ?? [];
  for (const sample of samples) lines.push(`      ${printable(sample)}`);
  const more = samplesInAll(finding) - samples.length;
  if (samples.length > 0 && more > 0) lines.push(`      ${text.more(formatCount(more))}`);
  if (finding.remedy !== undefined) {
    const [first = '', ...rest] = finding.remedy.split('\n');
    lines.push(`    ${style('strong', `${text.remedy}${text.colon}`)}${printable(first)}`);
    for (const line of rest) lines.push(`      ${printable(line)}`);
  }
  return lines;
}

/** How many findings there are of one severity. */
export function countSeverity(findings: readonly Finding[], severity: Finding['severity']): number {
  return findings.filter((finding) => finding.severity === severity).length;
}

/** The closing line of check. */
export function findingsVerdict(findings: readonly Finding[], { text, style }: TextEnvironment): string {
  const warnings = formatCount(countSeverity(findings, 'warning'));
  const blockers = countSeverity(findings, 'blocker');
  if (blockers === 0) return style('good', `✓ ${text.checkPassed(warnings)}`);
  return style('bad', `✗ ${text.checkBlocked(formatCount(blockers), warnings)}`);
}
