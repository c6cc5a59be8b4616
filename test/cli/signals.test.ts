import { describe, expect, it } from 'vitest';
import type { RunControl } from '../../src/core/events.js';
import { runSummary } from '../headless/support/samples.js';
import { jsonLines, startCli } from './support/run-cli.js';

const argv = ['run', '--confirm', 'bk_bscp_mt', '-c', 'm.yaml'];

/** A run that goes on until it is asked to stop, as `when` says. */
function endlessRun(when: (control: RunControl, finish: (error?: Error) => void) => void) {
  const started = Promise.withResolvers<void>();
  const operations = {
    run: (_context: unknown, _request: unknown, listener: unknown, control: RunControl) => {
      if (typeof listener === 'function') {
        listener({ type: 'run-started', runId: 'run-1', resumed: false, tables: 1, at: 'now' });
      }
      const done = Promise.withResolvers<ReturnType<typeof runSummary>>();
      when(control, (error) => {
        if (error) done.reject(error);
        else {
          done.resolve(
            runSummary({ outcome: 'stopped', resumeCommand: 'tenantferry run -c m.yaml --resume' }),
          );
        }
      });
      started.resolve();
      return done.promise;
    },
  };
  return { operations, started: started.promise };
}

describe('signals', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '%s stops a run gracefully and says how to resume',
    async (name) => {
      const { operations, started } = endlessRun((control, finish) =>
        control.stop.addEventListener('abort', () => finish()),
      );
      const running = startCli(argv, { operations });
      await started;
      running.signal(name);
      const outcome = await running.finished;
      expect(outcome.exitCode).toBe(130);
      expect(outcome.stdout).toContain('Stopping: the chunks in hand are finished and saved.');
      expect(outcome.stdout).toContain('To take it up again: tenantferry run -c m.yaml --resume');
      expect(running.listeners()).toBe(0);
    },
  );

  it('a second SIGINT aborts, and the command that resumes is still told', async () => {
    const { operations, started } = endlessRun((control, finish) =>
      control.abort.addEventListener('abort', () => finish(new Error('connection destroyed'))),
    );
    const running = startCli(argv, { operations });
    await started;
    running.signal('SIGINT');
    running.signal('SIGTERM');
    running.signal('SIGINT');
    const outcome = await running.finished;
    expect(outcome.exitCode).toBe(130);
    expect(outcome.stdout).toContain('Aborting');
    expect(outcome.stdout).toContain('tenantferry run -c m.yaml --resume --confirm bk_bscp_mt');
    expect(outcome.stderr).not.toContain('connection destroyed');
  });

  it('a third SIGINT ends the process', async () => {
    const { operations, started } = endlessRun((control, finish) =>
      control.abort.addEventListener('abort', () => setImmediate(finish)),
    );
    const running = startCli(argv, { operations });
    await started;
    for (let press = 0; press < 3; press++) running.signal('SIGINT');
    const outcome = await running.finished;
    expect(outcome.exits).toEqual([130]);
    expect(outcome.stdout).toContain('tenantferry run -c m.yaml --resume --confirm bk_bscp_mt');
  });

  it('keeps notes out of the JSON lines', async () => {
    const { operations, started } = endlessRun((control, finish) =>
      control.stop.addEventListener('abort', () => finish()),
    );
    const running = startCli([...argv, '--json'], { operations });
    await started;
    running.signal('SIGINT');
    const outcome = await running.finished;
    expect(jsonLines(outcome).at(-1)).toMatchObject({
      type: 'run-result',
      runId: 'run-1',
      outcome: 'stopped',
      exitCode: 130,
    });
    expect(outcome.stderr).toContain('Stopping');
  });

  it('ends a command that only reads at once', async () => {
    const done = Promise.withResolvers<readonly []>();
    const started = Promise.withResolvers<void>();
    const running = startCli(['check'], {
      operations: {
        check: () => {
          started.resolve();
          return done.promise;
        },
      },
    });
    await started.promise;
    running.signal('SIGINT');
    done.resolve([]);
    const outcome = await running.finished;
    expect(outcome.exits).toEqual([130]);
    expect(outcome.stderr).toContain('nothing was written');
  });

  it('cancels validation, which says so', async () => {
    const started = Promise.withResolvers<void>();
    const running = startCli(['validate'], {
      operations: {
        validate: (_context, request) => {
          const done = Promise.withResolvers<never>();
          request.signal?.addEventListener('abort', () => done.reject(new Error('aborted')));
          started.resolve();
          return done.promise;
        },
      },
    });
    await started.promise;
    running.signal('SIGTERM');
    const outcome = await running.finished;
    expect(outcome.exitCode).toBe(130);
    expect(outcome.stderr).toBe('Cancelled.\n');
  });
});
