import { describe, expect, it } from 'vitest';
import { statusLines } from '../../src/headless/status-lines.js';
import { makeStyle } from '../../src/headless/style.js';
import { headlessText } from '../../src/headless/text/index.js';
import type { Lang } from '../../src/headless/text/language.js';
import { gateOf } from '../../src/live/gate.js';
import type { RunStatus } from '../../src/operations/status-types.js';

const status: RunStatus = {
  runId: 'run-1',
  tenantId: 'acme',
  phase: 'following',
  progress: [
    { phase: 'mysql', done: 9000, total: 9000 },
    { phase: 'vault', done: 3, total: null },
  ],
  lagSeconds: 0.42,
  position: 'binlog.000012:4711',
  rowEvents: 12345,
  eventsPerSecond: 319.7,
  dirtyKeys: null,
  verification: null,
  gate: gateOf({
    follower: undefined,
    maxLagSeconds: 1,
    quietSeconds: 60,
    validation: null,
    verified: undefined,
    unanswered: [],
  }),
  worker: {
    command: 'follow',
    host: 'host\u001b[2J',
    user: 'ops',
    pid: 4711,
    since: '2026-11-21T00:00:00.000Z',
    alive: true,
  },
  overall: null,
  secondsLeft: null,
  rate: null,
  throttle: null,
  lastError: null,
  steering: null,
  isDue: true,
  wayBack: null,
};

const at = '2026-11-21T00:00:00.000Z';
describe('a run at work', () => {
  it('says how far it is, why it goes slower, how it is steered, and what went wrong last', () => {
    const change: Partial<RunStatus> = {
      overall: 0.42,
      secondsLeft: 90,
      rate: { phase: 'vault', perSecond: 12.6 },
      throttle: { message: 'replica r is 9 s behind' },
      lastError: { message: 'deadlock', at },
      steering: { paused: true, parallelism: 2, rowsPerSecond: 500 },
    };
    const english = lines(change).join('\n');
    for (const part of [
      '42 % · 13 secrets/s · ',
      'Waiting: replica r',
      'last trouble, at',
      'deadlock',
      'paused · at most 500',
    ])
      expect(english).toContain(part);
    expect(lines(change, false, 'zh').join('\n')).toContain('最近的问题');
    for (const part of ['last trouble', 'Waiting', '%']) expect(lines({}).join('\n')).not.toContain(part);
  });
});

const lines = (change: Partial<RunStatus>, brief = false, lang: Lang = 'en') =>
  statusLines({ ...status, ...change }, brief, {
    sink: () => undefined,
    text: headlessText(lang),
    lang,
    style: makeStyle(false),
    now: () => 0,
  });

it('says what comparing beside following has shown', () => {
  const verification = {
    passes: 12,
    lastPass: {
      startedAt: '2026-11-21T00:00:00.000Z',
      endedAt: '2026-11-21T00:01:00.000Z',
      rows: 9000,
      mismatches: 2,
    },
    lastCleanAt: null,
    mismatches: 2,
    score: { first: 0.9999, last: 1 },
    level: 'strict' as const,
  };
  const [english, chinese] = (['en', 'zh'] as const).map((lang) =>
    lines({ dirtyKeys: 3, verification }, false, lang).join('\n'),
  );
  expect(english).toMatch(
    /2 rows differ for certain · 3 changed rows to be compared · pass 12 over all rows ended at .* · consistency \(strict\) 100 %, at the first reading 99\.99 %/,
  );
  expect(chinese).toContain('2 行确定不一致 · 3 行改动待比对 · 第 12 次全量比对于');
  expect(lines({}).join('\n')).not.toContain('pass');
});

describe('where a run stands, in lines', () => {
  it('names phase, progress, lag, worker and gate, with no control characters', () => {
    const text = lines({}).join('\n');
    expect(text).toContain('Run run-1: following the source');
    expect(text).toContain('MySQL: 9,000 of 9,000 rows');
    expect(text).toContain('Vault: 3 secrets');
    expect(text).toContain('0.4 s behind · binlog.000012:4711 · 12,345 row changes · 320 row changes/s');
    expect(text).toMatch(/✓ follow: ops@host\S*, process 4711, since/);
    expect(text).toContain('✗ lag: nobody follows the source now; start: tenantferry follow');
    expect(text).not.toContain('\u001b');
  });

  it('says it in Chinese', () => {
    const text = lines({}, false, 'zh').join('\n');
    expect(text).toContain('迁移 run-1：正在跟随源端');
    expect(text).toContain('✗ 延迟：当前没有跟随源端；请执行：tenantferry follow');
  });

  it('says who died, and that nobody works where somebody should', () => {
    expect(lines({ worker: status.worker && { ...status.worker, alive: false } }, true).at(-1)).toMatch(
      /✗ follow: .*: died/,
    );
    expect(lines({ worker: null }, true).at(-1)).toContain('✗ nobody works on it now');
    expect(lines({ worker: null, isDue: false }, true).at(-1)).toContain('nobody needs to');
  });

  it('leaves out the log of a run that does not follow', () => {
    expect(lines({ position: null }).join('\n')).not.toContain('row changes');
  });
});
