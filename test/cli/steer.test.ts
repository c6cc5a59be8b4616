import { describe, expect, it } from 'vitest';
import type { SteerRequest } from '../../src/operations/steer-types.js';
import { goodOperations, jsonLines, runCli } from './support/run-cli.js';

async function asked(flags: readonly string[], taken = true) {
  const requests: SteerRequest[] = [];
  const ended = await runCli(['steer', ...flags], {
    operations: {
      steer: async (context, request) => {
        requests.push(request);
        return { ...(await goodOperations.steer(context, request)), taken };
      },
    },
  });
  return { ...ended, request: requests[0] };
}

describe('steer', () => {
  it.each<[readonly string[], Partial<SteerRequest>]>([
    [['pause'], { action: 'pause', value: null }],
    [['continue', '--run', 'r9'], { action: 'continue', value: null, runId: 'r9' }],
    [['parallel', '3'], { action: 'parallel', value: 3 }],
    [['rate', '500', '--worker', 'follow'], { action: 'rate', value: 500, command: 'follow' }],
    [['rate', 'off'], { action: 'rate', value: null }],
    [['stop'], { action: 'stop', value: null }],
  ])('asks for %s', async (flags, wanted) => {
    const { exitCode, request } = await asked(flags);
    expect(exitCode).toBe(0);
    expect(request).toMatchObject(wanted);
  });

  it.each([
    ['nothing', [], 'missing required argument'],
    ['another word', ['faster'], 'Allowed choices are'],
    ['a number that is missing', ['parallel'], 'parallel needs a number'],
    ['no pair at all', ['parallel', 'off'], 'parallel needs a number'],
    ['a rate that is none', ['rate', '0'], 'Give a whole number'],
    ['half a row', ['rate', '1.5'], 'Give a whole number'],
    ['a number that is too much', ['pause', '3'], 'pause takes no number'],
    ['two', ['rate', '3', '4'], 'too many arguments'],
    ['a worker that there is none of', ['pause', '--worker', 'me'], 'Allowed choices are'],
  ])('refuses %s', async (_what, flags, problem) => {
    const { exitCode, stderr, request } = await asked(flags);
    expect([exitCode, request]).toEqual([2, undefined]);
    expect(stderr).toContain(problem);
  });

  it('says of whom it was asked, and ends with 4 while there is no answer', async () => {
    const done = await asked(['rate', '1500']);
    expect(done.stdout).toBe('run (ops@h, process 7): at most 1,500 a second: done\n');
    const { exitCode, stdout } = await asked(['pause', '--lang', 'zh'], false);
    expect(exitCode).toBe(4);
    expect(stdout).toMatch(/暂停：已记下/);
    const json = await asked(['stop', '--json'], false);
    expect(jsonLines(json).at(-1)).toMatchObject({
      type: 'steer-result',
      runId: 'run-1',
      action: 'stop',
      value: null,
      by: 'me@here',
      taken: false,
      exitCode: 4,
    });
  });
});
