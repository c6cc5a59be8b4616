import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { PromptCancelled } from '../../src/config/init/prompts.js';
import type { RunOutcome } from '../../src/core/events.js';
import { RefusedError } from '../../src/core/refused.js';
import { FollowStopped } from '../../src/live/follow-stopped.js';
import { say } from '../../src/live/words.js';
import { findings, runSummary } from '../headless/support/samples.js';
import { sampleReport } from '../report/support/sample-report.js';
import { canary, type Given, jsonLines, runCli } from './support/run-cli.js';

const folder = mkdtempSync(join(tmpdir(), 'tenantferry-cli-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const refuse = () => Promise.reject(new RefusedError('not like this', { remedy: 'do that' }));
const fail = () => Promise.reject(new Error('broken pipe somewhere'));
const confirm = ['--confirm', 'bk_bscp_mt'];
const run = (outcome: RunOutcome): Given => ({
  operations: {
    run: () => Promise.resolve(runSummary({ outcome, resumeCommand: 'tenantferry run --resume' })),
  },
});
const validation = sampleReport().validation!;
const rollback = ['rollback', '--run', 'run-1'];
const followed = {
  runId: 'run-1',
  outcome: 'stopped',
  position: 'log.000001:900',
  rowEvents: 0,
  transactions: 0,
  lagSeconds: null,
  seconds: 1,
} as const;

const cases: readonly (readonly [string, readonly string[], Given, number])[] = [
  ['help', ['--help'], {}, 0],
  ['version', ['--version'], {}, 0],
  ['help of a command', ['help', 'run'], {}, 0],
  ['an unknown command', ['chekc'], {}, 2],
  ['an unknown flag', ['check', '--jsn'], {}, 2],
  ['a bad choice', ['run', '--phase', 'redis'], {}, 2],
  ['a bad business', ['check', '--biz-ids', '1,x'], {}, 2],
  ['a bad list', ['check', '--skip', 'a,,b'], {}, 2],
  ['a flag without its value', ['check', '-c'], {}, 2],
  ['a surplus argument', ['check', 'this'], {}, 2],
  ['check that goes well', ['check'], {}, 0],
  ['check with a blocker', ['check'], { operations: { check: () => Promise.resolve(findings) } }, 2],
  ['check that is refused', ['check'], { operations: { check: refuse } }, 2],
  ['check that breaks', ['check'], { operations: { check: fail } }, 1],
  ['a config that is refused', ['check'], { services: { loadConfig: refuse } }, 2],
  ['a secret nobody can be asked for', ['check'], { services: { askMissingSecrets: refuse } }, 2],
  [
    'Ctrl-C at a question',
    ['check'],
    { services: { askMissingSecrets: () => Promise.reject(new PromptCancelled('cancelled')) } },
    130,
  ],
  ['plan', ['plan'], {}, 0],
  [
    'plan with a blocker',
    ['plan'],
    {
      operations: {
        plan: async () => ({ ...(await import('../headless/support/samples.js')).dryRun, findings }),
      },
    },
    2,
  ],
  ['run, complete', ['run', ...confirm], {}, 0],
  ['run, partial', ['run', ...confirm], run('partial'), 4],
  ['run, stopped', ['run', ...confirm], run('stopped'), 130],
  ['run, failed', ['run', ...confirm], run('failed'), 1],
  ['run without confirmation', ['run'], {}, 2],
  ['run with another name', ['run', '--confirm', 'bk_bscp'], {}, 2],
  ['run that is refused', ['run', ...confirm], { operations: { run: refuse } }, 2],
  ['run that breaks', ['run', ...confirm], { operations: { run: fail } }, 1],
  ['follow, caught up', ['follow', ...confirm, '--until-caught-up'], {}, 0],
  [
    'follow, stopped',
    ['follow', ...confirm],
    { operations: { follow: () => Promise.resolve(followed) } },
    130,
  ],
  ['follow without confirmation', ['follow'], {}, 2],
  ['follow that is refused', ['follow', ...confirm], { operations: { follow: refuse } }, 2],
  [
    'follow that cannot go on',
    ['follow', ...confirm],
    {
      operations: {
        follow: () =>
          Promise.reject(
            new FollowStopped(say('follow.refused', { problem: 'x' }), say('follow.refused.remedy')),
          ),
      },
    },
    4,
  ],
  ['validate without differences', ['validate'], {}, 0],
  [
    'validate with differences',
    ['validate'],
    { operations: { validate: () => Promise.resolve(validation) } },
    3,
  ],
  ['validate, unknown level', ['validate', '--level', 'deep'], {}, 2],
  ['validate, unknown run', ['validate', '--run', 'x'], { operations: { validate: refuse } }, 2],
  ['rollback', [...rollback, ...confirm], {}, 0],
  ['rollback, dry', [...rollback, '--dry-run'], {}, 0],
  ['rollback without confirmation', rollback, {}, 2],
  ['rollback without a run', ['rollback', ...confirm], {}, 2],
  [
    'rollback in part',
    [...rollback, ...confirm],
    {
      operations: {
        rollback: () =>
          Promise.resolve({
            runId: 'run-1',
            rows: { kvs: 2 },
            secrets: 0,
            changed: [{ subject: 'kvs', key: 'id=1' }],
            done: false,
          }),
      },
    },
    4,
  ],
  [
    'rollback of nothing but changed rows',
    [...rollback, ...confirm],
    {
      operations: {
        rollback: () =>
          Promise.resolve({
            runId: 'run-1',
            rows: {},
            secrets: 0,
            changed: [{ subject: 'kvs', key: 'id=1' }],
            done: false,
          }),
      },
    },
    2,
  ],
  ['report', ['report'], {}, 0],
  ['report of an unknown run', ['report', '--run', 'x'], { operations: { report: refuse } }, 2],
  ['report into a folder that is not there', ['report', '-o', '/nowhere/at/all.md'], {}, 2],
  ['report with its log intact', ['report', '--verify'], {}, 0],
  [
    'report with an altered log',
    ['report', '--verify'],
    {
      operations: {
        report: () => {
          const data = sampleReport();
          return Promise.resolve({ ...data, log: data.log.slice(1) });
        },
      },
    },
    3,
  ],
  ['report schema', ['report', '--schema'], { services: { loadConfig: fail } }, 0],
  ['runs', ['runs'], {}, 0],
  ['help of a command', ['help', 'plan'], {}, 0],
  ['help of a command that is none', ['help', 'plam'], {}, 2],
  ['init', ['init'], {}, 0],
  ['init that is left', ['init'], { services: { runInit: () => Promise.resolve(null) } }, 130],
  ['the wizard where it cannot open', [], {}, 2],
  ['the wizard', [], { services: { whyNoWizard: () => Promise.resolve(null) } }, 0],
  [
    'the wizard, cancelled',
    [],
    {
      services: { whyNoWizard: () => Promise.resolve(null), runWizard: () => Promise.resolve(130) },
    },
    130,
  ],
  ['preset lint', ['preset', 'lint', 'bscp'], {}, 0],
  [
    'preset lint with problems',
    ['preset', 'lint', 'x.yaml'],
    {
      services: {
        lintPreset: () => Promise.resolve([{ path: 'a', line: 3, column: 1, message: 'a is missing' }]),
      },
    },
    2,
  ],
  ['a log file that cannot be written', ['check', '--log-file', '/nowhere/at/all.log'], {}, 2],
];

describe('exit codes', () => {
  it.each(cases)('%s', async (_name, argv, given, expected) => {
    const outcome = await runCli(argv, given);
    expect(outcome).toMatchObject({ exitCode: expected });
    if (expected === 0) expect(outcome.stderr).toBe('');
    // Bad news is short: a message, where, what to do.
    else expect(outcome.stderr.split('\n').length).toBeLessThan(8);
    expect(outcome.stdout + outcome.stderr).not.toContain(canary);
  });

  it.each(cases.filter(([, argv]) => ['check', 'plan', 'run', 'validate', 'runs'].includes(argv[0] ?? '')))(
    '%s, with --json',
    async (_name, argv, given, expected) => {
      const outcome = await runCli(['--json', ...argv], given);
      expect(outcome.exitCode).toBe(expected);
      expect(outcome.stdout).not.toContain(canary);
      if (outcome.stdout === '') return;
      const [first, ...rest] = jsonLines(outcome);
      expect(first).toMatchObject({ type: 'schema', schema: 'tenantferry-events/1' });
      for (const line of rest) expect(line.type).toEqual(expect.any(String));
    },
  );
});

describe('what is said', () => {
  it('explains preset when its command is missing', async () => {
    const { stderr, exitCode } = await runCli(['preset']);
    expect(stderr).toContain('lint');
    expect(exitCode).toBe(2);
  });

  it('names the nearest flag and command', async () => {
    expect((await runCli(['check', '--jsn'])).stderr).toContain('--json');
    expect((await runCli(['chekc'])).stderr).toContain('check');
  });

  it('tells which database to confirm, and writes nothing before', async () => {
    let ran = false;
    const operations: Given['operations'] = {
      run: () => {
        ran = true;
        return fail();
      },
    };
    const { stderr } = await runCli(['run'], { operations });
    expect(stderr).toContain('remedy: If that is the one you mean, add: --confirm bk_bscp_mt');
    expect(ran).toBe(false);
  });

  it('tells how to go on when a run breaks after it has begun, and only then', async () => {
    const breaking = (begins: boolean): Given => ({
      operations: {
        run: (_context, _request, listener) => {
          if (begins) listener({ type: 'run-started', runId: 'run-1', resumed: false, tables: 1, at: '' });
          return Promise.reject(new Error('table kvs: no luck'));
        },
      },
    });
    const broken = await runCli(['run', ...confirm, '--skip', 'hooks'], breaking(true));
    expect(broken.exitCode).toBe(1);
    expect(broken.stderr).toContain('table kvs: no luck');
    expect(broken.stderr).toMatch(
      /then: tenantferry run -c \S+ --resume --confirm bk_bscp_mt --skip hooks\n/,
    );
    expect((await runCli(['run', ...confirm], breaking(false))).stderr).not.toContain('--resume');
  });

  it('adds the flags that shape the plan to the command that resumes', async () => {
    const { stdout } = await runCli(
      ['run', ...confirm, '--skip', 'hooks,clients', '--biz-ids', '1,2'],
      run('stopped'),
    );
    expect(stdout).toContain('tenantferry run --resume --skip hooks,clients --biz-ids 1,2');
  });

  it('gives the shared flags to the config, before or after the command', async () => {
    const seen: unknown[] = [];
    const services: Given['services'] = {
      loadConfig: (path, { skip, only, bizIds }) => {
        seen.push({ path, skip, only, bizIds });
        return refuse();
      },
    };
    const flags = ['-c', 'x.yaml', '--skip', 'a', '--skip', 'b', '--only', 'c', '--biz-ids', '7'];
    await runCli(['check', ...flags], { services });
    await runCli([...flags, 'check'], { services });
    expect(seen).toEqual(Array(2).fill({ path: 'x.yaml', skip: ['a', 'b'], only: ['c'], bizIds: [7] }));
  });

  it('asks for the request the flags say', async () => {
    const seen: unknown[] = [];
    await runCli(['run', ...confirm, '--resume', '--phase', 'vault'], {
      operations: {
        run: (_context, request) => {
          seen.push(request);
          return Promise.resolve(runSummary());
        },
      },
    });
    expect(seen).toEqual([{ phase: 'vault', confirm: 'bk_bscp_mt', resume: true }]);
  });

  it('shows the warnings of the config', async () => {
    const { config } = await import('./support/run-cli.js');
    const warning = { code: 'x', text: 'mode is 0644' };
    const { stdout } = await runCli(['check'], {
      services: { loadConfig: () => Promise.resolve({ ...config, warnings: [warning] }) },
    });
    expect(stdout).toContain('! warning  Config: mode is 0644');
  });

  it('speaks Chinese when asked, or when the environment does', async () => {
    expect((await runCli(['check', '--lang', 'zh'])).stdout).toContain('没有阻断项');
    expect((await runCli(['check'], { env: { LANG: 'zh_CN.UTF-8' } })).stdout).toContain('没有阻断项');
  });

  it('uses colour at a terminal only, and not when told otherwise', async () => {
    const sequence = '\u001b[';
    expect((await runCli(['check'], { tty: true })).stdout).toContain(sequence);
    expect((await runCli(['check'])).stdout).not.toContain(sequence);
    expect((await runCli(['check', '--no-color'], { tty: true })).stdout).not.toContain(sequence);
    expect((await runCli(['check'], { tty: true, env: { NO_COLOR: '1' } })).stdout).not.toContain(sequence);
  });

  it('cuts a database error down to its code', async () => {
    const error = Object.assign(new Error(`Duplicate entry '${canary}' for key 'x'`), {
      code: 'ER_DUP_ENTRY',
      sqlState: '23000',
      sqlMessage: canary,
      sql: `INSERT … ${canary}`,
    });
    const log = join(folder, 'crash.log');
    const outcome = await runCli(['check', '--log-file', log], {
      operations: { check: () => Promise.reject(error) },
    });
    expect(outcome.stderr).toContain('ER_DUP_ENTRY');
    expect(outcome.stdout + outcome.stderr + readFileSync(log, 'utf8')).not.toContain(canary);
  });
});

describe('files', () => {
  const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

  it('saves the plan for its owner only, also over a file that others could read', async () => {
    const path = join(folder, 'plan.json');
    writeFileSync(path, 'older and longer '.repeat(10_000), { mode: 0o644 });
    const { stdout, exitCode } = await runCli(['plan', '--out', path]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`Plan saved: ${path}`);
    expect(mode(path)).toBe('600');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ formatVersion: 1 });
  });

  it.each(['json', 'md', 'html'])('saves a report as %s', async (format) => {
    const path = join(folder, `report.${format}`);
    await runCli(['report', '--format', format, '-o', path]);
    expect(mode(path)).toBe('600');
    expect(readFileSync(path, 'utf8')).toContain('20250601-010000-abcd');
  });

  it('keeps a log with times, and where an unexpected error came from', async () => {
    const path = join(folder, 'run.log');
    await runCli(['run', ...confirm, '--log-file', path]);
    await runCli(['check', '--log-file', path], { operations: { check: fail } });
    const log = readFileSync(path, 'utf8').trimEnd().split('\n');
    expect(mode(path)).toBe('600');
    for (const line of log) expect(line).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d\d:\d\d/);
    expect(log.join('\n')).toContain('Run run-1 started');
    expect(log.join('\n')).toContain('broken pipe somewhere');
    expect(log.at(-1)).toMatch(/ at /);
    expect(log.join('\n')).not.toContain('\u001b[');
  });
});
