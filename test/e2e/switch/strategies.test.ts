import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, it } from 'vitest';
import { tellSocket } from '../../../src/switch/haproxy/socket.js';
import { openSwitchCase } from '../support/switching/case.js';
import { startWatch } from '../support/watch/watching.js';

it('compares two groups of nginx until a person decides, also where its file was cut meanwhile', async () => {
  const { users, start, until, order, status, proxy, report } = await openSwitchCase('nginx', {
    strategy: 'ab',
    steps: [30],
    hold: '500ms',
    always: ['user-7'],
    conditions: [
      { header: 'x-region', is: 'north' },
      { cookie: 'beta', is: 'yes' },
    ],
    gates: [{ metric: 'error_rate', max: '1%', min_requests: 50 }],
    back: { at: 'error_rate > 5%' },
  });
  const { ended, logged } = start();
  await until(({ share, state }) => share === 30 && state === 'waiting', 'two groups');
  await expect.poll(() => users.ask('user-7')).toBe('target');
  const group = await users.sweep();
  expect(group.size).toBeGreaterThan(480);
  expect(group.size).toBeLessThan(720);
  const other = Array.from({ length: 20 }, (_, index) => `user-${index}`).find((user) => !group.has(user));
  expect(await users.ask(other ?? '')).toBe('source');
  expect(await users.ask(other ?? '', { 'x-region': 'north' })).toBe('target');
  expect(await users.ask(other ?? '', { cookie: 'a=b; beta=yes' })).toBe('target');
  const { metrics } = await until(({ gates }) => gates[0]?.verdict === 'pass', 'figures of both groups');
  const requests = (side: string) =>
    metrics.find((one) => one.metric === 'error_rate' && one.side === side)?.denominator ?? 0;
  expect(requests('source')).toBeGreaterThan(requests('target'));
  expect(requests('target')).toBeGreaterThan(400);
  // It stays, whatever the gates say.
  expect(await status()).toMatchObject({ share: 30, state: 'waiting' });
  const { include = '' } = proxy.plane.nginx ?? {};
  await writeFile(include, (await readFile(include, 'utf8')).split('}')[0] ?? '');
  expect(await status()).toMatchObject({ share: null, problem: { because: { code: 'plane.include' } } });
  await expect.poll(() => logged.join('\n')).toMatch(/ends within a block/);
  await expect(order('forward')).rejects.toThrow(/ends within a block/);
  expect(await order('back')).toMatchObject({ outcome: 'back', share: 0 });
  expect(await ended).toMatchObject({ outcome: 'back', share: 0 });
  const some = [...group].slice(0, 20);
  const met = async () => new Set(await Promise.all(some.map((user) => users.ask(user))));
  await expect.poll(met).toEqual(new Set(['source']));
  expect((await report()).map(({ kind, to }) => [kind, to])).toEqual([
    ['start', 0],
    ['forward', 30],
    ['back', 0],
  ]);
});

it('moves all at once and back from a target that dies, and mends a map that somebody emptied', async () => {
  const { users, target, start, until, order, proxy, status } = await openSwitchCase('haproxy', {
    strategy: 'blue-green',
    hold: '1h',
    always: ['user-7'],
    back: { at: 'error_rate > 5%' },
  });
  const { socket = '', map = '', users: list = '' } = proxy.plane.haproxy ?? {};
  await tellSocket(socket, `add map ${list} user-1 be_source`);
  await tellSocket(socket, `add map ${list} user-2 be_target`);
  const { ended } = start();
  await until(({ share }) => share === 100, 'all');
  const all = await users.sweep();
  expect([all.size, all.has('user-1')]).toEqual([1999, false]);
  // It is held for an hour: nothing else brings them back.
  await target.close();
  expect(await ended).toMatchObject({ outcome: 'back', share: 0 });
  // Everybody, by whomever they were listed; who was kept on the source stays listed.
  expect(await users.sweep()).toEqual(new Set());
  expect(await readFile(list, 'utf8')).toBe('user-1 be_source\n');
  await tellSocket(socket, `del map ${map} share`);
  expect(await status()).toMatchObject({ share: null, problem: { because: { code: 'plane.no-share' } } });
  expect(await order('back')).toMatchObject({ share: 0 });
  expect(await readFile(map, 'utf8')).toBe('share 0\n');
});

it('waits for the gates and for a person before all of nginx’s users go', async () => {
  const sql = "SELECT COUNT(*) FROM notes WHERE text = 'sick'";
  const watch = { every: '200ms', signals: false, channels: {}, rules: [{ id: 'sick', sql, when: '> 0' }] };
  const settings = {
    strategy: 'conditional',
    hold: '300ms',
    shadow: { source: '{source}', target: '{target}', paths: ['/data'] },
    gates: [
      { metric: 'shadow', min_requests: 1 },
      { metric: 'alerts', rules: ['sick'] },
      { metric: 'person' },
    ],
  };
  const opening = openSwitchCase('nginx', settings, undefined, { watch });
  const { case: opened, users, start, until, order } = await opening;
  const { ended } = start();
  // Silence means nothing as long as nobody watches.
  await until(({ gates }) => gates[0]?.verdict === 'pass' && gates[1]?.verdict === 'no-data', 'no watch');
  await opened.target.query("INSERT INTO notes VALUES (1, 2, 'sick', 'acme')");
  startWatch(opened);
  await until(({ gates }) => gates[1]?.verdict === 'fail', 'an alert goes on');
  expect(await order('forward', true)).toMatchObject({ outcome: 'forbidden', share: 0 });
  await opened.target.query("UPDATE notes SET text = 'well'");
  const { gates } = await until(({ state }) => state === 'waiting', 'a person is waited for');
  expect(gates.map(({ verdict }) => verdict)).toEqual(['pass', 'pass', 'no-data']);
  expect(await users.ask('user-1')).toBe('source');
  expect(await order('forward')).toMatchObject({ outcome: 'moved', share: 100 });
  expect(await ended).toMatchObject({ outcome: 'done', share: 100 });
  await expect.poll(() => users.ask('user-1')).toBe('target');
});

it('holds where an instance cannot be renewed, and tries again when a person says forward', async () => {
  const mended = join(await mkdtemp(join(inject('folder'), 'rolling-')), 'mended');
  const { start, until, order, report } = await openSwitchCase('haproxy', {
    strategy: 'rolling',
    steps: [50, 100],
    rolling: { command: `test -e ${mended}`, drain: '5s', health: '10s' },
  });
  const { ended } = start();
  await until(({ state, share }) => state === 'held' && share === 0, 'held');
  await writeFile(mended, '');
  expect(await order('forward')).toMatchObject({ outcome: 'moved', share: 50 });
  expect(await ended).toMatchObject({ outcome: 'done', share: 100 });
  const [, refused] = await report();
  expect(refused).toMatchObject({ kind: 'refused', because: { code: 'rolling.failed' } });
});
