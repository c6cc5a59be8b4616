import { describe, expect, it } from 'vitest';
import type { RunStatus } from '../../src/operations/status-types.js';
import { goodOperations, runCli } from './support/run-cli.js';

const worker = { command: 'follow', host: 'h', user: 'ops', pid: 1, since: 'now', alive: true } as const;

async function ended(change: Partial<RunStatus>) {
  const good = await goodOperations.status({} as never, undefined);
  const operations = { status: () => Promise.resolve({ ...good, ...change }) };
  return (await runCli(['status'], { operations })).exitCode;
}

describe('status', () => {
  it('ends with 0 while somebody works or nobody needs to, and with 3 where somebody should', async () => {
    expect(await ended({ phase: 'following', isDue: true, worker })).toBe(0);
    expect(await ended({ phase: 'copied', isDue: false, worker: null })).toBe(0);
    expect(await ended({ phase: 'following', isDue: true, worker: { ...worker, alive: false } })).toBe(3);
    expect(await ended({ phase: 'following', isDue: true, worker: null })).toBe(3);
  });
});
