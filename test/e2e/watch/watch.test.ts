import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { RefusedError } from '../../../src/core/refused.js';
import { impatient } from '../../../src/mysql/impatient-session.js';
import { openSession } from '../../../src/mysql/session.js';
import { operations } from '../../../src/operations/index.js';
import { startMariadb } from '../../../src/sandbox/servers/index.js';
import { patience } from '../../support/patience.js';
import { runBinary } from '../support/cli/binary.js';
import { runHere } from '../support/cli/here.js';
import { controls } from '../support/journey/journey.js';
import { openCase, type SmallCase } from '../support/small-case.js';
import { openMailServer, openReceiver } from '../support/watch/receivers.js';
import { of, openTold, startWatch } from '../support/watch/watching.js';
import { openWizardPty } from '../support/wizard/wizard-pty.js';

const table = 'CREATE TABLE kvs (id INT UNSIGNED PRIMARY KEY, tenant_id VARCHAR(64) NOT NULL DEFAULT "")';
const small: Pick<SmallCase, 'source' | 'target' | 'tables'> = {
  source: 'CREATE TABLE kvs (id INT UNSIGNED PRIMARY KEY);\nINSERT INTO kvs VALUES (1), (2), (3);\n',
  target: `${table};\nCREATE TABLE bad (name VARCHAR(50), n INT);\nINSERT INTO bad VALUES ('a', 3), ('b', 0);\n`,
  tables: ['kvs'],
};

const badRows = { id: 'bad-rows', sql: 'SELECT name, n FROM bad;', when: '> 0', severity: 'critical' };

