import { describe, expect, it } from 'vitest';
import { decisionLine, switchReportLines, switchStatusLines } from '../../src/headless/switch-lines.js';
import { switchDecision, switchStatus } from './support/samples.js';
import { collectText } from './support/text-environment.js';

describe('where traffic stands', () => {
  it('is said with both sides’ figures and each gate', () => {
    const { environment } = collectText();
    expect(switchStatusLines(switchStatus(), environment)).toEqual([
      'Switch (canary): under way, 10 % of users on the target',
      '  ✓ a controller is at work (tenantferry switch start)',
      '  error rate: source 1/900, 0.11 % · target 2/100, 2 %',
      '  p95: target 120 ms (n = 100)',
      '  ✗ FAIL: error_rate: 2/100 (2 %), at most 1 % is allowed',
      '  ✓ pass: p95: 120 ms (n = 100)',
      '  · no data: consistency: 0 so far, a verdict needs 1',
      '  sessions still open on the source: 3',
    ]);
  });

  it('says in both languages that streams cannot be counted where they cannot', () => {
    const lines = (lang: 'en' | 'zh', change: Parameters<typeof switchStatus>[0]) =>
      switchStatusLines(switchStatus({ oldSessions: null, ...change }), collectText(lang).environment);
    expect(lines('en', {}).at(-1)).toContain('cannot be counted at this proxy');
    expect(lines('zh', {}).at(-1)).toContain('无法统计');
    const problem = { message: 'away' };
    expect(lines('en', { problem }).join()).not.toContain('cannot be counted');
  });

  it('warns where nobody watches, and where the proxy is away', () => {
    const { environment } = collectText();
    const lines = switchStatusLines(switchStatus({ isControlled: false, share: null }), environment);
    expect(lines[0]).toContain('an unknown share');
    expect(lines[1]).toContain('nobody watches');
    const over = switchStatusLines(switchStatus({ isControlled: false, state: 'done' }), environment);
    expect(over.join('\n')).not.toContain('nobody watches');
  });
});

describe('decisions', () => {
  it('are a line each, in both languages', () => {
    const line = (lang: 'en' | 'zh') => decisionLine(switchDecision(), collectText(lang).environment);
    expect(line('en')).toContain(
      'back, 10 % → 0 %  controller: error_rate: 20/100 (20 %), and back is at 5 %',
    );
    expect(line('zh')).toContain('回退，10 % → 0 %  controller：error_rate：20/100 (20 %)，回退界限为 5 %');
  });

  it('make the report of a return', () => {
    const start = switchDecision({ kind: 'start', at: '2026-11-21T03:10:00.000Z', from: 0, metrics: [] });
    const lines = switchReportLines([start, switchDecision()], collectText().environment);
    const report = lines.slice(lines.indexOf('Rollback'));
    expect(report).toContain('  since the beginning: 5 min 00 s');
    expect(report).toContain('  from … to: 10 % → 0 %');
    expect(report).toContain('  who decided: controller');
    expect(report).toContain('  failed on the target since the step began: 20/100, 20 %');
    expect(switchReportLines([], collectText().environment)).toEqual(['Nothing was decided yet.']);
    expect(switchReportLines([start], collectText().environment).join('\n')).not.toContain('Rollback');
  });
});
