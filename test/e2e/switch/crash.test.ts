import { expect, it } from 'vitest';
import { type Ended, linesOf, runBinary } from '../support/cli/binary.js';
import { openSwitchCase } from '../support/switching/case.js';

it('goes on from the proxy after kill -9 at each step, and nobody flips', async () => {
  const {
    case: opened,
    users,
    until,
    status,
  } = await openSwitchCase('nginx', {
    steps: [20, 60, 100],
    gates: [{ metric: 'error_rate', max: '1%', min_requests: 30 }],
    back: { at: 'error_rate > 5%' },
  });
  const cli = (action: string, killAt?: number): Promise<Ended> =>
    runBinary(['switch', action, '-c', opened.configFile, '--json'], {
      ...(killAt !== undefined && { endAt: { said: `"to":${killAt},"by"`, signal: 'SIGKILL' } }),
    });
  let before: ReadonlySet<string> = new Set();
  for (const share of [20, 60, 100]) {
    const coming = users.keepComing();
    expect((await cli('start', share)).exitCode).toBeNull();
    await coming.stop();
    // The server lets go of the lock of a dead process in its own time, and so does nginx of its old workers.
    await until(({ isControlled }) => !isControlled, 'nobody at work');
    expect(await status()).toMatchObject({ share, state: 'running' });
    await expect.poll(async () => (await users.sweep()).size).toBeGreaterThan(before.size);
    const onTarget = await users.sweep();
    expect([...before].every((user) => onTarget.has(user))).toBe(true);
    before = onTarget;
  }
  const coming = users.keepComing();
  const last = await cli('start');
  await coming.stop();
  expect(last.exitCode).toBe(0);
  expect(linesOf(last).at(-1)).toMatchObject({ type: 'switch-result', outcome: 'done', share: 100 });
  const [, told] = linesOf(await cli('status'));
  expect(told).toMatchObject({ type: 'switch-status', state: 'done', share: 100, strategy: 'canary' });
  const report = linesOf(await cli('report')).filter(({ type }) => type === 'switch-decision');
  expect(report.map(({ kind, to }) => [kind, to])).toEqual([
    ['start', 0],
    ['forward', 20],
    ['start', 20],
    ['forward', 60],
    ['start', 60],
    ['forward', 100],
    ['start', 100],
    ['done', 100],
  ]);
  expect((await cli('back')).exitCode).toBe(0);
  expect((await cli('hold')).exitCode).toBe(2);
  await until(({ share }) => share === 0, 'back');
});
