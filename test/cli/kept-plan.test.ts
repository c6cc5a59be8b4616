import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { RunRequest } from '../../src/operations/types.js';
import { dryRun, runSummary } from '../headless/support/samples.js';
import { config, runCli } from './support/run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'kept-plan-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'plan.json');
const confirm = ['--confirm', 'bk_bscp_mt'];

/** What the operation was asked for. */
async function asked(
  flags: readonly string[],
  planDrift?: { readonly rowsPercent: number; readonly newWarnings: number },
) {
  const requests: RunRequest[] = [];
  const ended = await runCli(['run', ...confirm, ...flags], {
    operations: {
      run: (_context, request) => {
        requests.push(request);
        return Promise.resolve(runSummary());
      },
    },
    services: {
      loadConfig: () => Promise.resolve({ ...config, options: { ...config.options, planDrift } }),
    },
  });
  return { ...ended, plan: requests[0]?.plan, ran: requests.length > 0 };
}

describe('run --plan', () => {
  it('carries out what plan --out saved, which names the command', async () => {
    const planned = await runCli(['plan', '--out', file], {
      operations: { plan: () => Promise.resolve({ ...dryRun, findings: [] }) },
    });
    expect(planned.stdout).toContain(`--plan ${file} --confirm bk_bscp_mt`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const { plan, exitCode } = await asked(['--plan', file]);
    expect(exitCode).toBe(0);
    expect(plan?.saved.plan.fingerprint).toBe(dryRun.plan.fingerprint);
    expect(plan?.saved.seen.counts.kvs).toEqual({ source: 1200 });
    expect(plan?.accepted).toEqual({ rowsPercent: 0, newWarnings: 0 });
  });

  it('accepts what the config says, and flags before it', async () => {
    const rules = { rowsPercent: 3, newWarnings: 2 };
    expect((await asked(['--plan', file], rules)).plan?.accepted).toEqual(rules);
    expect((await asked(['--plan', file, '--accept-rows', '7.5%'], rules)).plan?.accepted).toEqual({
      rowsPercent: 7.5,
      newWarnings: 2,
    });
    expect((await asked(['--plan', file, '--accept-warnings', '0'], rules)).plan?.accepted).toEqual({
      rowsPercent: 3,
      newWarnings: 0,
    });
  });

  it.each([
    ['a percentage that is none', ['--plan', file, '--accept-rows', 'many'], 'Give a percentage'],
    ['a negative one', ['--plan', file, '--accept-rows=-5'], 'Give a percentage'],
    ['a count that is none', ['--plan', file, '--accept-warnings', '1.5'], 'Give a whole number'],
    ['a file that is not there', ['--plan', join(folder, 'no.json')], 'ENOENT'],
    ['a folder', ['--plan', folder], 'EISDIR'],
    ['a file that is no plan', ['--plan', join(folder, 'half.json')], 'is no saved plan'],
    ['rules without a plan', ['--accept-rows', '5'], 'none is named'],
  ])('is refused with %s', async (_what, flags, problem) => {
    writeFileSync(join(folder, 'half.json'), '{"fingerprint":');
    const { exitCode, stderr, ran } = await asked(flags);
    expect([exitCode, ran]).toEqual([2, false]);
    expect(stderr).toContain(problem);
    expect(stderr).toContain('remedy');
  });
});
