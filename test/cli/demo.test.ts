import { describe, expect, it } from 'vitest';
import { say as sayOfDemo } from '../../src/sandbox/words.js';
import { findings, runSummary } from '../headless/support/samples.js';
import { type Given, runCli } from './support/run-cli.js';

function rehearsal() {
  const seen = { stopped: 0 };
  const services: Given['services'] = {
    startRehearsal: (_request, say) => {
      say(sayOfDemo('demo.servers'));
      return Promise.resolve({
        configPath: '/tmp/rehearsal/migrate.yaml',
        description: [sayOfDemo('demo.schemas')],
        stop: () => {
          seen.stopped += 1;
          return Promise.resolve();
        },
      });
    },
  };
  return { seen, services };
}

describe('demo', () => {
  it('without a terminal goes through every step and prints the report', async () => {
    const { seen, services } = rehearsal();
    const { stdout, exitCode } = await runCli(['demo'], { services });
    expect(exitCode).toBe(0);
    const steps = [...stdout.matchAll(/^Step (\d) of 5: (\w+)$/gm)].map((match) => match[2]);
    expect(steps).toEqual(['check', 'plan', 'run', 'validate', 'report']);
    expect(stdout).toContain('# Migration report');
    expect(stdout.trimEnd().endsWith('All servers of the rehearsal are stopped.')).toBe(true);
    expect(seen.stopped).toBe(1);
  });

  it('says what it does in the language asked for', async () => {
    const { services } = rehearsal();
    const english = await runCli(['demo'], { services });
    expect(english.stdout).toContain('starting two MariaDB servers');
    const chinese = await runCli(['demo', '--lang', 'zh'], { services });
    expect(chinese.stdout).toContain('正在启动两个 MariaDB 服务器');
    expect(chinese.stdout).toContain('正在建立两端的表结构');
  });

  it('sets the servers up as asked', async () => {
    const asked: unknown[] = [];
    const services: Given['services'] = {
      startRehearsal: ({ size, vault, rate }) => {
        asked.push([size, vault, rate]);
        return Promise.reject(new Error('seen'));
      },
    };
    await runCli(['demo'], { services });
    await runCli(['demo', '--size', 'medium', '--vault', 'real', '--rate', '500'], { services });
    expect(asked).toEqual([
      ['small', 'auto', undefined],
      ['medium', 'real', 500],
    ]);
  });

  it.each([
    [['--rate', '0'], 'whole number'],
    [['--size', 'huge'], 'small, medium, large'],
  ])('refuses %j', async (flags, words) => {
    const { exitCode, stderr } = await runCli(['demo', ...flags]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });

  it('at a terminal opens the wizard on the config of the rehearsal', async () => {
    const { seen, services } = rehearsal();
    const opened: string[] = [];
    const { exitCode } = await runCli(['demo'], {
      services: {
        ...services,
        whyNoWizard: () => Promise.resolve(null),
        runWizard: ({ configPath }) => {
          opened.push(configPath);
          return Promise.resolve(4);
        },
      },
    });
    expect(opened).toEqual(['/tmp/rehearsal/migrate.yaml']);
    expect(exitCode).toBe(4);
    expect(seen.stopped).toBe(1);
  });

  it('with --live needs the wizard, and says how the service that writes is started again', async () => {
    const { seen, services } = rehearsal();
    const refused = await runCli(['demo', '--live'], { services });
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain('a live rehearsal needs the wizard');
    expect(seen.stopped).toBe(0);
    const asked: unknown[] = [];
    const { stdout } = await runCli(['demo', '--live'], {
      services: {
        whyNoWizard: () => Promise.resolve(null),
        startRehearsal: ({ live }) => {
          asked.push(live);
          return Promise.resolve({
            configPath: '/tmp/rehearsal/migrate.yaml',
            description: [],
            writer: { fenceCommand: 'touch stop', startCommand: 'rm stop' },
            stop: () => Promise.resolve(),
          });
        },
      },
    });
    expect(asked).toEqual([true]);
    expect(stdout).toContain('to let it write again after one that was called off: rm stop');
  });

  it.each<[string, Given['operations'], number]>([
    ['a blocker', { check: () => Promise.resolve(findings) }, 2],
    ['a failure', { plan: () => Promise.reject(new Error('no')) }, 1],
    ['a partial run', { run: () => Promise.resolve(runSummary({ outcome: 'partial' })) }, 4],
  ])('stops the servers after %s', async (_name, operations, expected) => {
    const { seen, services } = rehearsal();
    const { exitCode } = await runCli(['demo'], { services, operations });
    expect(exitCode).toBe(expected);
    expect(seen.stopped).toBe(1);
  });
});
