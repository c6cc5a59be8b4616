import { describe, expect, it } from 'vitest';
import type { Session } from '../../src/mysql/session.js';
import { phases } from '../../src/phases/index.js';
import { lookAround } from '../../src/preflight/paper/look-around.js';
import { makePaper, type PaperInput } from '../../src/preflight/paper/make-paper.js';
import { paper as paperShape } from '../../src/preflight/paper/shape.js';
import { paperParts } from '../../src/report/paper.js';
import { localiseSaid } from '../../src/text/localise.js';
import { samplePlan } from '../report/support/sample-report.js';
import { smallConfig } from '../support/config.js';
import { database, table } from './support/facts.js';

const gib = 1024 ** 3;
const now = new Date('2026-11-30T01:00:00Z');
const plan = {
  ...samplePlan,
  ids: { ...samplePlan.ids, mode: 'preserve' as const },
  tables: samplePlan.tables.map((one) => ({ ...one, approximateBytes: 1000 })),
};
const verified = {
  madeAt: '2026-11-30T00:30:00Z',
  tables: plan.tables.map(({ target }) => target),
  serverIdentity: plan.target.identity,
  database: plan.target.database,
};

/** A plan that nothing speaks against. */
function calm(more: Partial<PaperInput> = {}): PaperInput {
  return {
    config: smallConfig(),
    plan,
    phases,
    findings: [],
    targetFacts: database(
      plan.tables.map(({ table: name }) => table(name, [], { approximateBytes: 5000 })),
      { variables: { datadir: '/data/', innodb_buffer_pool_size: '134217728' } },
    ),
    surroundings: { written: null, freeBytes: gib },
    backup: verified,
    forecasts: { mysql: { seconds: 100 }, vault: { seconds: 50 } },
    measured: true,
    checked: 2,
    now,
    freeMemory: 8 * gib,
    ...more,
  };
}

const config = smallConfig();
const production = { ...config.target, production: true };
const live = { maxLagSeconds: 1, quietSeconds: 60, maxPauseSeconds: 30 };
const over = { ...plan.tables[0], reshape: { over: {} } } as (typeof plan.tables)[number];
const inMinutes = (minutes: number): string => {
  const ends = new Date(now.getTime() + minutes * 60_000);
  return `${String(ends.getHours()).padStart(2, '0')}:${String(ends.getMinutes()).padStart(2, '0')}`;
};
const finding = (severity: 'blocker' | 'warning', code: string, count?: number) => ({
  severity,
  code,
  subject: 'data' as const,
  title: code,
  count,
});

describe('the risk of a plan', () => {
  it('is low where nothing speaks against it, and the rest is told all the same', () => {
    const paper = makePaper(calm());
    expect(paper.risk).toEqual({ level: 'low', reasons: [] });
    expect(paper.id).toBe(plan.fingerprint.slice(0, 12));
    expect(() => paperShape.strict().parse(paper)).not.toThrow();
  });

  it.each<[string, string, Partial<PaperInput>]>([
    ['critical', 'paper.risk.blocked', { findings: [finding('blocker', 'conflict.ids')] }],
    ['critical', 'paper.risk.space', { surroundings: { written: null, freeBytes: 100 } }],
    ['high', 'paper.risk.memory', { freeMemory: 100 * 1024 * 1024 }],
    [
      'high',
      'paper.risk.window',
      { config: smallConfig({ options: { ...config.options, windowEnds: inMinutes(3) } }) },
    ],
    ['high', 'paper.risk.production', { config: smallConfig({ target: production }) }],
    [
      'high',
      'paper.risk.writers',
      { surroundings: { written: { table: 'kvs', seconds: 3 }, freeBytes: gib } },
    ],
    ['high', 'paper.risk.no-backup', { backup: null }],
    ['high', 'paper.risk.no-backup', { backup: { ...verified, serverIdentity: 'another' } }],
    ['high', 'paper.risk.no-backup', { backup: { ...verified, database: 'another' } }],
    ['high', 'paper.risk.backup-lacks', { backup: { ...verified, tables: verified.tables.slice(1) } }],
    ['medium', 'paper.risk.old-backup', { backup: { ...verified, madeAt: '2026-11-28T00:30:00Z' } }],
    [
      'medium',
      'paper.risk.production-source',
      { config: smallConfig({ source: { ...config.source, production: true } }) },
    ],
    ['medium', 'paper.risk.live', { config: smallConfig({ options: { ...config.options, live } }) }],
    ['medium', 'paper.risk.offset', { plan: { ...plan, ids: { ...plan.ids, mode: 'offset' } } }],
    ['medium', 'paper.risk.rejected', { findings: [finding('warning', 'reshape.rejected', 4)] }],
    ['medium', 'paper.risk.written-over', { plan: { ...plan, tables: [over] } }],
    ['low', 'paper.risk.space-unknown', { surroundings: { written: null, freeBytes: null } }],
  ])('is %s by %s, said in both languages', (level, code, more) => {
    const { risk } = makePaper(calm(more));
    expect(risk).toMatchObject({ level, reasons: [{ level, code }] });
    const [reason] = risk.reasons;
    if (!reason) throw new Error('no reason');
    expect(localiseSaid(reason, 'zh')).toMatch(/\p{Script=Han}/u);
    expect(localiseSaid(reason, 'zh')).not.toContain('{');
    expect(reason.text).not.toContain('{');
  });

  it('is the worst of several, the worst first', () => {
    const { risk } = makePaper(
      calm({
        findings: [finding('warning', 'reshape.rejected', 4), finding('blocker', 'conflict.ids')],
        backup: null,
        surroundings: { written: null, freeBytes: null },
      }),
    );
    expect(risk.level).toBe('critical');
    expect(risk.reasons.map(({ level }) => level)).toEqual(['critical', 'high', 'medium', 'low']);
  });

  it('takes the window for as long as the clock says, over midnight too, and is content where the forecast fits', () => {
    const within = smallConfig({ options: { ...config.options, windowEnds: inMinutes(23 * 60) } });
    const { window, seconds, risk } = makePaper(calm({ config: within }));
    expect(window?.seconds).toBe(23 * 3600);
    // Check 2 s, copies 150 s, validation 0.6 of them.
    expect(seconds).toBe(2 + 150 + 90);
    expect(risk.level).toBe('low');
  });
});

