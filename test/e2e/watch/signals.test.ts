import { createHash } from 'node:crypto';
import { expect, it, onTestFinished, vi } from 'vitest';
import type { Context } from '../../../src/config/context.js';
import { Secret } from '../../../src/core/secret.js';
import { operations } from '../../../src/operations/index.js';
import { patience } from '../../support/patience.js';
import { secretColumns } from '../../support/preset.js';
import { openBkRepos } from '../support/files-case.js';
import { controls } from '../support/journey/journey.js';
import { openCutover, startLiveServer } from '../support/live/cutover-case.js';
import { vaultRequest } from '../support/servers.js';
import { openCase } from '../support/small-case.js';
import { fileOf } from '../support/stores.js';
import { openSwitchCase } from '../support/switching/case.js';
import { openTold, startWatch } from '../support/watch/watching.js';

/** Each signal on real servers: it fires, and it is over. */

const digest = (name: string, value: string) => createHash(name).update(value).digest('hex');

const tables = (
  tenant: string,
) => `CREATE TABLE items (id INT UNSIGNED PRIMARY KEY, biz_id INT UNSIGNED NOT NULL, sha CHAR(64) NOT NULL${tenant});
CREATE TABLE things (id INT UNSIGNED PRIMARY KEY, biz_id INT UNSIGNED NOT NULL, k VARCHAR(40) NOT NULL, version INT NOT NULL,
  kv_type VARCHAR(10) NOT NULL, signature CHAR(64) NOT NULL, md5 CHAR(32) NOT NULL, byte_size INT NOT NULL, state VARCHAR(10) NOT NULL${tenant});
`;

/** The same with a token of the target's Vault that nobody can renew, and other limits. */
function changed(context: Context, token: string, limits: Readonly<Record<string, number>>): Context {
  const { config } = context;
  if (!config.watch || !config.target.vault) throw new Error('no watch');
  const rules = config.watch.rules.map((rule) => {
    const limit = limits[rule.id];
    return limit === undefined ? rule : { ...rule, when: { ...rule.when, limit } };
  });
  const vault = { ...config.target.vault, auth: { kind: 'token', token: new Secret(token) } as const };
  return {
    ...context,
    config: { ...config, watch: { ...config.watch, rules }, target: { ...config.target, vault } },
  };
}

