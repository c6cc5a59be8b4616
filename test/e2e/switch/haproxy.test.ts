import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { Metric } from '../../../src/core/switch-shapes.js';
import { operations } from '../../../src/operations/index.js';
import { tellSocket } from '../../../src/switch/haproxy/socket.js';
import { controls } from '../support/journey/journey.js';
import { openSwitchCase } from '../support/switching/case.js';
import { callAll } from '../support/switching/users.js';

const isSubset = (one: ReadonlySet<string>, other: ReadonlySet<string>) =>
  [...one].every((user) => other.has(user));

it('moves two thousand users by steps, none of whom flips, and goes on from the proxy', async () => {
  const made = await openSwitchCase('haproxy', {
    steps: [10, 50, 100],
    always: ['user-7', 'vip@acme'],
    gates: [{ metric: 'error_rate', max: '1%', worse_than_source: 2, min_requests: 50 }],
    back: { at: 'error_rate > 5%' },
  });
  const { users, start, until, order, status } = made;
  expect(await users.sweep()).toEqual(new Set());
  const first = start();
  await until(({ share }) => share === 10, 'the first step');
  // Nobody asks: without data nothing moves, neither forward nor back, by itself or by command.
  await delay(1_500);
  expect(await status()).toMatchObject({ share: 10, state: 'running', gates: [{ verdict: 'no-data' }] });
  expect(await order('forward')).toMatchObject({ outcome: 'forbidden', share: 10 });
  expect(await order('hold')).toMatchObject({ outcome: 'held', share: 10 });
  const ten = await users.sweep();
  expect(ten.has('user-7')).toBe(true);
  // Who does not say who it is has no place among the users: it moves last.
  expect(await users.ask(null)).toBe('source');
  expect(ten.size).toBeGreaterThan(120);
  expect(ten.size).toBeLessThan(280);
  await expect(start().ended).rejects.toThrow(/another switch controller/);
  expect(await order('forward')).toMatchObject({ outcome: 'moved', share: 50 });
  const half = await users.sweep();
  expect(isSubset(ten, half)).toBe(true);
  const coming = users.keepComing();
  await until(({ share }) => share === 100, 'all');
  expect((await users.sweep()).size).toBe(2000);
  expect(await users.ask(null)).toBe('target');
  expect(await first.ended).toMatchObject({ outcome: 'done', share: 100 });
  expect((await coming.stop()).failed).toBe(0);
  const { haproxy } = made.proxy.plane;
  expect(await readFile(haproxy?.map ?? '', 'utf8')).toBe('share 10000\n');
  expect(await order('back')).toMatchObject({ outcome: 'back', share: 0 });
  expect(await users.sweep()).toEqual(new Set());
  expect(await readFile(haproxy?.users ?? '', 'utf8')).toBe('');
  expect(await status()).toMatchObject({ share: 0, state: 'back', isControlled: false });
  const report = await made.report();
  expect(report.map(({ kind, from, to }) => [kind, from, to])).toEqual([
    ['start', 0, 0],
    ['forward', 0, 10],
    ['refused', 10, 10],
    ['hold', 10, 10],
    ['forward', 10, 50],
    ['forward', 50, 100],
    ['done', 100, 100],
    ['back', 100, 0],
  ]);
  const passed = report.find(({ from, to }) => from === 50 && to === 100);
  const target = passed?.metrics.find(({ metric, side }) => metric === 'error_rate' && side === 'target');
  expect(target?.denominator).toBeGreaterThan(50);
  expect(target?.numerator).toBe(0);
});

