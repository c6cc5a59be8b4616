import { describe, expect, it } from 'vitest';
import type { Settings } from '../../src/live/source/draft.js';
import { judgeFilters } from '../../src/live/source/log-filters.js';
import { judgeSettings } from '../../src/live/source/log-settings.js';
import { judgeRetention } from '../../src/live/source/retention.js';

const settings =
  (values: Readonly<Record<string, string>>): Settings =>
  (name) =>
    values[name] ?? '';

const said = (drafts: ReturnType<typeof judgeSettings>) =>
  drafts.map(({ severity, title, remedy }) => `${severity}: ${title.text} ⇒ ${remedy?.text}`);

describe('the settings of the log', () => {
  const good = {
    log_bin: 'ON',
    binlog_format: 'ROW',
    binlog_row_image: 'FULL',
    binlog_row_value_options: '',
  };

  it('are good as whole rows, whichever of them the server knows', () => {
    expect(judgeSettings(settings(good))).toEqual([]);
    expect(judgeSettings(settings({ log_bin: '1', binlog_format: 'row' }))).toEqual([]);
  });

  it.each([
    [{ log_bin: 'OFF' }, /no binary log/],
    [{ ...good, binlog_format: 'MIXED' }, /MIXED.* ⇒ SET GLOBAL binlog_format = ROW;/],
    [{ ...good, binlog_row_image: 'MINIMAL' }, /MINIMAL.* ⇒ SET GLOBAL binlog_row_image = FULL;/],
    [
      { ...good, binlog_row_value_options: 'PARTIAL_JSON' },
      /PARTIAL_JSON.* ⇒ SET GLOBAL binlog_row_value_options = '';/,
    ],
    [{ ...good, mysql56_temporal_format: 'OFF' }, /old form.* ⇒ SET GLOBAL mysql56_temporal_format = ON;$/],
  ])('are said with their statement: %j', (values, text) => {
    const [only, ...others] = said(judgeSettings(settings(values)));
    expect(others).toEqual([]);
    expect(only).toMatch(text);
    expect(only).toMatch(/^blocker/);
  });
});

describe('how long the log is kept', () => {
  const hour = 3_600;
  it.each<[string, Readonly<Record<string, string>>, number, readonly (string | RegExp)[]]>([
    ['for good', { binlog_expire_logs_seconds: '0', expire_logs_days: '0.000000' }, 9_999_999, []],
    [
      'until somebody deletes it',
      { binlog_expire_logs_seconds: '60', binlog_expire_logs_auto_purge: 'OFF' },
      hour,
      [],
    ],
    ['long enough', { binlog_expire_logs_seconds: '2592000' }, 10 * hour, []],
    [
      'for less than a night',
      { binlog_expire_logs_seconds: '7200' },
      60,
      [/^warning: .* 2 hours.*binlog_expire_logs_seconds = 604800;/],
    ],
    ['exactly three times', { binlog_expire_logs_seconds: '259200' }, 24 * hour, []],
    [
      'for less than three times',
      { binlog_expire_logs_seconds: '259199' },
      24 * hour,
      [/^blocker: .*72 hours.* ⇒ SET GLOBAL binlog_expire_logs_seconds = 604800;/],
    ],
    [
      'for less than three times a week',
      { binlog_expire_logs_seconds: '604800' },
      168 * hour,
      [/^blocker: .* = 1814400;/],
    ],
    [
      'for days, by an older server',
      { expire_logs_days: '1' },
      24 * hour,
      [/^blocker: .*24 hours.* ⇒ SET GLOBAL expire_logs_days = 7;/],
    ],
    [
      'for days, where seconds are 0',
      { binlog_expire_logs_seconds: '0', expire_logs_days: '10' },
      168 * hour,
      [/^blocker: .* expire_logs_days = 21;/],
    ],
    [
      'by its size',
      { max_binlog_total_size: '7200000', Binlog_bytes_written: '1000000', Uptime: '1000' },
      hour,
      [/^blocker: .* 2 hours.* ⇒ SET GLOBAL max_binlog_total_size = 0;/],
    ],
    [
      'by its size, of a server that has just begun',
      { max_binlog_total_size: '1000', Binlog_bytes_written: '900', Uptime: '10' },
      hour,
      [],
    ],
    [
      'by its size, of a server that writes nothing',
      { max_binlog_total_size: '1000', Binlog_bytes_written: '0', Uptime: '1000' },
      hour,
      [],
    ],
  ])('is judged: %s', (_, values, forecast, expected) => {
    const drafts = said(judgeRetention(settings(values), forecast));
    expect(drafts).toEqual(expected.map((text) => expect.stringMatching(text)));
  });
});

describe('what the server leaves out of its log', () => {
  const filters = (only: string, ignored: string) => ({
    only: only.split(' ').filter(Boolean),
    ignored: ignored.split(' ').filter(Boolean),
  });
  it.each([
    ['', '', false, undefined],
    ['shop other', '', false, 'warning'],
    ['', 'other', false, 'warning'],
    ['other', '', false, 'blocker'],
    ['', 'shop', false, 'blocker'],
    ['SHOP', '', false, 'blocker'],
    ['SHOP', '', true, 'warning'],
    ['', 'Shop', true, 'blocker'],
  ])('only "%s", without "%s", names alike in any case: %s', (only, ignored, ignoresCase, severity) => {
    const [draft] = judgeFilters(filters(only, ignored), 'shop', ignoresCase);
    expect(draft?.severity).toBe(severity);
  });
});
