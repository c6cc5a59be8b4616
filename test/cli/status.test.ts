import { describe, expect, it } from 'vitest';
import { MysqlError } from '../../src/mysql/errors.js';
import type { RunStatus } from '../../src/operations/status-types.js';
import { type Given, goodOperations, runCli } from './support/run-cli.js';

const worker = { command: 'follow', host: 'h', user: 'ops', pid: 1, since: 'now', alive: true } as const;

async function ended(change: Partial<RunStatus>) {
  const good = await goodOperations.status({} as never, undefined);
  const operations = { status: () => Promise.resolve({ ...good, ...change }) };
  return (await runCli(['status'], { operations })).exitCode;
}

const away = new MysqlError({ code: 'ECONNREFUSED', message: 'the server is away', retryable: true });

/** Looks twice, and then there is nothing to look at any more; `isAway`: the server is, at the second look. */
async function followed(flags: readonly string[], given: Given, isAway = false) {
  const good = await goodOperations.status({} as never, undefined);
  let looks = 0;
  const operations = {
    status: () => {
      looks += 1;
      if (looks === 2 && isAway) return Promise.reject(away);
      return looks > 2
        ? Promise.reject(new Error('enough'))
        : Promise.resolve({
            ...good,
            phase: 'following' as const,
            rowEvents: looks,
            position: 'log.1:4',
            worker,
          });
    },
  };
  return (await runCli(['status', '--follow', ...flags], { ...given, operations })).stdout;
}

const toTheTop = '\u001b[H\u001b[2J';

describe('status', () => {
  it('stands still on a terminal, all of it anew at each look', async () => {
    const [before, first, second, ...more] = (await followed([], { tty: true })).split(toTheTop);
    expect([before, more]).toEqual(['', []]);
    expect(first).toContain('1 row change');
    expect(second).toContain('2 row changes');
    expect(second).toMatch(/As of \d\d:\d\d:\d\d/);
    expect(second).toContain('process 1');
  });

  it('says in the same place that the server is away, and goes on looking', async () => {
    const [, first, second] = (await followed([], { tty: true }, true)).split(toTheTop);
    expect(first).toContain('1 row change');
    expect(second).toContain('the server is away');
    expect(second).toMatch(/As of \d\d:\d\d:\d\d/);
  });

  it.each<[string, readonly string[], Given]>([
    ['into a file', [], { tty: false }],
    ['on a terminal that cannot', [], { tty: true, env: { TERM: 'dumb' } }],
    ['as JSON lines', ['--json'], { tty: true }],
  ])('is one look after the other %s', async (_where, flags, given) => {
    const out = await followed(flags, given);
    expect(out).not.toContain(toTheTop);
    expect(out).not.toContain('As of');
    expect(out.match(/run-1/g)?.length).toBeGreaterThanOrEqual(2);
  });

  it('ends with 0 while somebody works or nobody needs to, and with 3 where somebody should', async () => {
    expect(await ended({ phase: 'following', isDue: true, worker })).toBe(0);
    expect(await ended({ phase: 'copied', isDue: false, worker: null })).toBe(0);
    expect(await ended({ phase: 'following', isDue: true, worker: { ...worker, alive: false } })).toBe(3);
    expect(await ended({ phase: 'following', isDue: true, worker: null })).toBe(3);
  });
});
