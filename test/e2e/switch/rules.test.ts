import { mkdtemp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { request } from 'undici';
import { expect, inject, it, onTestFinished } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { startMariadb } from '../../../src/sandbox/servers/index.js';
import { askSocket } from '../../../src/switch/haproxy/socket.js';
import { openSwitchCase } from '../support/switching/case.js';

it('waits for rows that are equal and answers that are, then moves all at once', async () => {
  const {
    case: opened,
    start,
    status,
    until,
    target,
  } = await openSwitchCase('haproxy', {
    strategy: 'conditional',
    shadow: { source: '{source}', target: '{target}', paths: ['/data'] },
    gates: [
      { metric: 'consistency', min: 0.99 },
      { metric: 'shadow', min_requests: 2 },
      { metric: 'probe', url: '{target}/metrics' },
    ],
    back: { at: 'error_rate > 5%' },
  });
  target.behaviour.data = { id: 'another', value: 1 };
  const { ended } = start();
  await until(({ gates }) => gates[1]?.verdict === 'pass', 'the same answers but for an ID');
  expect(await status()).toMatchObject({
    share: 0,
    gates: [{ verdict: 'no-data' }, {}, { verdict: 'pass' }],
  });
  await opened.run();
  await opened.target.query("UPDATE notes SET text = 'other' WHERE id = 1");
  const validate = () => operations.validate(opened.context, { level: 'checksum' }, () => undefined);
  await validate();
  await until(({ gates }) => gates[0]?.verdict === 'fail', 'rows that differ');
  expect(await status()).toMatchObject({ share: 0 });
  await opened.target.query("UPDATE notes SET text = 'one' WHERE id = 1");
  await validate();
  expect(await ended).toMatchObject({ outcome: 'done', share: 100 });
});

it('refuses to lose writes, and what does not answer', async () => {
  const lossy = await openSwitchCase('haproxy', {
    strategy: 'immediate',
    writes: 'target',
    back: { at: 'error_rate > 5%' },
  });
  await expect(lossy.start().ended).rejects.toThrow(/switch.back cannot be kept: .* nothing feeds them back/);
  expect(await lossy.status()).toMatchObject({ share: 0 });
  const dead = await openSwitchCase('nginx', { strategy: 'blue-green' });
  await dead.target.close();
  expect(await dead.start().ended).toMatchObject({ outcome: 'forbidden', share: 0 });
});

it('renews instance by instance before each step', async () => {
  const renewed = join(await mkdtemp(join(inject('folder'), 'rolling-')), 'renewed');
  const { start, report } = await openSwitchCase('haproxy', {
    strategy: 'rolling',
    steps: [50, 100],
    rolling: { command: `echo "$TENANTFERRY_INSTANCE" >> ${renewed}`, drain: '5s', health: '10s' },
  });
  const { ended } = start();
  expect(await ended).toMatchObject({ outcome: 'done', share: 100 });
  expect((await report()).map(({ kind, to }) => [kind, to])).toEqual([
    ['start', 0],
    ['forward', 50],
    ['forward', 100],
    ['done', 100],
  ]);
  expect(await readFile(renewed, 'utf8')).toBe('target1\ntarget2\n');
});

it('brings users back although the ledger is away, and notes it once it is there again', async () => {
  const server = await startMariadb();
  onTestFinished(() => server.remove());
  const settings = {
    steps: [50, 100],
    gates: [{ metric: 'error_rate', max: '1%', min_requests: 30 }],
    back: { at: 'error_rate > 5%' },
  };
  const { start, until, users, target, report, proxy } = await openSwitchCase('haproxy', settings, server);
  const { ended, logged } = start();
  await until(({ share }) => share === 50, 'half');
  await server.kill();
  await expect.poll(() => logged.join('\n')).toMatch(/ledger cannot be reached/);
  const coming = users.keepComing();
  // Nobody is moved on while it could not be noted, though the gates pass.
  await expect.poll(coming.sent).toBeGreaterThan(300);
  const { socket = '', map = '' } = proxy.plane.haproxy ?? {};
  const shown = () => askSocket(socket, `show map ${map}`);
  expect(await shown()).toContain('share 5000');
  target.behaviour.failPercent = 50;
  await expect.poll(shown).toContain('share 0');
  await coming.stop();
  await server.start();
  expect(await ended).toMatchObject({ outcome: 'back', share: 0 });
  expect((await report()).map(({ kind }) => kind)).toEqual(['start', 'forward', 'back']);
});

it('counts the streams that stay on the source, and ends them after the last step', async () => {
  const { start, until, proxy } = await openSwitchCase('haproxy', {
    strategy: 'immediate',
    hold: '1h',
    end_streams_after: '15s',
  });
  const { body } = await request(`http://127.0.0.1:${proxy.port}/stream`, { headers: { 'x-user-id': 'u' } });
  const ended = body.text().then(
    () => 'ended',
    () => 'cut',
  );
  start();
  const { oldSessions } = await until(({ share }) => share === 100, 'all');
  expect(oldSessions).toBe(1);
  expect(['ended', 'cut']).toContain(await ended);
  await until((status) => status.oldSessions === 0, 'no session on the source');
});
