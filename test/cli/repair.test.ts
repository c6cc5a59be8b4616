import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RepairRequest, RepairSummary } from '../../src/operations/repair-types.js';
import { repairSummary } from '../headless/support/samples.js';
import { type Given, jsonLines, runCli } from './support/run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'tenantferry-cli-repair-'));
afterAll(() => rmSync(folder, { recursive: true }));

const confirm = ['--repair', '--confirm', 'bk_bscp_mt'];
const { validation } = repairSummary();

function repairing(changes: Partial<RepairSummary> = {}): Given & { readonly requests: RepairRequest[] } {
  const requests: RepairRequest[] = [];
  const repair = (_context: unknown, request: RepairRequest) => {
    requests.push(request);
    return Promise.resolve(repairSummary(changes));
  };
  return { requests, operations: { repair } };
}

describe('validate --repair', () => {
  it('ends with 0 when everything is equal afterwards, and with 3 when something is left', async () => {
    const equal = { ...validation, ok: true, differences: 0 };
    expect((await runCli(['validate', ...confirm], repairing({ validation: equal }))).exitCode).toBe(0);
    const left = await runCli(['validate', ...confirm], repairing());
    expect(left.exitCode).toBe(3);
    expect(left.stdout).toContain('✓ kvs id=7: copy the row again (the row is missing): repaired');
    expect(left.stdout).toContain('--delete-extra');
    expect(left.stdout).toContain('Repaired: 1 of 2');
  });

  it('ends with what comes next, numbered, also in the last JSON line', async () => {
    const text = await runCli(['validate', ...confirm], repairing());
    expect(text.stdout).toMatch(/What comes next\n {2}1\. Flush [\s\S]*\n {2}\d\. [^\n]*--repair --dry-run/);
    const json = await runCli(['validate', ...confirm, '--json'], repairing());
    const last: unknown = JSON.parse(json.stdout.trim().split('\n').at(-1) ?? '');
    expect(last).toMatchObject({
      type: 'validation-summary',
      next: [expect.stringMatching(/^Flush/), ...[1, 2].map(() => expect.anything())],
    });
  });

  it('refuses without the target database’s name, or with another', async () => {
    for (const flags of [['--repair'], ['--repair', '--confirm', 'bk_bscp']]) {
      const given = repairing();
      const refused = await runCli(['validate', ...flags], given);
      expect(refused.exitCode).toBe(2);
      expect(refused.stderr).toContain('--confirm bk_bscp_mt');
      expect(given.requests).toEqual([]);
    }
  });

  it.each([
    [['--confirm', 'bk_bscp_mt']],
    [['--delete-extra']],
    [['--dry-run']],
    [[...confirm, '--repair-sql', 'x.sql']],
  ])('refuses flags that do not belong together: %s', async (flags) => {
    expect((await runCli(['validate', ...flags], repairing())).exitCode).toBe(2);
  });

  it('asks for extra rows to be deleted only when told to', async () => {
    const given = repairing();
    await runCli(['validate', ...confirm], given);
    await runCli(['validate', ...confirm, '--delete-extra', '--run', 'run-1'], given);
    expect(given.requests.map(({ deleteExtra, runId }) => [deleteExtra, runId])).toEqual([
      [false, undefined],
      [true, 'run-1'],
    ]);
  });

  it('only proposes in a dry run, and says how to go on', async () => {
    const given = repairing({ outcomes: [] });
    const dry = await runCli(['validate', '--repair', '--dry-run'], given);
    expect(given.requests).toMatchObject([{ dryRun: true }]);
    expect(dry.stdout).toContain('nothing is changed');
    expect(dry.stdout).toContain('--repair --confirm bk_bscp_mt');
    expect(dry.exitCode).toBe(3);
  });

  it('is 130 when it was stopped', async () => {
    expect((await runCli(['validate', ...confirm], repairing({ stopped: true }))).exitCode).toBe(130);
  });

  it('tells each repair as a JSON line, the result, and the new validation last', async () => {
    const lines = jsonLines(await runCli(['validate', ...confirm, '--json'], repairing()));
    expect(lines.filter(({ type }) => type === 'repair')).toMatchObject([
      { runId: 'run-1', action: 'recopy-row', table: 'kvs', key: 'id=7', state: 'repaired' },
      { action: 'delete-row', key: 'id=9', state: 'left' },
    ]);
    expect(lines.find(({ type }) => type === 'repair-result')).toMatchObject({
      proposals: 2,
      repaired: 1,
      left: 1,
      failed: 0,
      dryRun: false,
      exitCode: 3,
    });
    expect(lines.at(-1)).toMatchObject({ type: 'validation-summary', exitCode: 3 });
  });

  it('speaks Chinese', async () => {
    const { stdout } = await runCli(['validate', ...confirm, '--lang', 'zh'], repairing());
    expect(stdout).toContain('重新复制该行 (目标端缺失该行)：已修复');
    expect(stdout).toContain('已修复：1 / 2');
  });
});

describe('validate --repair-sql', () => {
  it('writes a file that only its owner can read', async () => {
    const path = join(folder, 'repair.sql');
    const saved = await runCli(['validate', '--repair-sql', path, '--json']);
    expect(saved.exitCode).toBe(0);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(path, 'utf8')).toContain('UPDATE `kvs`');
    expect(jsonLines(saved).at(-1)).toMatchObject({ type: 'repair-sql-saved', path });
  });
});