describe('the steps of a plan', () => {
  const stepsOf = (more: Partial<PaperInput>) => makePaper(calm(more)).steps.map(({ step }) => step);
  it('come in the order of the journey', () => {
    const copying = phases.filter(({ takesPart }) => takesPart(plan)).map(({ id }) => id);
    expect(copying).toContain('mysql');
    expect(stepsOf({})).toEqual(['check', 'stop-writers', ...copying, 'validate', 'checklist', 'report']);
    expect(stepsOf({ backup: null })[0]).toBe('backup');
    const followed = smallConfig({ options: { ...config.options, live } });
    expect(stepsOf({ config: followed })).toEqual([
      'check',
      ...copying,
      'follow',
      'cutover',
      'validate',
      'checklist',
      'report',
    ]);
  });
});

describe('what a plan needs', () => {
  it('counts the log where the target keeps one, and images where rows are written over', () => {
    const input = calm({ plan: { ...plan, tables: [over] } });
    const logging = { ...input.targetFacts, variables: { ...input.targetFacts.variables, log_bin: 'ON' } };
    const { space, memory } = makePaper({ ...input, targetFacts: logging }).resources;
    expect(space.needs.map(({ what, bytes }) => [what.code, bytes])).toEqual([
      ['paper.space.tables', 1000],
      ['paper.space.log', 1000],
      ['paper.space.images', 10_000],
    ]);
    expect(space.neededBytes).toBe(12_000);
    expect(memory.bufferPoolBytes).toBe(134_217_728);
  });

  it('says on paper what the server does not tell, in both languages', () => {
    const paper = makePaper(calm({ surroundings: { written: null, freeBytes: null } }));
    const said = (lang: 'en' | 'zh') =>
      paperParts(paper, lang)
        .flatMap(({ lines }) => lines.map(({ text }) => text))
        .join('\n');
    expect(said('en')).toContain('the server does not tell');
    expect(said('zh')).toContain('服务器没有告知可用空间');
    expect(said('en')).toMatch(/1\. check: 2\.0 s, measured/);
    expect(said('zh')).toMatch(/校验：约/);
  });
});

describe('what servers say of themselves', () => {
  /** A session that answers by what is asked for. */
  const session = (flavour: 'mysql' | 'mariadb', answer: (sql: string) => Record<string, unknown>[]) =>
    ({
      facts: { flavour, version: '1' },
      execute: async () => ({ affectedRows: 0 }),
      query: async (sql: string) => answer(sql),
    }) as unknown as Session;
  const none = session('mysql', () => []);

  it('is the room of the longest path that holds the data, of MariaDB with its plugin', async () => {
    const target = session('mariadb', (sql) => (sql.includes('DISKS') ? [{ kib: '2048' }] : []));
    expect(await lookAround({ source: none, target }, plan)).toEqual({ written: null, freeBytes: 2_097_152 });
  });

  it('is unknown without the plugin, and of MySQL', async () => {
    const without = session('mariadb', () => {
      throw new Error('ER_UNKNOWN_TABLE');
    });
    expect((await lookAround({ source: none, target: without }, plan)).freeBytes).toBeNull();
    expect((await lookAround({ source: none, target: none }, plan)).freeBytes).toBeNull();
  });

  it('is the table that was written last, never before now', async () => {
    const source = session('mariadb', () => [{ name: 'kvs', age: '-1' }]);
    expect((await lookAround({ source, target: none }, plan)).written).toEqual({ table: 'kvs', seconds: 0 });
  });
});
