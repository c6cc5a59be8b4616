import { describe, expect, it } from 'vitest';
import { told } from '../../src/core/sentence.js';
import { say as saySql } from '../../src/mysql/words.js';
import { type Letter, letterShape, lettersOf, recoveryLetters } from '../../src/watch/letter.js';
import type { Stepped } from '../../src/watch/life.js';
import { subjectOf, textOfLetter } from '../../src/watch/message.js';
import { step } from '../../src/watch/step.js';
import { say } from '../../src/watch/words.js';

const rule = { id: 'bad-rows', severity: 'critical', forMs: 0, repeatMs: null, inhibitedBy: [] } as const;
const sending = {
  channels: [
    { name: 'ops', takesAll: false },
    { name: 'am', takesAll: true },
  ],
  of: { database: 'bk', tenant: 'acme' },
  now: Date.parse('2026-11-21T03:00:00.000Z'),
};

function stepped(count: number): Stepped {
  const held = Array.from({ length: count }, (_, index) => ({ key: `k${index}`, value: index + 1 }));
  const recover = { action: 'resume', attempts: 3, cooldownMs: 0 };
  const known = { alerts: [], silences: [] };
  return step(known, [{ ...rule, recover }], [{ rule: rule.id, held }], sending.now);
}

function letters(count: number): readonly Letter[] {
  return stepped(count).notices.flatMap((notice) => lettersOf(notice, sending));
}

describe('a letter', () => {
  it('counts all alerts and lists some, but for a channel that takes each by itself', () => {
    expect(letters(1000).map(({ channel, count, alerts }) => [channel, count, alerts.length])).toEqual([
      ['ops', 1000, 100],
      ['am', 1000, 1000],
    ]);
  });

  it('says in both languages what it is about, with some of the alerts', () => {
    const [letter] = letters(30);
    if (!letter) throw new Error('no letter');
    const english = textOfLetter(letter, 'en');
    expect(english.split('\n')[0]).toBe('[critical] bad-rows is firing (30)');
    expect(english).toContain('target database bk, tenant acme');
    expect(english).toMatch(/^- k0, value 1, since 2026-11-21 03:00:00 UTC, ID [0-9a-f]{12}$/m);
    expect(english).toMatch(/and 10 more$/);
    const chinese = textOfLetter({ ...letter, status: 'resolved' }, 'zh');
    expect(chinese).toMatch(/^\[严重\] bad-rows 已恢复（resolved）/);
    expect(chinese).toContain('另有 10 项');
  });

  it.each([
    [say('rule.no-number'), 'the SQL gave a value that is no number', 'SQL 返回的值不是数字'],
    [saySql('mysql.lost'), 'the connection was lost', '连接已断开'],
    ['Table x does not exist', 'Table x does not exist', 'Table x does not exist'],
  ])('says why a rule cannot be looked at: %j', (failed, english, chinese) => {
    const known = { alerts: [], silences: [] };
    const { notices } = step(known, [{ ...rule, recover: null }], [{ rule: rule.id, failed }], sending.now);
    const [letter] = notices.flatMap((notice) => lettersOf(notice, sending));
    const kept = letterShape.parse(JSON.parse(JSON.stringify(letter)));
    expect(textOfLetter(kept, 'en')).toContain(`- ${english}, since`);
    expect(textOfLetter(kept, 'zh')).toContain(`- ${chinese}，自`);
  });

  it('has a line for each alert, whatever stands in its key', () => {
    const [letter] = letters(1);
    if (!letter) throw new Error('no letter');
    const [alert] = letter.alerts;
    if (!alert) throw new Error('no alert');
    const odd = { ...letter, alerts: [{ ...alert, key: 'a\n- b\u001b[31m' }] };
    expect(textOfLetter(odd, 'en').split('\n')).toHaveLength(3);
    expect(textOfLetter(odd, 'en')).not.toContain('\u001b');
  });

  it('says what came of a recovery', () => {
    const [attempt] = stepped(1).attempts;
    if (!attempt) throw new Error('no attempt');
    const [letter] = recoveryLetters(attempt, { ok: false, why: 'the server is away' }, 'key', sending);
    if (!letter) throw new Error('no letter');
    expect(letter.kind).toBe('recovery');
    expect(subjectOf(letter, 'en')).toBe('[critical] bad-rows: recovery by resume failed');
    expect(textOfLetter(letter, 'en')).toContain('attempt 1 of 3: the server is away');
    expect(textOfLetter(letter, 'zh')).toContain('第 1 次，共 3 次：the server is away');
    const { message: why, because } = told(say('watch.run-ended', { outcome: 'complete' }));
    const [ended] = recoveryLetters(
      attempt,
      { ok: true, why, ...(because ? { because } : {}) },
      'key',
      sending,
    );
    const kept = letterShape.parse(JSON.parse(JSON.stringify(ended)));
    expect(textOfLetter(kept, 'zh')).toContain('第 1 次，共 3 次：迁移已结束：complete');
    expect(textOfLetter(kept, 'en')).toContain('attempt 1 of 3: the run ended: complete');
  });
});
