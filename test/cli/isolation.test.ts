import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { AuditRequest, IsolationPart, ProbeRequest } from '../../src/operations/isolation/types.js';
import { sampleReport } from '../report/support/sample-report.js';
import { canary, jsonLines, runCli } from './support/run-cli.js';

const none = { untouched: 1, good: 2, several: 0, bad: 0, unclear: 0 };
const missing = {
  table: 'kvs',
  alias: 'k',
  predicate: 'k.tenant_id = ?',
  message: 'kvs (k) is read or written without its tenant',
  because: { code: 'isolation.none', params: { table: 'kvs', alias: 'k' } },
};
const statement = {
  verdict: 'bad',
  statement: 'SELECT * FROM kvs k WHERE id = ?',
  tables: ['kvs'],
  missing: [missing],
} as const;
const found = {
  scan: {
    part: 'scan',
    statements: [{ ...statement, file: 'a.go', line: 3 }],
    figures: {
      files: 9,
      filesWithStatements: 2,
      filesToChange: 1,
      filesLeftOut: 0,
      statements: { ...none, bad: 1 },
      changes: 1,
      complexity: 'low',
      tablesFrom: 'preset',
    },
  },
  audit: {
    part: 'audit',
    statements: [{ ...statement, executions: 1200, rowsExamined: 34, known: true }],
    figures: {
      seconds: 60,
      statements: none,
      executions: none,
      lost: 0,
      tables: 4,
      seesPrepared: false,
      known: 1,
      gone: 1,
    },
  },
  probe: {
    part: 'probe',
    checks: [
      {
        check: 'seen',
        verdict: 'bad',
        table: 'kvs',
        columns: ['tenant_id'],
        count: 3,
        message: 'kvs: the account of b reads rows of others: 3',
        because: { code: 'probe.seen', params: { table: 'kvs', rows: '3', tenant: 'b' } },
      },
    ],
    figures: { tables: 4, account: 'u', tenant: 'b', good: 0, bad: 1, unclear: 0, info: 0 },
  },
  window: {
    part: 'window',
    endpoints: [
      {
        old: { endpoint: 'GET /a', calls: 0, errors: 0, meanMs: null, clients: 0, lastUsedAt: null },
        new: null,
        silent: true,
      },
    ],
    headers: [],
    figures: {
      silentDays: 14,
      silent: true,
      logBeginsAt: '2026-11-01T00:00:00.000Z',
      logEndsAt: '2026-11-30T00:00:00.000Z',
      lines: 1,
      unreadable: 0,
      legacyCalls: 0,
      newCalls: 0,
    },
  },
} as const satisfies Record<string, IsolationPart>;

const operations = {
  scanSources: () => Promise.resolve(found.scan),
  auditStatements: () => Promise.resolve(found.audit),
  probeTenants: () => Promise.resolve(found.probe),
  apiWindow: () => Promise.resolve(found.window),
};

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'isolation-'));
  onTestFinished(() => rm(made, { recursive: true }));
  return made;
}