it('tells every channel both ends, a storm as one message, and what people did from elsewhere', async () => {
  const canary = `canary-${randomUUID()}`;
  const receiver = await openReceiver();
  const mail = await openMailServer(canary);
  const at = (path: string) => `http://127.0.0.1:${receiver.port}/${path}?token=${canary}`;
  const opened = await openCase({
    ...small,
    targetServer: 'mysql',
    settings: {
      watch: {
        every: '200ms',
        signals: false,
        channels: {
          ops: { type: 'webhook', url: at('ops') },
          chat: { type: 'slack', url: at('chat'), language: 'zh' },
          ding: { type: 'dingtalk', url: at('ding'), secret: canary },
          mail: {
            type: 'email',
            host: '127.0.0.1',
            port: mail.port,
            from: 'a@example.com',
            to: 'b@example.com',
            username: 'ferry',
            password: canary,
          },
        },
        rules: [
          badRows,
          { id: 'no-table', sql: 'SELECT n FROM nowhere', on: 'source', when: '> 0', channels: ['ops'] },
          { id: 'fine', sql: 'SELECT COUNT(*) FROM kvs', on: 'source', when: '!= 3', channels: ['ops'] },
        ],
      },
    },
  });
  const { context, target } = opened;
  expect(
    (await operations.testChannels(context, { channel: undefined, language: 'en' })).map(({ ok }) => ok),
  ).toEqual([true, true, true, true]);
  receiver.posts.splice(0);
  mail.mails.splice(0);
  const { ended, events, stop } = startWatch(opened);

  await vi.waitFor(() => {
    expect(mail.mails).toHaveLength(1);
    expect(of(receiver.posts, `/ops?token=${canary}`, 'bad-rows')).toHaveLength(1);
    expect(of(receiver.posts, `/ops?token=${canary}`, 'no-table')).toHaveLength(1);
    expect(receiver.posts).toHaveLength(4);
  }, patience);
  const [first] = of(receiver.posts, `/ops?token=${canary}`, 'bad-rows');
  expect(first?.body).toMatchObject({
    status: 'firing',
    severity: 'critical',
    kind: 'alert',
    count: 1,
    alerts: [{ key: 'a', value: 3 }],
  });
  expect(first?.key).toHaveLength(64);
  const [error] = of(receiver.posts, `/ops?token=${canary}`, 'no-table');
  expect(error?.body).toMatchObject({ kind: 'rule-error', severity: 'error' });
  const posted = JSON.stringify(receiver.posts.map(({ body }) => body));
  expect(posted).toContain('触发告警');
  expect(receiver.posts.find(({ path }) => path.startsWith('/ding'))?.path).toMatch(/timestamp=\d+&sign=/);
  expect(mail.mails[0]).toMatch(/^Subject: \[critical\] bad-rows is firing\r$/m);
  expect(posted + mail.mails.join('') + JSON.stringify(events)).not.toContain(canary);

  await expect(
    operations.watch(context, { language: 'en' }, () => undefined, controls().control),
  ).rejects.toThrow(RefusedError);

  const [listed, ...others] = (await operations.alerts(context)).filter(({ rule }) => rule === 'bad-rows');
  expect(others).toEqual([]);
  expect(listed).toMatchObject({ key: 'a', state: 'firing', silenced: false });
  const acknowledged = await operations.orderAlert(context, { action: 'ack', id: listed?.id ?? '' });
  expect(acknowledged.state).toBe('acknowledged');
  await expect(operations.orderAlert(context, { action: 'ack', id: 'nobody' })).rejects.toThrow('no alert');

  const storm = Array.from({ length: 1000 }, (_, index) => `('row ${index}', 1)`);
  await target.query(`INSERT INTO bad VALUES ${storm.join(', ')}`);
  await vi.waitFor(
    () => expect(of(receiver.posts, `/ops?token=${canary}`, 'bad-rows')).toHaveLength(2),
    patience,
  );
  expect(of(receiver.posts, `/ops?token=${canary}`, 'bad-rows')[1]?.body).toMatchObject({ count: 1000 });
  expect(await operations.alerts(context)).toHaveLength(1002);

  await operations.silence(context, { rule: 'bad-rows', forMs: 3_600_000 });
  await target.query("DELETE FROM bad WHERE name <> 'a'");
  const resolved = (count: number) =>
    vi.waitFor(async () => {
      const stats = await operations.alertStats(context, 1);
      expect(stats.find(({ rule }) => rule === 'bad-rows')).toMatchObject({
        fired: 1001,
        resolved: count,
        acknowledged: 1,
      });
    }, patience);
  await resolved(1000);
  await target.query('DELETE FROM bad');
  await resolved(1001);
  expect(of(receiver.posts, `/ops?token=${canary}`, 'bad-rows')).toHaveLength(2);
  // As if the hour were over.
  await target.query('DELETE FROM tenantferry.alert_silences WHERE run_id = ?', [
    `${opened.targetDatabase}/acme`,
  ]);
  await vi.waitFor(
    () => expect(of(receiver.posts, `/ops?token=${canary}`, 'bad-rows').length).toBeGreaterThan(2),
    patience,
  );
  const ends = of(receiver.posts, `/ops?token=${canary}`, 'bad-rows').slice(2);
  expect(ends.map(({ body }) => [body.status, body.count])).toEqual([['resolved', 1001]]);
  await vi.waitFor(() => expect(mail.mails).toHaveLength(3), patience);
  expect(mail.mails[2]).toMatch(/^Subject: \[critical\] bad-rows is resolved \(1001\)\r$/m);
  stop();
  expect(await ended).toMatchObject({ outcome: 'stopped', waiting: 0 });
});

