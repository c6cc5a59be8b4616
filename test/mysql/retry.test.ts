import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../src/core/events.js';
import { withRetry } from '../../src/core/retry.js';
import { connectionLost, MysqlError } from '../../src/mysql/errors.js';
import { mysqlRetry } from '../../src/mysql/retry.js';

const deadlock = () =>
  new MysqlError({ code: 'ER_LOCK_DEADLOCK', errno: 1213, message: 'Deadlock', retryable: true });

function scene(failures: readonly Error[]) {
  const events: RunEvent[] = [];
  const attempts: number[] = [];
  const left = [...failures];
  const abort = new AbortController();
  const stop = new AbortController();
  let repairs = 0;
  const result = () =>
    withRetry(
      async (attempt) => {
        attempts.push(attempt);
        const failure = left.shift();
        if (failure) throw failure;
        return 'done';
      },
      mysqlRetry({
        subject: 'apps chunk 3',
        listener: (event) => events.push(event),
        abort: abort.signal,
        stop: stop.signal,
        repair: async () => {
          repairs += 1;
        },
      }),
    );
  return { events, attempts, abort, stop, result, repairs: () => repairs };
}

describe('work on a database', () => {
  it('tries again after a passing failure, having repaired what broke, and says so', async () => {
    const { events, attempts, result, repairs } = scene([deadlock()]);
    expect(await result()).toBe('done');
    expect(attempts).toEqual([1, 2]);
    expect(repairs()).toBe(1);
    expect(events).toEqual([
      expect.objectContaining({
        type: 'retry',
        subject: 'apps chunk 3',
        attempt: 1,
        waitMs: 200,
        // 0.2 s, doubled up to 15 s, of thirteen waits.
        leftMs: 115_400,
        reason: 'ER_LOCK_DEADLOCK: Deadlock',
      }),
    ]);
  });

  it('lets a failure stand that does not pass by itself', async () => {
    const lasting = new MysqlError({
      code: 'ER_BAD_NULL_ERROR',
      errno: 1048,
      message: 'null',
      retryable: false,
    });
    const { attempts, result } = scene([lasting]);
    await expect(result()).rejects.toBe(lasting);
    expect(attempts).toEqual([1]);
  });

  it('waits for no server once a stop is asked, and tries a lost connection just once more', async () => {
    const { stop, attempts, result } = scene(Array.from({ length: 12 }, connectionLost));
    setImmediate(() => stop.abort());
    await expect(result()).rejects.toThrow('the connection was lost');
    expect(attempts.length).toBeLessThanOrEqual(2);
  });

  it('finishes what it has in hand when a stop is asked: a deadlock is tried again', async () => {
    const { stop, attempts, result } = scene([deadlock(), deadlock()]);
    stop.abort();
    expect(await result()).toBe('done');
    expect(attempts).toEqual([1, 2, 3]);
  });

  it('gives up at once when the run is aborted', async () => {
    const { abort, attempts, result } = scene([deadlock(), deadlock()]);
    abort.abort();
    await expect(result()).rejects.toThrow('Deadlock');
    expect(attempts).toEqual([1]);
  });
});