describe('isolation', () => {
  it.each<[readonly string[], number, string, string]>([
    [['isolation', 'scan', '.'], 3, 'a.go:3  SELECT * FROM kvs k WHERE id = ?', 'kvs（k）的读写没有租户条件'],
    [['isolation', 'audit', '--for', '1s'], 0, 'MariaDB keeps no digest', 'MariaDB 不记录'],
    [
      ['isolation', 'probe'],
      3,
      'kvs: the account of b reads rows of others: 3',
      'b 的账号能读到其他租户的 3 行',
    ],
    [['api-window', 'status', '--log', 'x'], 0, 'silent for the last 14 days', '最后 14 天内'],
  ])('%j ends with %i, and says so in both languages', async (words, exitCode, english, chinese) => {
    const said = await runCli(words, { operations });
    expect(said.exitCode).toBe(exitCode);
    expect(said.stdout).toContain(english);
    const zh = await runCli([...words, '--lang', 'zh'], { operations });
    expect(zh.stdout).toContain(chinese);
    const json = await runCli([...words, '--json'], { operations });
    expect(jsonLines(json).at(-1)).toMatchObject({ exitCode });
    expect(said.stdout + zh.stdout + json.stdout).not.toContain(canary);
  });

  it('proposes the predicate', async () => {
    const { stdout } = await runCli(['isolation', 'scan', '.'], { operations });
    expect(stdout).toContain('+ k.tenant_id = ?');
    expect(stdout).toContain('changes needed: 1, in 1 file; complexity: low');
  });

  it('listens for a minute unless it is told otherwise, and refuses what is no time', async () => {
    const asked: AuditRequest[] = [];
    const auditStatements = (_context: unknown, request: AuditRequest) => {
      asked.push(request);
      return Promise.resolve(found.audit);
    };
    const listening = await runCli(['isolation', 'audit'], { operations: { auditStatements } });
    expect(listening.stdout).toContain('listening to the target for');
    await runCli(['isolation', 'audit', '--for', '0s', '--baseline', 'a', '--write-baseline', 'b'], {
      operations: { auditStatements },
    });
    expect(asked).toMatchObject([{ forMs: 60_000 }, { forMs: 0, baseline: 'a', writeBaseline: 'b' }]);
    const refused = await runCli(['isolation', 'audit', '--for', 'soon'], { operations });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('Give a time like 30s');
  });

  it('reads the password of a tenant’s account from its file, and wants all three flags', async () => {
    const file = join(await folder(), 'password');
    await writeFile(file, `${canary}\n`);
    const asked: ProbeRequest[] = [];
    const probeTenants = (_context: unknown, request: ProbeRequest) => {
      asked.push(request);
      return Promise.resolve(found.probe);
    };
    const flags = ['--user', 'u', '--password-file', file, '--tenant', 'b'];
    await runCli(['isolation', 'probe', ...flags], { operations: { probeTenants } });
    expect(asked[0]?.account?.password.reveal()).toBe(canary);
    const half = await runCli(['isolation', 'probe', '--user', 'u'], { operations });
    expect(half).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('belong together') });
    const gone = await runCli(
      ['isolation', 'probe', '--user', 'u', '--tenant', 'b', '--password-file', `${file}.no`],
      { operations },
    );
    expect(gone).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('ENOENT') });
  });

  it('puts on one page what the others printed with --json', async () => {
    const place = await folder();
    const files: string[] = [];
    for (const words of [
      ['isolation', 'scan', '.'],
      ['isolation', 'audit'],
      ['isolation', 'probe'],
      ['api-window', 'status', '--log', 'x'],
    ]) {
      const file = join(place, `${files.length}.jsonl`);
      await writeFile(file, (await runCli([...words, '--json'], { operations })).stdout);
      files.push(file);
    }
    const page = join(place, 'page.md');
    const saved = await runCli(['isolation', 'report', ...files, '-o', page]);
    expect(saved).toMatchObject({ exitCode: 3, stdout: expect.stringContaining(page) });
    const text = await readFile(page, 'utf8');
    for (const part of [
      'Statements in source files',
      'a.go:3',
      'Statements of the live server',
      '1200×',
      'Rows, keys and sequences',
      'Old endpoints',
      'GET /a',
    ]) {
      expect(text).toContain(part);
    }
    const report = async () => sampleReport();
    for (const format of ['md', 'json', 'html']) {
      const words = ['report', '--format', format, '--isolation', ...files];
      const whole = await runCli(words, { operations: { ...operations, report } });
      expect(whole.exitCode).toBe(0);
      for (const part of ['a.go:3', 'GET /a'])
        expect(whole.stdout).toContain(format === 'json' ? part.split(':')[0] : part);
    }
    const again = await runCli(['isolation', 'report', files[1] ?? '', files[3] ?? '']);
    expect(again).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('MariaDB keeps no digest') });
    await writeFile(page, 'nothing of it');
    for (const file of [page, join(place, 'none')])
      expect((await runCli(['isolation', 'report', file])).exitCode).toBe(2);
  });
});