it('goes on where it was killed: what was not delivered is delivered once, and so is the end', async () => {
  const receiver = await openReceiver();
  receiver.answer(503);
  const opened = await openCase({
    ...small,
    settings: {
      watch: {
        every: '200ms',
        signals: false,
        channels: { ops: { type: 'webhook', url: `http://127.0.0.1:${receiver.port}/ops` } },
        rules: [badRows],
      },
    },
  });
  const { configFile, target, context } = opened;
  const killed = await runBinary(['watch', '-c', configFile, '--json'], {
    endAt: { said: '"alert-notice"', signal: 'SIGKILL' },
  });
  expect(killed.exitCode).toBeNull();
  const [alert] = await operations.alerts(context);
  expect(alert).toMatchObject({ rule: 'bad-rows', state: 'firing' });
  const panel = (...args: readonly string[]) => {
    const wizard = openWizardPty({
      cwd: dirname(configFile),
      args: ['-c', configFile, ...args],
      columns: 80,
      rows: 24,
    });
    onTestFinished(async () => {
      wizard.kill('SIGKILL');
      await wizard.exit;
    });
    return wizard;
  };
  const [wizard, chinese] = [panel(), panel('--lang', 'zh')];
  await Promise.all([wizard.see('! alerts'), chinese.see(/!\s*告警/)]);
  wizard.type('!');
  chinese.type('!');
  const shows = (one: typeof wizard, ...texts: readonly string[]) =>
    one.settle((shown) => texts.every((text) => shown.includes(text)), texts.join(', '));
  for (const [columns, rows] of [
    [80, 24],
    [56, 16],
  ] as const) {
    for (const one of [wizard, chinese]) one.resize(columns, rows);
    await shows(wizard, '1 going on', 'bad-rows  a  critical  value 3', 'firing since', `${alert?.id}`);
    await shows(chinese, '1 项仍在持续', 'bad-rows  a  严重  值 3', '起告警', `${alert?.id}`);
  }
  wizard.type('a');
  await wizard.see('bad-rows is acknowledged');
  await chinese.see('已确认');
  expect((await operations.alerts(context)).map(({ state }) => state)).toEqual(['acknowledged']);
  for (const one of [wizard, chinese]) one.type('\u0003');
  expect(await Promise.all([wizard.exit, chinese.exit])).toEqual([130, 130]);
  receiver.answer(200);
  const watching = startWatch(opened);
  await vi.waitFor(() => expect(receiver.posts).toHaveLength(1), patience);
  await target.query('DELETE FROM bad');
  await vi.waitFor(() => expect(receiver.posts).toHaveLength(2), patience);
  watching.stop();
  await watching.ended;
  expect(receiver.posts.map(({ body }) => body.status)).toEqual(['firing', 'resolved']);
  expect(receiver.posts.map(({ body }) => body.alerts)).toMatchObject([
    [{ id: alert?.id }],
    [{ id: alert?.id }],
  ]);
  const { stdout, exitCode } = await runHere(['alerts', 'list', '-c', configFile, '--json']);
  expect(exitCode).toBe(0);
  expect(stdout).toContain(`"id":"${alert?.id}","rule":"bad-rows","kind":"alert"`);
  expect((await runHere(['alerts', 'ack', 'nobody', '-c', configFile, '--json'])).exitCode).toBe(2);
});

it('leaves a channel alone as long as it asks to be, whatever else there is to tell', async () => {
  const [busy, free] = [await openReceiver(), await openReceiver()];
  busy.answer(429, { 'retry-after': '3' });
  const url = ({ port }: typeof busy) => `http://127.0.0.1:${port}/ops`;
  const opened = await openCase({
    ...small,
    settings: {
      watch: {
        every: '100ms',
        signals: false,
        channels: { busy: { type: 'slack', url: url(busy) }, free: { type: 'webhook', url: url(free) } },
        rules: [badRows, { ...badRows, id: 'too' }, { ...badRows, id: 'three' }],
      },
    },
  });
  startWatch(opened);
  await vi.waitFor(() => expect(busy.refusedAt.length).toBeGreaterThanOrEqual(3), patience);
  const [first = 0, second = 0, third = 0] = busy.refusedAt;
  // Without it the first letter is tried again after a second, and others in between.
  expect(Math.min(second - first, third - second)).toBeGreaterThan(2_900);
  expect(free.posts.map(({ body }) => body.rule).toSorted()).toEqual(['bad-rows', 'three', 'too']);
  busy.answer(200);
  await vi.waitFor(() => expect(busy.posts).toHaveLength(3), patience);
});

it('takes a run up again where a rule asks for it, and tells it', async () => {
  const receiver = await openReceiver();
  const opened = await openCase({
    ...small,
    settings: {
      watch: {
        every: '200ms',
        channels: { ops: { type: 'webhook', url: `http://127.0.0.1:${receiver.port}/ops` } },
        signals: false,
        rules: [
          {
            id: 'stands-still',
            signal: 'run-stalled',
            for: '0s',
            severity: 'critical',
            recover: { action: 'resume', attempts: 2, cooldown: '10m' },
          },
          { id: 'differs', signal: 'validation', recover: { action: 'repair-dry-run' } },
        ],
      },
    },
  });
  const { context, target } = opened;
  const stopped = controls();
  stopped.stop();
  const request = { phase: 'all', confirm: opened.targetDatabase, resume: false };
  expect((await operations.run(context, request, () => undefined, stopped.control)).outcome).toBe('stopped');
  const watching = startWatch(opened);
  await vi.waitFor(() => expect(receiver.posts).toHaveLength(3), patience);
  const [rows] = await target.query('SELECT id FROM kvs');
  expect(rows).toHaveLength(3);
  await target.query('DELETE FROM kvs WHERE id = 2');
  await operations.validate(context, { level: 'full' }, () => undefined);
  await vi.waitFor(() => expect(of(receiver.posts, '/ops', 'differs')).toHaveLength(2), patience);
  watching.stop();
  await watching.ended;
  const stands = of(receiver.posts, '/ops', 'stands-still').map(({ body }) => body);
  expect(stands.map(({ kind }) => kind).toSorted()).toEqual(['alert', 'alert', 'recovery']);
  const recovery = stands.find(({ kind }) => kind === 'recovery');
  expect(recovery).toMatchObject({
    rule: 'stands-still',
    recovery: { action: 'resume', attempt: 1, most: 2, ok: true },
  });
  const [differs, looked] = of(receiver.posts, '/ops', 'differs').map(({ body }) => body);
  expect(differs).toMatchObject({ kind: 'alert', severity: 'error', alerts: [{ value: 1 }] });
  expect(looked).toMatchObject({
    recovery: { action: 'repair-dry-run', ok: true, why: '1 repair is proposed' },
  });
});

