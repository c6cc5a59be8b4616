import { appendFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { openSwitchCase } from '../support/switching/case.js';
import { callAll } from '../support/switching/users.js';

it('moves users by its include file, who do not flip, and counts what its log tells', async () => {
  const made = await openSwitchCase('nginx', {
    steps: [10, 50, 100],
    hold: '1h',
    always: ['user-7'],
    conditions: [{ header: 'x-region', is: 'north' }],
    gates: [
      { metric: 'error_rate', max: '1%', min_requests: 50 },
      { metric: 'p95', max: '30s', min_requests: 50 },
      { metric: 'grpc_errors', max: '1%', min_requests: 10 },
    ],
    back: { at: 'error_rate > 5%' },
  });
  const { users, start, until, order, proxy, target } = made;
  const { ended } = start();
  await until(({ share }) => share === 10, 'the first step');
  // nginx reads its file after it was told to.
  await expect.poll(async () => (await users.sweep()).has('user-7')).toBe(true);
  const ten = await users.sweep();
  expect(ten.size).toBeGreaterThan(120);
  expect(ten.size).toBeLessThan(280);
  // Who does not say who it is has no place among the users: it moves last, but by a condition.
  expect(await users.ask(null)).toBe('source');
  expect(await users.ask(null, { 'x-region': 'north' })).toBe('target');
  await callAll(proxy.grpcPort, 200);
  await until(({ gates }) => gates.every(({ verdict }) => verdict === 'pass'), 'all gates pass');
  expect(await order('forward')).toMatchObject({ outcome: 'moved', share: 50 });
  await expect.poll(async () => (await users.sweep()).size).toBeGreaterThan(800);
  const half = await users.sweep();
  expect([...ten].every((user) => half.has(user))).toBe(true);
  const { nginx } = proxy.plane;
  expect(await readFile(nginx?.include ?? '', 'utf8')).toContain('    50% be_target;\n');
  expect(await readFile(`${nginx?.include}.before`, 'utf8')).toContain('    10% be_target;\n');
  // gRPC calls that end badly, with HTTP status 200: as many as it takes to be a share of all that went well before.
  target.behaviour.failPercent = 40;
  let isOver = false;
  void ended.finally(() => {
    isOver = true;
  });
  while (!isOver) await callAll(proxy.grpcPort, 500);
  expect(await ended).toMatchObject({ outcome: 'back', share: 0 });
  await expect.poll(() => users.sweep()).toEqual(new Set());
  const last = (await made.report()).at(-1);
  const calls = last?.metrics.find(({ metric, side }) => metric === 'grpc_errors' && side === 'target');
  // More than 5 % of 50 or more.
  expect(calls?.numerator).toBeGreaterThan(2);
});

it('brings users back from a target that is silent, and holds one that is slow', async () => {
  const { users, target, start, until, order } = await openSwitchCase('nginx', {
    steps: [50, 100],
    gates: [
      { metric: 'p95', max: '100ms', min_requests: 20 },
      { metric: 'error_rate', max: '1%', min_requests: 20 },
    ],
    back: { at: 'error_rate > 5%' },
  });
  target.behaviour.delayMs = 200;
  const slow = start();
  const coming = users.keepComing();
  expect(await slow.ended).toMatchObject({ outcome: 'forbidden', share: 50 });
  await until(({ state, gates }) => state === 'held' && gates[0]?.verdict === 'fail', 'held');
  target.behaviour.isSilent = true;
  const silent = start();
  expect(await silent.ended).toMatchObject({ outcome: 'back', share: 0 });
  await coming.stop();
  expect(await order('back')).toMatchObject({ share: 0 });
});

it('leaves nginx as it was where it refuses the change', async () => {
  const { proxy, start, users } = await openSwitchCase('nginx', { strategy: 'immediate' });
  const { nginx } = proxy.plane;
  await appendFile(join(dirname(nginx?.include ?? ''), 'nginx.conf'), 'half a line');
  const before = await readFile(nginx?.include ?? '', 'utf8');
  const running = start();
  await expect.poll(() => running.logged.join('\n')).toMatch(/nginx refuses the change/);
  expect(await readFile(nginx?.include ?? '', 'utf8')).toBe(before);
  expect(await users.sweep()).toEqual(new Set());
});
