import { describe, expect, it } from 'vitest';
import { cut, padTo, widthOf, wrap } from '../../../src/ui/terminal/text-width.js';

describe('cells of a text', () => {
  it('counts CJK and emoji as two', () => {
    expect(widthOf('abc')).toBe(3);
    expect(widthOf('租户')).toBe(4);
    expect(widthOf('👨‍👩‍👧')).toBe(2);
  });

  it('cuts to the cell and never through a wide character', () => {
    expect(cut('bk_bscp_mt', 6)).toBe('bk_bs…');
    expect(cut('租户标识', 6)).toBe('租户…');
    expect(cut('租户', 4)).toBe('租户');
    expect(cut('x', 0)).toBe('');
  });

  it('pads to the exact width on either side', () => {
    expect(padTo('表', 4)).toBe('表  ');
    expect(padTo('12', 4, 'right')).toBe('  12');
    expect(widthOf(padTo('租户标识', 5))).toBe(5);
  });

  it('wraps at spaces and between CJK characters, and breaks what is longer than a row', () => {
    expect(wrap('rows that are there', 9)).toEqual(['rows that', 'are there']);
    expect(wrap('已写入的内容', 5)).toEqual(['已写', '入的', '内容']);
    expect(wrap('abcdefgh', 3)).toEqual(['abc', 'def', 'gh']);
    expect(wrap('one\ntwo', 10)).toEqual(['one', 'two']);
  });
});

describe('wrapping', () => {
  it('never begins a row with a closing mark', () => {
    expect(wrap('请在目标环境重新设置定时发布。', 28)).toEqual(['请在目标环境重新设置定时发', '布。']);
    expect(wrap('返回上一步（同样有效）。', 22)).toEqual(['返回上一步（同样有', '效）。']);
    expect(wrap('。。。', 4)).toEqual(['。。', '。']);
    expect(wrap('第 2 条语句失败（ER_LOCK_WAIT_TIMEOUT）', 24)).toEqual([
      '第 2 条语句失败',
      '（ER_LOCK_WAIT_TIMEOUT）',
    ]);
    expect(wrap('每秒 150 行（max_rows_per_second）', 32)).toEqual([
      '每秒 150 行',
      '（max_rows_per_second）',
    ]);
  });

  it.each([
    ['about 90,000 rows, 32.6 MB of them', 24, ['about 90,000 rows,', '32.6 MB of them']],
    ['目标端用户占 5 %，最多 10 %', 16, ['目标端用户占', '5 %，最多 10 %']],
    ['约 90,000 行已复制', 9, ['约', '90,000 行', '已复制']],
    ['已复制完成 12 个值', 14, ['已复制完成', '12 个值']],
    ['已经复制了 12 个，完成', 16, ['已经复制了', '12 个，完成']],
    ['it took 54 min 09 s in all', 12, ['it took', '54 min 09 s', 'in all']],
    ['began at 2026-11-21 02:00:00 +00:00 here', 30, ['began at', '2026-11-21 02:00:00 +00:00', 'here']],
    ['2 smart rows', 8, ['2 smart', 'rows']],
    [
      'what is longer than a row: 2026-11-21 02:00:00 +00:00',
      14,
      ['what is longer', 'than a row:', '2026-11-21 02:', '00:00 +00:00'],
    ],
  ] as const)('keeps a figure with its unit, and a time in one: %s', (text, width, rows) => {
    expect(wrap(text, width)).toEqual(rows);
  });

  it('breaks a path after a mark it is read by', () => {
    expect(wrap('/tmp/tenantferry-demo/migrate.yaml', 24)).toEqual([
      '/tmp/tenantferry-demo/',
      'migrate.yaml',
    ]);
  });

  it('keeps every character of a word without marks', () => {
    expect(wrap('a'.repeat(25), 10)).toEqual(['a'.repeat(10), 'a'.repeat(10), 'a'.repeat(5)]);
  });
});
