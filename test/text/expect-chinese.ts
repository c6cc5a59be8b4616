import { expect } from 'vitest';
import type { Finding } from '../../src/core/finding.js';
import type { JobResult } from '../../src/core/validation-shape.js';
import { localise, localiseJob } from '../../src/text/localise.js';

/** Each finding has its Chinese sentence: none falls back to English, and none misses a value. */
export function expectChineseFindings(findings: readonly Finding[]): void {
  for (const finding of findings) {
    const chinese = localise(finding, 'zh');
    expect(chinese, `${finding.code} falls back: ${finding.title}`).not.toBe(finding);
    expect(`${chinese.title} ${chinese.remedy ?? ''}`).not.toMatch(/undefined|\bNaN\b|\[object/);
    expect(chinese.remedy === undefined, finding.code).toBe(finding.remedy === undefined);
  }
}

/** The same for the results of a validation. */
export function expectChineseChecks(checks: readonly JobResult[]): void {
  for (const check of checks) {
    const chinese = localiseJob(check, 'zh');
    expect(chinese, `${check.check} ${check.code ?? 'without a code'}`).toMatch(/\p{Script=Han}/u);
    expect(chinese).not.toMatch(/undefined|\bNaN\b|\[object/);
  }
}
