import { describe, expect, it } from 'vitest';
import { cutoverLines } from '../../src/headless/cutover-lines.js';
import { makeStyle } from '../../src/headless/style.js';
import { headlessText } from '../../src/headless/text/index.js';
import type { Lang } from '../../src/headless/text/language.js';
import { say } from '../../src/live/words.js';
import type { CutoverSummary } from '../../src/operations/cutover/types.js';

const summary: CutoverSummary = {
  runId: 'run-1',
  outcome: 'called-off',
  pauseSeconds: 5.04,
  expectedPauseSeconds: null,
  gate: [{ name: 'fence', ok: true, detail: say('gate.fence', { side: say('side.source') }) }],
  blockers: [
    { connection: 12, user: 'bscp', host: '10.0.0.7:5123\u001b[2J', seconds: 75, tables: ['kvs', 'apps'] },
    { connection: null, user: null, host: null, seconds: null, tables: ['kvs'] },
  ],
  position: null,
  boundary: {},
  because: say('cutover.blocked'),
};

const lines = (change: Partial<CutoverSummary>, lang: Lang = 'en') =>
  cutoverLines(
    { ...summary, ...change },
    { sink: () => undefined, text: headlessText(lang), lang, style: makeStyle(false), now: () => 0 },
  ).join('\n');

describe('a cut-over, in lines', () => {
  it('names who is in its way, why it was called off, and that the source is free', () => {
    const text = lines({});
    expect(text).toMatch(/✗ connection 12 \(bscp@10\.0\.0\.7:5123\S*\), open for 1 min 15 s: kvs, apps/);
    expect(text).not.toContain('\u001b');
    expect(text).toContain('(PROCESS)');
    expect(text).toContain('✗ the tables could not be locked: open transactions hold them');
    expect(text).toContain('! Called off: nothing is switched, no table is locked');
    expect(text).toContain('The pause took 5.0 s.');
    expect(lines({}, 'zh')).toContain('已取消：没有切换，没有表被锁定，仍以源端为准。');
  });

  it('marks what nobody has looked at as such, not as found good', () => {
    const text = lines({
      blockers: [],
      gate: [
        { name: 'validation', ok: true, detail: say('gate.not-validated') },
        { name: 'way-back', ok: true, detail: say('gate.way-back.later') },
        { name: 'way-back', ok: true, detail: say('back.ready') },
      ],
    });
    expect(text.match(/^ {2}[✓!✗]/gm)?.join('')).toBe('  !  !  ✓');
  });

  it('says what a dry run expects, and what was switched', () => {
    const free = { blockers: [], because: null, pauseSeconds: null } as const;
    expect(lines({ ...free, outcome: 'ready', expectedPauseSeconds: 2.4 })).toContain('about 2.4 s');
    expect(lines({ ...free, outcome: 'switched', pauseSeconds: 2 })).toContain('its services may start');
  });
});
