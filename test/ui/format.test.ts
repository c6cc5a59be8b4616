import { describe, expect, it } from 'vitest';
import { formatBytes, formatCount, formatDuration, formatTime, formatValue } from '../../src/core/format.js';
import { percent, shortCount } from '../../src/ui/format.js';
import { themeFor } from '../../src/ui/theme.js';

describe('figures', () => {
  it('groups digits and shortens large counts', () => {
    expect(formatCount(1_204_511)).toBe('1,204,511');
    expect(shortCount(999_999)).toBe('999,999');
    expect(shortCount(1_204_511)).toBe('1.20 M');
    expect(shortCount(24_000_000)).toBe('24.0 M');
  });

  it('gives sizes and durations in the largest fitting unit', () => {
    expect(formatBytes(900)).toBe('900 B');
    expect(formatBytes(1536)).toBe('1.5 KB');
    expect(formatBytes(300 * 1024 * 1024)).toBe('300 MB');
    expect(formatDuration(12)).toBe('12 s');
    expect(formatDuration(125)).toBe('2 min 05 s');
    expect(formatDuration(3725)).toBe('1 h 02 min');
  });

  it('never says 100 percent before it is finished', () => {
    expect(percent(999_999, 1_000_000, false)).toBe(99);
    expect(percent(1_000_000, 1_000_000, false)).toBe(99);
    expect(percent(1_200_000, 1_000_000, false)).toBe(99);
    expect(percent(5, 1_000_000, true)).toBe(100);
    expect(percent(0, 0, false)).toBe(0);
  });
});

describe('values and times', () => {
  it('tells NULL from its name, and shows white space that could be overlooked', () => {
    expect(formatValue(null)).toBe('NULL');
    expect(formatValue('NULL')).toBe("'NULL'");
    expect(formatValue(' a b  c ')).toBe("'␣a b␣␣c␣'");
    expect(formatValue('a\u00a0b\t')).toBe("'a\\xa0b\\t'");
    expect(formatValue('…long… (90 characters, shown from 12)')).toBe(
      "'…long…' (90 characters, shown from 12)",
    );
  });

  it('tells times to the second, with their zone', () => {
    expect(formatTime('2026-11-21T12:03:59.123Z')).toMatch(/^2026-11-2\d \d\d:\d\d:59 [+-]\d\d:\d\d$/);
    expect(formatTime('2026-11-21T12:03:59.123Z')).toBe('2026-11-21 12:03:59 +00:00');
    expect(formatTime('now')).toBe('now');
  });
});

describe('the theme', () => {
  it('keeps to ASCII where the terminal knows nothing else', () => {
    expect(themeFor({ LANG: 'en_US.UTF-8' }).glyphs.ok).toBe('✓');
    expect(themeFor({}).glyphs.ok).toBe('✓');
    expect(themeFor({ TERM: 'linux' }).glyphs.ok).toBe('+');
    expect(themeFor({ LANG: 'zh_CN.GB18030' }).glyphs.barFull).toBe('#');
  });

  it('never uses one glyph for two meanings', () => {
    for (const { glyphs } of [themeFor({}), themeFor({ TERM: 'linux' })]) {
      const marks = [glyphs.ok, glyphs.warning, glyphs.bad, glyphs.todo, glyphs.active, glyphs.skipped];
      expect(new Set(marks).size).toBe(marks.length);
    }
  });
});