it('says that a server is away, with the ledger in it or not, keeps back what hangs on it, and goes on once it is back', async () => {
  const receiver = await openReceiver();
  const server = await startMariadb();
  onTestFinished(() => server.remove());
  const opened = await openCase({
    ...small,
    targetServer: server,
    settings: {
      watch: {
        every: '200ms',
        signals: ['target-down'],
        channels: { ops: { type: 'webhook', url: `http://127.0.0.1:${receiver.port}/ops` } },
        rules: [badRows],
      },
    },
  });
  const { settings, until, bodies } = await openTold([
    { id: 'dead', signal: 'source-down' },
    { id: 'three', sql: 'SELECT COUNT(*) FROM kvs', on: 'source', when: '= 3' },
  ]);
  startWatch(await openCase({ ...small, sourceServer: server, settings: { watch: settings } }));
  const watching = startWatch(opened);
  await until('three', 'firing');
  await vi.waitFor(() => expect(of(receiver.posts, '/ops', 'bad-rows')).toHaveLength(1), patience);
  // Else it would have to be told again, since nobody knows any more that it was.
  const unsent = 'SELECT 1 FROM tenantferry.alert_notices WHERE sent_at IS NULL';
  await vi.waitFor(async () => expect((await opened.target.query(unsent))[0]).toEqual([]), patience);
  await server.kill();
  await until('dead', 'firing');
  await vi.waitFor(() => expect(of(receiver.posts, '/ops', 'target-down')).toHaveLength(1), patience);
  watching.stop();
  await watching.ended;
  // Whoever begins while it is away knows what was told.
  const next = startWatch(opened);
  const isAway = (event: RunEvent) => event.type === 'log' && event.because?.code === 'watch.ledger-away';
  await vi.waitFor(() => expect(next.events.filter(isAway).length).toBeGreaterThan(2), patience);
  await server.start();
  await vi.waitFor(() => expect(of(receiver.posts, '/ops', 'target-down')).toHaveLength(2), patience);
  await vi.waitFor(async () => {
    const listed = await operations.alerts(opened.context);
    expect(listed.map(({ rule, state }) => [rule, state]).toSorted()).toEqual([
      ['bad-rows', 'firing'],
      ['target-down', 'resolved'],
    ]);
  }, patience);
  expect(receiver.posts.map(({ body }) => body.text)).toHaveLength(3);
  next.stop();
  await next.ended;
  await until('dead', 'resolved');
  expect(bodies('three').map(({ text }) => text)).toEqual([expect.stringContaining('three is firing')]);
  const downs = of(receiver.posts, '/ops', 'target-down').map(({ body }) => body);
  expect(downs.map(({ status }) => status)).toEqual(['firing', 'resolved']);
  expect(new Set(downs.map(({ alerts }) => (alerts as { id: string }[])[0]?.id)).size).toBe(1);
  const stats = await operations.alertStats(opened.context, 1);
  expect(stats.find(({ rule }) => rule === 'target-down')).toMatchObject({ fired: 1, resolved: 1 });
  // A server that stands still cuts no connection.
  const still = impatient(await openSession(opened.context.config.target.mysql, 'target'), 100);
  await expect(still.query('SELECT SLEEP(20)')).rejects.toMatchObject({ connectionLost: true });
  expect((await readdir(dirname(opened.configFile))).filter((name) => name.includes('watch-'))).toEqual([]);
});
