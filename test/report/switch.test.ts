import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/operations/report-shape.js';
import { renderReport } from '../../src/report/render-report.js';
import { switchDecision } from '../headless/support/samples.js';
import { sampleReport } from './support/sample-report.js';

const start = switchDecision({
  kind: 'start',
  at: '2026-11-21T03:00:00.000Z',
  from: 0,
  reason: 'begun',
  because: { code: 'switch.begun' },
  metrics: [],
  gates: [],
});
const forward = switchDecision({
  kind: 'forward',
  at: '2026-11-21T03:05:00.000Z',
  from: 5,
  to: 10,
  by: 'ada@jump-1',
  reason: 'by command',
  because: { code: 'switch.by-person' },
  metrics: [
    { metric: 'error_rate', side: 'source', numerator: 1, denominator: 900, value: 1 / 900 },
    { metric: 'error_rate', side: 'target', numerator: 0, denominator: 60, value: 0 },
    { metric: 'p95', side: 'target', numerator: 57, denominator: 60, value: 120 },
  ],
});
const moved = (...traffic: ReturnType<typeof switchDecision>[]) => ({ ...sampleReport(), traffic });

function section(data: ReturnType<typeof moved>, lang: 'en' | 'zh' = 'en'): string {
  const text = renderReport(data, 'md', lang);
  const title = lang === 'en' ? '## Moving the readers' : '## 切换用户流量';
  const from = text.indexOf(title);
  return from === -1 ? '' : text.slice(from, text.indexOf('\n## ', from + 5));
}

describe('readers that were moved', () => {
  const all = moved(start, forward, switchDecision());

  it('stand in the JSON in the published shape', () => {
    const parsed: unknown = JSON.parse(renderReport(all, 'json', 'en'));
    expect(reportSchema.parse(parsed).traffic).toHaveLength(3);
  });

  it('have a time line, what each step was decided by, and by whom', () => {
    const text = section(all);
    expect(text).toContain('Everybody is on the source.');
    expect(text).toMatch(/2026-11-21 03:00:00.*begun at 0 %.*controller/);
    expect(text).toMatch(/forward, 5 % → 10 %.*ada@jump-1.*by command/);
    expect(text).toMatch(/error rate \| 1\/900 \(0\.111 %\) \| 0\/60 \(0 %\)/);
    expect(text).toMatch(/p95 \|\s+\| 120 ms \(n = 60\)/);
  });

  it('have a report of the return, filled from what was noted, and what a person has to write', () => {
    const text = section(all);
    const report = text.slice(text.indexOf('Rollback report'));
    for (const part of [
      '15 min 00 s',
      '10 % → 0 %',
      'and back is at 5 %',
      '20/100 (20 %)',
      'error_rate',
      'root cause',
    ])
      expect(report).toContain(part);
    expect(section(moved(start, forward))).not.toContain('Rollback report');
    expect(section(moved(start, forward))).toContain('10 % of users are on the target.');
    const done = switchDecision({ kind: 'done', from: 100, to: 100 });
    expect(section(moved(start, forward, done))).toContain('All steps were taken and watched.');
  });

  it('are told in Chinese, and not at all where nobody was', () => {
    expect(section(all, 'zh')).toContain('回退界限为 5 %');
    expect(section(all, 'zh')).toContain('根本原因');
    expect(section(moved())).toBe('');
    expect(renderReport(sampleReport(), 'md', 'en')).not.toContain('Moving the readers');
  });
});
