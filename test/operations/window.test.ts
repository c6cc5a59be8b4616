import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { RunEvent } from '../../src/core/events.js';
import { createSteering } from '../../src/core/steering.js';
import { withHooks } from '../../src/operations/hooks.js';
import { watchWindow } from '../../src/operations/window.js';
import { nextTime } from '../../src/preflight/next-time.js';
import { isAlive } from '../../src/sandbox/cache.js';

const progress = (secondsLeft: number | null): RunEvent => ({
  type: 'progress',
  task: 'run',
  step: 'rows',
  done: 1,
  total: 10,
  overall: 0.1,
  seconds: 60,
  secondsLeft,
});

describe('the change window', () => {
  beforeEach(() => vi.useFakeTimers({ now: new Date('2026-11-21T02:00:00Z') }));
  afterEach(() => vi.useRealTimers());

  function watch() {
    const events: RunEvent[] = [];
    const steering = createSteering(2);
    const ends = nextTime('04:00', new Date());
    const window = watchWindow({ ends, listener: (event) => events.push(event), control: steering.control });
    const closings = () => events.filter(({ type }) => type === 'window-closed');
    return { steering, window, closings };
  }

  it('is the next time that the clock shows it', () => {
    expect(nextTime('04:00', new Date()).toISOString()).toBe('2026-11-21T04:00:00.000Z');
    expect(nextTime('02:00', new Date()).toISOString()).toBe('2026-11-22T02:00:00.000Z');
  });

  it('lets a run go on that fits, and one whose forecast was wrong for a moment only', () => {
    const { window, closings } = watch();
    for (const left of [3600, 9000, 9000, null, 7100, 9000]) {
      window.listener(progress(left));
      vi.advanceTimersByTime(4_000);
    }
    expect(window.control.stop.aborted).toBe(false);
    expect([window.closed(), closings()]).toEqual([null, []]);
  });

  it('stops in order what has not fitted for ten seconds, once, and says by how much', () => {
    const { window, closings, steering } = watch();
    for (let look = 0; look < 20; look += 1) {
      window.listener(progress(9000));
      vi.advanceTimersByTime(1_000);
    }
    expect(window.control.stop.aborted).toBe(true);
    expect(window.control.abort.aborted).toBe(false);
    // The operator has not stopped it.
    expect(steering.control.stop.aborted).toBe(false);
    expect(window.closed()).toEqual({ ends: '2026-11-21T04:00:00.000Z', secondsLeft: 9000 });
    expect(closings()).toMatchObject([{ message: expect.stringContaining('about 150 minutes are left') }]);
  });

  it('stops when it is over, whatever the forecast says, and out of a pause', async () => {
    const { window, closings, steering } = watch();
    steering.pause();
    vi.advanceTimersByTime(2 * 3600 * 1000 + 1);
    await window.control.waitWhilePaused();
    expect(window.control.stop.aborted).toBe(true);
    expect(window.closed()).toEqual({ ends: '2026-11-21T04:00:00.000Z', secondsLeft: null });
    expect(closings()).toHaveLength(1);
  });

  it('says nothing where the operator was quicker, or the run has ended', () => {
    const { closings, steering } = watch();
    steering.stop();
    vi.advanceTimersByTime(3 * 3600 * 1000);
    expect(closings()).toEqual([]);
    const other = watch();
    other.window[Symbol.dispose]();
    vi.advanceTimersByTime(24 * 3600 * 1000);
    expect(other.window.closed()).toBeNull();
  });
});

describe('hooks', () => {
  const finished: RunEvent = {
    type: 'phase-finished',
    phase: 'mysql',
    at: '2026-11-21T02:00:00Z',
    seconds: 3,
  };

  async function called(command: string, timeoutSeconds = 20) {
    const events: RunEvent[] = [];
    const hooks = withHooks({ command, timeoutSeconds }, 'run-1', (event) => events.push(event));
    hooks.listener({ type: 'phase-started', phase: 'mysql', at: '' });
    hooks.listener(finished);
    await hooks.ended();
    return events.flatMap((event) => (event.type === 'log' ? [event.message] : []));
  }

  it('read the event, and its name and run from their environment', async () => {
    const check = `read line; echo "$line" | grep -q '"runId":"run-1".*"phase":"mysql"' && test "$TENANTFERRY_EVENT-$TENANTFERRY_RUN" = phase-finished-run-1`;
    expect(await called(check)).toEqual([]);
  });

  it('may end without reading', async () => {
    expect(await called('exec true')).toEqual([]);
  });

  it('may print what they like: nothing of it is told', async () => {
    const said = await called('echo s3cret; echo s3cret >&2; exit 7');
    expect(said).toEqual([expect.stringContaining('exit code 7')]);
    expect(said.join()).not.toContain('s3cret');
  });

  it('are ended with what they have started, once their time is over', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'tenantferry-hook-')), 'pid');
    onTestFinished(() => rm(dirname(file), { recursive: true }));
    await called(`sleep 60 & echo $! > '${file}'; wait`, 0.5);
    const pid = Number(await readFile(file, 'utf8'));
    await expect.poll(() => isAlive(pid)).toBe(false);
  });

  it.each([
    ['exit 7', 20, 'failed at phase-finished (exit code 7)'],
    ['no-such-command-here', 20, '(exit code 127)'],
    ['sleep 30', 0.1, 'it took more than 0.1 s'],
  ])('say that %s has failed, and end nothing', async (command, seconds, problem) => {
    expect(await called(command, seconds)).toEqual([expect.stringContaining(problem)]);
  });
});
