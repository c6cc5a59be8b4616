import { describe, expect, it } from 'vitest';
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

  it('take only a number for a version', async () => {
    expect((await runCli(['keys', 'retire', 'v1'])).exitCode).toBe(2);
    expect((await runCli(['keys', 'retire'])).exitCode).toBe(2);
  });
});
