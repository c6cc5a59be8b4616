import { describe, expect, it } from 'vitest';
import type { BackupRequest, BackupResult } from '../../src/operations/backup/types.js';
import { parseLines } from '../support/json-lines.js';
import { runCli } from './support/run-cli.js';

const good: BackupResult = {
  file: 'target.sql',
  ok: true,
  database: 'bk_bscp',
  madeAt: '2026-11-30T01:00:00.000Z',
  bytes: 2048,
  sha256: 'a'.repeat(64),
  tables: [
    { table: 'apps', rows: 1200, state: 'same' },
    { table: 'kvs', rows: 3, state: 'written-since' },
  ],
  problems: [],
  itemId: 'target-backed-up',
};
const bad: BackupResult = {
  ...good,
  ok: false,
  madeAt: null,
  tables: [],
  problems: [
    { code: 'backup.cut', text: 'it is not finished: its last line does not say so. Make it again' },
  ],
};

describe('backup', () => {
  it('tells what was made, and hands on where to', async () => {
    const asked: BackupRequest[] = [];
    const operations = {
      makeBackup: async (_context: unknown, request: BackupRequest) => {
        asked.push(request);
        request.say('dumping');
        return good;
      },
    };
    const { exitCode, stdout } = await runCli(['backup', 'make', '-o', 'target.sql'], { operations });
    expect(exitCode).toBe(0);
    expect(asked).toMatchObject([{ file: 'target.sql', maxAgeHours: 24 }]);
    expect(stdout).toContain('2.0 KB');
    expect(stdout).toMatch(/apps +1,200 +restored, equal/);
    expect(stdout).toContain('the target was written since');
    expect(stdout).toContain('restored once');
  });

  it('ends with 3 where a backup must not be relied on, in both languages and as a line', async () => {
    const asked: BackupRequest[] = [];
    const operations = {
      verifyBackup: async (_context: unknown, request: BackupRequest) => {
        asked.push(request);
        return bad;
      },
    };
    const words = ['backup', 'verify', 'target.sql', '--max-age-hours', '2'];
    const said = await runCli(words, { operations });
    expect(said.exitCode).toBe(3);
    expect(said.stdout).toContain('it is not finished');
    expect(asked[0]).toMatchObject({ file: 'target.sql', maxAgeHours: 2 });
    expect((await runCli([...words, '--lang', 'zh'], { operations })).stdout).toContain('备份不完整');
    const lines = parseLines((await runCli([...words, '--json'], { operations })).stdout);
    expect(lines.at(-1)).toMatchObject({
      type: 'backup-result',
      ok: false,
      exitCode: 3,
      problems: [{ code: 'backup.cut' }],
    });
  });

  it('wants the file to verify, and hours as a number', async () => {
    expect((await runCli(['backup', 'verify'])).exitCode).toBe(2);
    expect((await runCli(['backup', 'verify', 'x', '--max-age-hours', '-1'])).exitCode).toBe(2);
  });
});
