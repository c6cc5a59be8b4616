import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sampleReport } from '../report/support/sample-report.js';
import { goodOperations, jsonLines, keysReport, runCli } from './support/run-cli.js';

const column = { table: 'users', column: 'email_encrypted', values: 5, strange: 2 };
const left = [{ table: 'users', key: 'id=7', column: 'email_encrypted', fault: 'broken' }] as const;

describe('the keys commands', () => {
  it.each(['en', 'zh'])('say how keys and values stand (%s)', async (lang) => {
    const { stdout, exitCode } = await runCli(['keys', 'status', '--lang', lang]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('1,234');
    expect(stdout).toContain('users.email_encrypted');
    expect(stdout).toContain(lang === 'en' ? 'read only' : '只读');
  });

  it('end with 3 where values cannot be opened, and with 4 where a rewrap has left some', async () => {
    const operations = {
      ...goodOperations,
      keysStatus: () => Promise.resolve(keysReport({ columns: [column] })),
      keysRewrap: () => Promise.resolve(keysReport({ changed: { values: 3, rows: 3 }, left, leftValues: 2 })),
    };
    expect((await runCli(['keys', 'status'], { operations })).exitCode).toBe(3);
    const rewrapped = await runCli(['keys', 'rewrap', '--confirm', 'bk_bscp'], { operations });
    expect(rewrapped.exitCode).toBe(4);
    expect(rewrapped.stdout).toContain('3 values in 3 rows are encrypted anew');
    expect(rewrapped.stdout).toContain('users id=7 email_encrypted: cut or changed');
    const chinese = await runCli(['keys', 'rewrap', '--confirm', 'bk_bscp', '--lang', 'zh'], { operations });
    expect(chinese.stdout).toContain('被截断或改动');
  });

  it('give one line with --json', async () => {
    const lines = jsonLines(await runCli(['keys', 'retire', '1', '--json']));
    expect(lines.map(({ type }) => type)).toEqual(['schema', 'keys-result']);
    expect(lines[1]).toMatchObject({ exitCode: 0, table: 'kms_data_keys', leftValues: 0 });
  });

  it('stand in the report of a run, as they were saved', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'keys-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const [file, none] = [join(folder, 'keys.jsonl'), join(folder, 'none.jsonl')];
    const operations = {
      ...goodOperations,
      report: () => Promise.resolve(sampleReport()),
      keysStatus: () => Promise.resolve(keysReport({ columns: [column] })),
    };
    await writeFile(file, (await runCli(['keys', 'status', '--json'], { operations })).stdout);
    await writeFile(none, '{"type":"other"}\n');
    const report = (...words: readonly string[]) =>
      runCli(['report', '--keys', file, ...words], { operations });
    expect((await report()).stdout).toMatch(/## Data keys[\s\S]*2 values name no data key[\s\S]*read only/);
    expect((await report('--lang', 'zh')).stdout).toMatch(
      /## 数据密钥[\s\S]*2 个值引用的数据密钥无法解开[\s\S]*只读/,
    );
    const json: unknown = JSON.parse((await report('--format', 'json')).stdout);
    expect(json).toMatchObject({ keys: { table: 'kms_data_keys', columns: [column] } });
    expect((await runCli(['report', '--keys', none], { operations })).exitCode).toBe(2);
    expect((await runCli(['report', '--keys', folder], { operations })).exitCode).toBe(2);
  });

  it('take only a number for a version', async () => {
    expect((await runCli(['keys', 'retire', 'v1'])).exitCode).toBe(2);
    expect((await runCli(['keys', 'retire'])).exitCode).toBe(2);
  });
});
