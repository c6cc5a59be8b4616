import { describe, expect, it } from 'vitest';
import { reportSchema } from '../../src/operations/report-shape.js';
import { renderReport } from '../../src/report/render-report.js';
import { sampleLive, sampleReport } from './support/sample-report.js';

const live = { ...sampleReport(), live: sampleLive() };

describe('a source that was followed', () => {
  it('stands in the JSON in the published shape', () => {
    const parsed: unknown = JSON.parse(renderReport(live, 'json', 'en'));
    expect(reportSchema.parse(parsed)).toMatchObject({ live: sampleLive() });
  });

  it('has its positions, times, pause by step and gate on paper', () => {
    const text = renderReport(live, 'md', 'en');
    const section = text.slice(text.indexOf('## Following and cut-over'), text.indexOf('## Tables\n'));
    for (const part of [
      'the target is the truth',
      'binlog.000007:1234',
      'binlog.000009:777',
      '12,345 / 8,000',
      '3.2 s',
      'kvs 4711',
      'the source went away',
      'at work, or died',
      'the fence command ended with 7',
      'ann@desk',
    ])
      expect(section).toContain(part);
    expect(section).toMatch(/\| writers stopped \| +1\.55 s \|/);
    expect(section).toMatch(/\| lag \| +.*yes \| +less than 1 s behind for 61 s \|/);
  });

  it('has what was fed back since, and each way back with its pause, where the way back stands', () => {
    const open = { ...live, wayBack: { state: 'open' as const } };
    const text = renderReport(open, 'md', 'en');
    const section = text.slice(text.indexOf('## Way back'), text.indexOf('## Tables\n'));
    for (const part of ['target-log.000003:154', 'target-log.000003:9154', 'the window was ended', 'bo@desk'])
      expect(section).toContain(part);
    expect(section).toMatch(/\| 2\.5 s \|.*called off \| the fence command ended with 9 \|/);
    expect(section).toMatch(/\| all of it applied \| +2\.25 s \|/);
    const ended = { at: '2025-06-01T02:00:00.000Z', by: 'back', gaveUp: false } as const;
    const back = renderReport({ ...live, wayBack: { state: null, ended } }, 'md', 'en');
    expect(back).toContain('the source is the truth again');
    expect(back).not.toContain('the target is the truth');
    const nothing = { ...open, live: { ...sampleLive(), fedBack: [], backs: [] } };
    for (const part of ['Nothing was fed back.', 'It was not taken back.'])
      expect(renderReport(nothing, 'md', 'en')).toContain(part);
    expect(renderReport(open, 'md', 'zh')).toContain('围栏命令以 9 结束');
  });

  it('has what was compared beside it, in all, by level and by the minute, worded as a validation is', () => {
    const text = renderReport(live, 'md', 'en');
    const section = text.slice(text.indexOf('Compared beside following:'), text.indexOf('Cut-overs:'));
    expect(section).toContain('99.99 %: 40,499 of 40,500 compared rows are equal in every column');
    expect(section).toContain('9,000 rows, 1 differ for certain');
    expect(section).toMatch(/\| +5 \| strict \| +40,000 \| +10 \| +1 \| +99\.99 % \|/);
    expect(section).toMatch(/\| +1 \| weak +\| +500 \| +0 \| +0 \| +100 % +\|/);
    expect(section).toMatch(/01:19:00.* \| strict \| +9,000 \| +3 \| +1 \| +99\.98 % \|/);
    const none = { ...live, live: { ...sampleLive(), compared: null } };
    expect(renderReport(none, 'md', 'en')).toContain('Nothing was compared.');
  });

  it('is said in Chinese, the engine’s own sentences included', () => {
    const text = renderReport(live, 'md', 'zh');
    for (const part of [
      '## 跟随与切换',
      '以目标端为准',
      '围栏命令以 7 结束',
      '写入已停止',
      '落后不足 1 秒',
      '一致性',
      '最近各分钟',
    ])
      expect(text).toContain(part);
  });

  it('that is still the truth says so, and a run without has no such section', () => {
    const open = { ...live, live: { ...sampleLive(), cutovers: [], switched: null } };
    const text = renderReport(open, 'html', 'en');
    expect(text).toContain('Not switched: the source is the truth.');
    expect(text).toContain('There was no cut-over.');
    for (const without of [sampleReport(), { ...sampleReport(), live: null }])
      expect(renderReport(without, 'md', 'en')).not.toContain('Following and cut-over');
  });
});