it('a run that stands still or failed, what it could not bring, what differs, tokens and disks', async () => {
  const files = [fileOf(2, 'one'), fileOf(2, 'two')] as const;
  const { from, to } = await openBkRepos(files.slice(0, 1));
  const { settings, until } = await openTold([
    { id: 'stalled', signal: 'run-stalled', for: '0s' },
    { id: 'failed', signal: 'run-failed' },
    { id: 'secrets', signal: 'secrets-missing' },
    { id: 'files', signal: 'files-missing' },
    { id: 'differs', signal: 'validation' },
    { id: 'token', signal: 'vault-token' },
    { id: 'disks', signal: 'disk', when: '>= 0', for: '0s' },
  ]);
  const opened = await openCase({
    source: `${tables('')}INSERT INTO items VALUES ${files.map(({ sha256 }, index) => `(${index + 1}, 2, '${sha256}')`).join(', ')};
INSERT INTO things VALUES ${['one', 'two', 'out'].map((value, index) => `(${index + 1}, 2, '${value}', 1, 'string', '${digest('sha256', value)}', '${digest('md5', value)}', 3, '${value === 'out' ? 'DELETE' : 'ADD'}')`).join(', ')};
`,
    target: tables(", tenant_id VARCHAR(50) NOT NULL DEFAULT ''"),
    tables: ['items', 'things'],
    secrets: { 'things/one': [{ kv_type: 'string', value: 'one' }] },
    files: { source: from.endpointOf('bscp'), target: to.endpointOf('bscp') },
    preset: {
      secrets: {
        mount: 'bk',
        entries: [
          {
            table: 'things',
            path: 'things/{k}',
            ...secretColumns,
            state_column: 'state',
            deleted_state: 'DELETE',
          },
        ],
      },
      files: {
        repository: 'bscp-v1-biz-{biz_id}',
        path: '/file/{sha256}',
        entries: [{ table: 'items', digest_column: 'sha' }],
      },
    },
    settings: { watch: settings, options: { on_error: 'continue' } },
  });
  const { mounts, target, targetDatabase } = opened;
  const { auth } = (await vaultRequest('POST', 'auth/token/create', {
    ttl: '30m',
    renewable: false,
    policies: ['root'],
  })) as { auth: { client_token: string } };
  const first = startWatch({ context: changed(opened.context, auth.client_token, {}) });
  const token = await until('token', 'firing');
  expect(token).toMatchObject({ alerts: [{ key: 'target' }] });
  const disks = await until('disks', 'firing');
  expect(disks).toMatchObject({ count: 2, alerts: [{ key: 'source' }, { key: 'target' }] });
  first.stop();
  await first.ended;
  startWatch({ context: changed(opened.context, auth.client_token, { token: 60, disks: 101 }) });
  await until('token', 'resolved');
  await until('disks', 'resolved');

  const stopped = controls();
  stopped.stop();
  const request = { phase: 'all', confirm: targetDatabase, resume: false };
  const nobody = () => undefined;
  expect((await operations.run(opened.context, request, nobody, stopped.control)).outcome).toBe('stopped');
  await until('stalled', 'firing');
  await target.query(
    "CREATE TRIGGER refuse BEFORE INSERT ON items FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'",
  );
  const { config } = opened.context;
  const strict = {
    ...opened.context,
    config: { ...config, options: { ...config.options, onError: 'stop' } },
  } as const;
  const again = operations.run(strict, { ...request, resume: true }, nobody, controls().control);
  await expect(again).rejects.toThrow('a trigger');
  await until('stalled', 'resolved');
  await until('failed', 'firing');
  await target.query('DROP TRIGGER refuse');
  // But for the secret that is not there. That of a deleted row need not be.
  expect((await opened.run({ resume: true })).outcome).toBe('partial');
  await until('failed', 'resolved');
  expect(await until('secrets', 'firing')).toMatchObject({ alerts: [{ value: 1 }] });
  expect(await until('files', 'firing')).toMatchObject({ alerts: [{ value: 1 }] });

  await vaultRequest('POST', `${mounts.source}/data/things/two`, {
    data: { kv_type: 'string', value: 'two' },
  });
  const [, lost] = files;
  await from.plant('bscp', lost.place.repository, lost.place.path, lost.bytes);
  await target.query('DELETE FROM items WHERE id = 1');
  await operations.validate(opened.context, { level: 'full' }, nobody);
  await until('differs', 'firing');
  const repaired = await opened.cli('validate', '--repair', '--confirm', targetDatabase);
  expect(repaired.exitCode, repaired.stdout).toBe(0);
  await until('differs', 'resolved');
  await until('secrets', 'resolved');
  await until('files', 'resolved');
});

it('following that is behind, is paused, differs or ended, and a way back that nobody keeps open', async () => {
  const server = await startLiveServer('mariadb');
  onTestFinished(() => server.remove());
  const { settings, until, attempts, keys } = await openTold([
    { id: 'behind', signal: 'lag', when: '>= 2', for: '0s', recover: { action: 'pause' } },
    { id: 'unproven', signal: 'dirty-keys', when: '> 0', for: '0s' },
    { id: 'differs', signal: 'mismatches' },
    { id: 'waits', signal: 'gate', for: '0s' },
    { id: 'stalled', signal: 'run-stalled', for: '0s' },
    { id: 'no-way-back', signal: 'reverse-feed', for: '0s' },
  ]);
  const opened = await openCutover(server, {}, undefined, undefined, { watch: settings });
  const watching = startWatch(opened);
  const follower = opened.start('follow');
  await follower.said('"isClean":true');
  await opened.target.query(
    "UPDATE things SET name = 'damaged' WHERE name = 'ours 300' AND tenant_id = 'acme'",
  );
  expect(await until('differs', 'firing')).toMatchObject({ alerts: [{ value: 1 }] });
  await vi.waitFor(() => expect(keys('waits', 'firing')).toContain('verification'), patience);
  await opened.target.query("UPDATE things SET name = 'ours 300' WHERE name = 'damaged'");
  await until('differs', 'resolved');
  await vi.waitFor(() => expect(keys('waits', 'resolved')).toContain('verification'), patience);

  // A lock that lets following bring nothing.
  await opened.target.query('START TRANSACTION');
  await opened.target.query("UPDATE things SET name = name WHERE tenant_id = 'acme'");
  await opened.source.query("UPDATE things SET name = 'late' WHERE id = 7");
  expect(await until('behind', 'firing')).toMatchObject({ severity: 'warning' });
  const [paused] = await attempts('behind', 1);
  expect(paused).toMatchObject({ action: 'pause', ok: true, why: 'follow stands still' });
  expect((await operations.status(opened.context, undefined)).steering).toMatchObject({ paused: true });
  await opened.target.query('ROLLBACK');
  await operations.steer(opened.context, { action: 'continue', value: null });
  await until('behind', 'resolved');
  // Proven by the time that it is quiet.
  await until('unproven', 'resolved');
  expect(keys('unproven', 'firing').length).toBeGreaterThan(0);
  follower.kill('SIGTERM');
  await follower.ended;
  await until('stalled', 'firing');

  expect(await opened.cutover()).toMatchObject({ result: { outcome: 'switched' } });
  await until('stalled', 'resolved');
  const { database } = opened.context.config.source.mysql;
  const fed = await opened.cli('follow', '--confirm', database, '--until-caught-up');
  expect(fed.exitCode, fed.stdout).toBe(0);
  await until('no-way-back', 'firing');
  opened.start('follow', '--confirm', database);
  await until('no-way-back', 'resolved');
  watching.stop();
  await watching.ended;
});

