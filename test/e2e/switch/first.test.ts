import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { request } from 'undici';
import { expect, it } from 'vitest';
import { tellSocket } from '../../../src/switch/haproxy/socket.js';
import { openSwitchCase, type SwitchCase } from '../support/switching/case.js';

const kinds = ['haproxy', 'nginx'] as const;

/** Which side a request meets that has these headers, and maybe no user in them. */
async function side({ proxy }: SwitchCase, headers: Readonly<Record<string, string>>): Promise<string> {
  const { body } = await request(`http://127.0.0.1:${proxy.port}/`, {
    headers: { connection: 'close', ...headers },
  });
  return body.text();
}

it.each(kinds)(
  '%s: regions go first once the gates have passed, and all once they are sound',
  async (kind) => {
    const opened = await openSwitchCase(kind, {
      strategy: 'ab',
      steps: [0.01],
      hold: '300ms',
      conditions: [{ header: 'x-region', is: ['north', 'south'] }],
    });
    const { start, until, order } = opened;
    const of = (region: string) => side(opened, { 'x-user-id': 'user-1', 'x-region': region });
    const { ended } = start();
    await until(({ state }) => state === 'waiting', 'two groups');
    await expect.poll(() => of('north')).toBe('target');
    expect(await Promise.all(['south', 'west', 'NORTH', ''].map(of))).toEqual([
      'target',
      'source',
      'source',
      'source',
    ]);
    expect(await order('back')).toMatchObject({ share: 0 });
    expect(await ended).toMatchObject({ outcome: 'back' });
    await expect.poll(() => of('north')).toBe('source');
  },
);

it.each(kinds)('%s: networks go first, and back with all others', async (kind) => {
  const opened = await openSwitchCase(kind, {
    strategy: 'canary',
    steps: [0.01, 100],
    hold: '1h',
    networks: ['127.0.0.0/8', '2001:db8::/32'],
  });
  const { start, until, order } = opened;
  const { ended } = start();
  await until(({ share }) => share === 0.01, 'the first step');
  const local = () => side(opened, { 'x-user-id': 'user-1' });
  await expect.poll(local).toBe('target');
  const { networks } = opened.proxy.plane.haproxy ?? {};
  if (networks !== undefined)
    await expect
      .poll(() => readFile(networks, 'utf8'))
      .toBe('127.0.0.0/8 be_target\n2001:db8::/32 be_target\n');
  await order('back');
  expect(await ended).toMatchObject({ outcome: 'back', share: 0 });
  await expect.poll(local).toBe('source');
});

it.each(kinds)(
  '%s: nothing moves before a conditional switch, and then everybody, whatever his key is',
  async (kind) => {
    const opened = await openSwitchCase(kind, {
      strategy: 'conditional',
      hold: '1h',
      always: ['auth0|a/b=='],
      gates: [{ metric: 'probe', url: '{target}/metrics', expect_status: 204 }],
    });
    const { start, until, order, target } = opened;
    // As they are in a header: bytes of any kind, nothing at all, and more than anybody has.
    const odd = [
      'Jürgen Groß',
      '用户',
      `"; DROP`,
      "o'neil",
      '  a  b ',
      '',
      '%00',
      'x'.repeat(6_000),
      'auth0|a/b==',
    ];
    const bytes = odd.map((key) => Buffer.from(key, 'utf8').toString('latin1'));
    const all = async () => [
      ...new Set(
        await Promise.all([...bytes.map((key) => side(opened, { 'x-user-id': key })), side(opened, {})]),
      ),
    ];
    start();
    await until(({ gates }) => gates[0]?.verdict === 'fail', 'the gate says no');
    expect(await all()).toEqual(['source']);
    target.behaviour.metricsStatus = 204;
    await until(({ share }) => share === 100, 'all at once');
    await expect.poll(all).toEqual(['target']);
    await order('back');
    await expect.poll(all).toEqual(['source']);
  },
);

it('lines that stand twice in a map of HAProxy, and other keys in it, are read as HAProxy reads them', async () => {
  const opened = await openSwitchCase('haproxy', { steps: [50, 100], hold: '1h' });
  const { socket = '', map = '', users = '' } = opened.proxy.plane.haproxy ?? {};
  for (const line of ['share 9999', 'other 5000', '# 1']) await tellSocket(socket, `add map ${map} ${line}`);
  await tellSocket(socket, `add map ${users} user-1 be_target`);
  await tellSocket(socket, `add map ${users} user-1 be_source`);
  expect(await opened.users.ask('user-1')).toBe('target');
  expect(await opened.status()).toMatchObject({ share: 0 });
  expect((await opened.users.sweep()).size).toBe(1);
  opened.start();
  await opened.until(({ share }) => share === 50, 'half');
  expect((await opened.users.sweep()).size).toBeGreaterThan(800);
  await opened.order('back');
  expect(await opened.status()).toMatchObject({ share: 0 });
  expect((await opened.users.sweep()).size).toBe(0);
});

it('streams that stay at nginx are ended by it, counted by the service, and said to be uncounted where that tells nothing', async () => {
  const opened = await openSwitchCase('nginx', {
    strategy: 'immediate',
    hold: '300ms',
    end_streams_after: '4s',
    metrics: { source: '{source}/metrics', target: '{target}/metrics' },
  });
  const { start, until, proxy, source, report, case: made } = opened;
  const { body } = await request(`http://127.0.0.1:${proxy.port}/stream`, { headers: { 'x-user-id': 'u' } });
  const stream = body.text().then(
    () => 'ended',
    () => 'cut',
  );
  source.calls.open = 1;
  const { ended, logged } = start();
  const { oldSessions } = await until(({ share }) => share === 100, 'all');
  expect(oldSessions).toBe(1);
  expect(['ended', 'cut']).toContain(await stream);
  source.calls.open = 0;
  expect(await ended).toMatchObject({ outcome: 'done', share: 100 });
  expect(logged.join('\n')).toMatch(/ended by nginx, by its worker_shutdown_timeout/);
  expect((await report()).at(-1)).toMatchObject({ because: { code: 'switch.done' } });
  expect((await made.cli('switch', 'status')).stdout).toContain('"oldSessions":0');
});

it('nginx is not begun with where it would end no streams, and says that it cannot count them', async () => {
  const late = await openSwitchCase('nginx', { strategy: 'immediate', end_streams_after: '1s' });
  await expect(late.start().ended).rejects.toThrow(/ends streams after 2 s/);
  expect(await late.status()).toMatchObject({ share: 0, oldSessions: null });
  const { include = '' } = late.proxy.plane.nginx ?? {};
  const config = await readFile(join(dirname(include), 'nginx.conf'), 'utf8');
  expect(config).toContain('worker_shutdown_timeout 2s;');
  const plain = await openSwitchCase('nginx', { strategy: 'immediate', hold: '300ms' });
  expect(await plain.start().ended).toMatchObject({ outcome: 'done' });
  expect((await plain.report()).at(-1)).toMatchObject({ because: { code: 'switch.done-uncounted' } });
});