it('brings all users back when the target fails, also while it is held', async () => {
  const { users, target, start, until, order, report } = await openSwitchCase('haproxy', {
    steps: [50, 100],
    hold: '1h',
    gates: [{ metric: 'error_rate', max: '1%', min_requests: 50 }],
    back: { at: 'error_rate > 5%' },
  });
  const { ended } = start();
  const coming = users.keepComing();
  await until(
    ({ metrics }) => metrics.some(({ side, denominator }) => side === 'target' && denominator > 100),
    'data',
  );
  await order('hold');
  target.behaviour.failPercent = 4;
  const isBad = ({ side, value }: Metric) => side === 'target' && (value ?? 0) > 0.015;
  await until(({ metrics }) => metrics.some(isBad), 'a gate fails');
  expect(await order('forward')).toMatchObject({ outcome: 'forbidden', share: 50 });
  target.behaviour.failPercent = 20;
  // It is held for an hour: nothing else brings them back.
  expect(await ended).toMatchObject({ outcome: 'back', share: 0 });
  await coming.stop();
  expect(await users.sweep()).toEqual(new Set());
  const last = (await report()).at(-1);
  expect(last).toMatchObject({ kind: 'back', from: 50, to: 0, by: 'controller' });
  expect(last?.metrics[0]).toMatchObject({ metric: 'error_rate', side: 'target' });
});

it('counts failed gRPC calls by the services, which HAProxy takes for good ones', async () => {
  const { proxy, target, start, until } = await openSwitchCase('haproxy', {
    steps: [50, 100],
    hold: '1h',
    metrics: { source: '{source}/metrics', target: '{target}/metrics' },
    gates: [
      { metric: 'error_rate', max: '1%', min_requests: 50 },
      { metric: 'p95', max: '40ms', min_requests: 50 },
    ],
    back: { at: 'error_rate > 5%' },
  });
  const { ended } = start();
  await until(({ share }) => share === 50, 'half');
  await callAll(proxy.grpcPort, 400);
  const { gates, metrics } = await until(({ gates: all }) => all[0]?.verdict === 'pass', 'a verdict');
  expect(gates.map(({ verdict }) => verdict)).toEqual(['pass', 'fail']);
  expect(
    metrics.find(({ metric, side }) => metric === 'grpc_errors' && side === 'target')?.denominator,
  ).toBeGreaterThan(100);
  target.behaviour.failPercent = 30;
  await callAll(proxy.grpcPort, 400);
  expect(await ended).toMatchObject({ outcome: 'back', share: 0 });
});

it('brings users back from a target that takes requests and answers none', async () => {
  const { target, users, start, until } = await openSwitchCase('haproxy', {
    steps: [50, 100],
    hold: '1h',
    gates: [{ metric: 'error_rate', max: '1%', min_requests: 3 }],
    back: { at: 'error_rate > 5%' },
  });
  const { ended } = start();
  await until(({ share }) => share === 50, 'half');
  target.behaviour.isSilent = true;
  const coming = users.keepComing();
  expect(await ended).toMatchObject({ outcome: 'back', share: 0 });
  await coming.stop();
});

it('outlives the proxy, and takes what a person does there for what counts', async () => {
  const {
    proxy,
    start,
    status,
    until,
    order,
    case: opened,
    users,
  } = await openSwitchCase('haproxy', {
    steps: [25, 100],
    hold: '1h',
    back: { at: 'error_rate > 5%' },
  });
  const running = start();
  await until(({ share }) => share === 25, 'a quarter');
  const before = await users.sweep();
  await proxy.kill();
  expect(await status()).toMatchObject({ share: null, state: 'running' });
  await expect(order('forward')).rejects.toThrow(/HAProxy does not answer/);
  await expect.poll(() => running.logged.join('\n')).toMatch(/does not answer/);
  // A restart has the share from the file.
  await proxy.start();
  expect(await users.sweep()).toEqual(before);
  await until(({ share, isControlled }) => share === 25 && isControlled, 'still at work');
  await expect.poll(() => running.logged.join('\n')).toMatch(/answers again/);
  const { haproxy } = proxy.plane;
  await tellSocket(haproxy?.socket ?? '', `set map ${haproxy?.map} share 1234`);
  await until(({ share, state }) => share === 12.34 && state === 'held', 'held by hand');
  // The ledger's server is not needed to bring users back.
  const config = { ...opened.context.config };
  const away = { ...config, target: { ...config.target, mysql: { ...config.target.mysql, port: 1 } } };
  const { control } = controls();
  const back = { command: 'back', withoutData: false } as const;
  const said = await operations.switchOrder(
    { ...opened.context, config: away },
    back,
    () => undefined,
    control,
  );
  expect(said).toMatchObject({ outcome: 'back', share: 0 });
  await until(({ share }) => share === 0, 'back');
});