it('gates of switch that say no, and brings users to a stand or back where a rule asks for it', async () => {
  const { settings, until, attempts } = await openTold([
    { id: 'gates', signal: 'switch-gate', recover: { action: 'hold' } },
    { id: 'asked', sql: 'SELECT COUNT(*) FROM asked', when: '> 0', recover: { action: 'back' } },
    {
      id: 'in-vain',
      sql: 'SELECT COUNT(*) FROM in_vain',
      when: '> 0',
      recover: { action: 'hold', attempts: 2, cooldown: '1s' },
    },
  ]);
  const gates = [{ metric: 'consistency', min: 0.99 }];
  const moved = { steps: [50, 100], hold: '1h', gates };
  const {
    case: opened,
    start,
    status,
  } = await openSwitchCase('haproxy', moved, undefined, { watch: settings });
  const { context, target } = opened;
  await target.query('CREATE TABLE asked (n INT)');
  await target.query('CREATE TABLE in_vain (n INT)');
  await opened.run();
  startWatch(opened);
  // There is nothing to hold yet: it fails as often as is asked for, and no more.
  await target.query('INSERT INTO in_vain VALUES (1)');
  const [first, second] = await attempts('in-vain', 2);
  expect([first, second]).toMatchObject([
    { action: 'hold', attempt: 1, most: 2, ok: false },
    { action: 'hold', attempt: 2, most: 2, ok: false },
  ]);
  const validate = () => operations.validate(context, { level: 'checksum' }, () => undefined);
  await validate();
  const { ended } = start();
  await vi.waitFor(async () => expect(await status()).toMatchObject({ share: 50 }), patience);
  await target.query("UPDATE notes SET text = 'other' WHERE id = 1");
  await validate();
  expect(await until('gates', 'firing')).toMatchObject({ alerts: [{ key: 'consistency' }] });
  expect(await attempts('gates', 1)).toMatchObject([
    { action: 'hold', ok: true, because: { code: expect.any(String) } },
  ]);
  expect(await status()).toMatchObject({ share: 50, state: 'held' });
  await target.query("UPDATE notes SET text = 'one' WHERE id = 1");
  await validate();
  await until('gates', 'resolved');
  await target.query('INSERT INTO asked VALUES (1)');
  expect(await attempts('asked', 1)).toMatchObject([{ action: 'back', ok: true }]);
  expect(await status()).toMatchObject({ share: 0 });
  expect((await ended).outcome).toBe('back');
  const [log] = await target.query(
    `SELECT detail FROM tenantferry.log AS l JOIN tenantferry.runs AS r USING (run_id)
      WHERE r.target_database = '${opened.targetDatabase}' AND l.kind = 'recovery' ORDER BY l.seq`,
  );
  expect((log as unknown as readonly { readonly detail: string }[]).map(({ detail }) => detail)).toEqual([
    expect.stringMatching(/^in-vain 1\/2 hold: /),
    expect.stringMatching(/^in-vain 2\/2 hold: /),
    expect.stringMatching(/^gates 1\/1 hold: /),
    expect.stringMatching(/^asked 1\/1 back: /),
  ]);
  expect(await attempts('in-vain', 2)).toHaveLength(2);
});
