import { describe, expect, it } from 'vitest';
import { runFenceCommand } from '../../src/live/fence-command.js';

const run = (command: string, signal = new AbortController().signal) => {
  const lines: string[] = [];
  return {
    ended: runFenceCommand(command, {
      env: { TENANTFERRY_SIDE: 'target' },
      tell: (line) => lines.push(line),
      signal,
    }),
    lines,
  };
};

describe('the fence command', () => {
  it('tells what it says, on both streams, and how it ended', async () => {
    const { ended, lines } = run('echo stopping "$TENANTFERRY_SIDE"; echo warning >&2; exit 3');
    expect(await ended).toEqual({ exitCode: 3 });
    expect(lines.toSorted()).toEqual(['stopping target', 'warning']);
  });

  it('does not wait for what it leaves in the background', async () => {
    expect(await run('sleep 30 & exit 0').ended).toEqual({ exitCode: 0 });
  });

  it('is ended with all that it started when nobody waits for it any more', async () => {
    const over = new AbortController();
    const { ended, lines } = run("trap 'echo ended; exit 9' TERM; sleep 30 & echo begun; wait", over.signal);
    while (lines.length === 0) await new Promise(setImmediate);
    over.abort();
    expect(await ended).toEqual({ exitCode: 9 });
  });

  it('is ended by force where it does not listen', async () => {
    const over = new AbortController();
    const { ended, lines } = run("trap '' TERM; echo begun; while :; do sleep 1; done", over.signal);
    while (lines.length === 0) await new Promise(setImmediate);
    over.abort();
    expect(await ended).toEqual({ exitCode: null });
  });
});
