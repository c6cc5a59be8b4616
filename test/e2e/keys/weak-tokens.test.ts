import { readFile, writeFile } from 'node:fs/promises';
import { dump, load } from 'js-yaml';
import { expect, it, onTestFinished } from 'vitest';
import { loadConfig } from '../../../src/config/load.js';
import { operations } from '../../../src/operations/index.js';
import { asRecord } from '../../../src/vault/api.js';
import { parseLines } from '../../support/json-lines.js';
import { type Fault, type SeenRequest, startProxy } from '../../vault/support/proxy.js';
import { linesOf, runBinary } from '../support/cli/binary.js';
import { sharedVault, vaultRequest } from '../support/servers.js';
import { type OpenedCase, openCase } from '../support/small-case.js';
import { canary, rows, usersCase } from './users-case.js';

const flavours = ['mariadb', 'mysql'] as const;
const values = rows * 2 - rows / 50;

/** Has the config's keys come from there, and with that token. */
async function putVault(
  { configFile }: OpenedCase,
  vault: { address?: string; token?: string },
): Promise<void> {
  const config = asRecord(load(await readFile(configFile, 'utf8')));
  const target = asRecord(config.target);
  const changed = { ...config, target: { ...target, vault: { ...asRecord(target.vault), ...vault } } };
  await writeFile(configFile, dump(changed), { mode: 0o600 });
}

/** A token with these rules alone; `asks`: also with the default policy, by which it may ask for its rights. */
async function tokenWith({ targetDatabase }: OpenedCase, rules: string, asks: boolean): Promise<string> {
  const policy = `${targetDatabase}-weak`;
  await vaultRequest('PUT', `sys/policies/acl/${policy}`, { policy: rules === '' ? '# nothing' : rules });
  const body = { policies: [policy], no_default_policy: !asks, ttl: '1h' };
  const { auth } = (await vaultRequest('POST', 'auth/token/create', body)) as {
    auth: { client_token: string };
  };
  return auth.client_token;
}

/** The command line; what it says as a whole, and what it refuses. */
async function tell(opened: OpenedCase, ...words: readonly string[]) {
  const { exitCode, stdout, stderr } = await opened.cli(words[0] ?? '', ...words.slice(1));
  expect(stdout + stderr).not.toContain(canary);
  const lines = parseLines(stdout);
  const problem = asRecord(lines.find(({ type }) => type === 'error'));
  return { exitCode, stdout, lines, message: String(problem.message), remedy: String(problem.remedy) };
}

/** What stands about keys in both servers. */
async function stateOf({ target, mounts }: OpenedCase) {
  const { data } = (await vaultRequest('GET', `${mounts.transit}/keys/pii`)) as {
    data: { latest_version: number; min_decryption_version: number };
  };
  const [tables] = await target.query("SHOW TABLES LIKE 'kms_data_keys'");
  const [keys] = (tables as unknown[]).length
    ? await target.query('SELECT version, encrypted_key, status FROM kms_data_keys ORDER BY version')
    : [[]];
  const [users] = await target.query('SELECT id, email_encrypted, name_encrypted FROM users ORDER BY id');
  return { latest: data.latest_version, least: data.min_decryption_version, keys, users };
}

const rulesIn = (remedy: string) =>
  remedy
    .split('\n')
    .filter((line) => line.startsWith('path "'))
    .join('\n');

it.each(flavours.flatMap((flavour) => [true, false].map((asks) => ({ flavour, asks }))))(
  'a token of few rights is refused before anything is done, and the rules that are told suffice ($flavour, may ask for its rights: $asks)',
  async ({ flavour, asks }) => {
    const opened = await openCase(usersCase(flavour));
    const { targetDatabase: database } = opened;
    await putVault(opened, { token: await tokenWith(opened, '', asks) });
    expect((await tell(opened, 'keys', 'status')).exitCode).toBe(0);
    const commands: readonly (readonly string[])[] = [
      ['run'],
      ['keys', 'rotate'],
      ['keys', 'rewrap', '--confirm', database],
      ['keys', 'retire', '1'],
    ];
    for (const command of commands) {
      const before = await stateOf(opened);
      const refused = await tell(opened, ...command);
      const said = command[0] === 'run' ? refused.stdout : refused.message;
      expect([refused.exitCode, said]).toEqual([2, expect.stringMatching(/lacks rights|permission denied/)]);
      expect(said).toContain(sharedVault().address);
      expect(await stateOf(opened)).toEqual(before);
      const rules = rulesIn(refused.remedy);
      expect(rules).toContain(opened.mounts.transit);
      // These, and no others.
      await putVault(opened, { token: await tokenWith(opened, rules, asks) });
      const again = await tell(opened, ...command);
      expect(again.exitCode, again.stdout).toBe(0);
    }
    const { latest, least, keys } = await stateOf(opened);
    expect({ latest, least, keys }).toMatchObject({
      latest: 2,
      least: 2,
      keys: [{ status: 'revoked' }, { status: 'active' }],
    });
  },
);

/** A proxy before the Vault, in the config; `fault` may be changed. */
async function behind(opened: OpenedCase) {
  const control: { fault: (seen: SeenRequest) => Fault } = { fault: () => ({ kind: 'pass' }) };
  const proxy = await startProxy(sharedVault().address, (seen) => control.fault(seen));
  onTestFinished(() => proxy.close());
  await putVault(opened, { address: proxy.address });
  const isAt = ({ path }: SeenRequest, end: string) => path.startsWith(`/v1/${opened.mounts.transit}/${end}`);
  return {
    /** The call with that number at a path of the engine, and all behind it. */
    from(number: number, end: string, fault: Fault) {
      let seen = 0;
      let begun = false;
      control.fault = (request) => {
        if (isAt(request, end)) seen += 1;
        begun ||= seen >= number;
        return begun ? fault : { kind: 'pass' };
      };
    },
    once(number: number, end: string, fault: Fault) {
      let seen = 0;
      control.fault = (request) => {
        if (!isAt(request, end)) return { kind: 'pass' };
        seen += 1;
        return seen === number ? fault : { kind: 'pass' };
      };
    },
    heal() {
      control.fault = () => ({ kind: 'pass' });
    },
  };
}

const sealed: Fault = { kind: 'status', status: 503, body: '{"errors":["Vault is sealed"]}' };

it.each(flavours)(
  'a Vault that goes in the middle leaves nothing half done unsaid, and the same command goes on (%s)',
  async (flavour) => {
    const opened = await openCase(usersCase(flavour));
    const { target, targetDatabase: database, mounts } = opened;
    const rewrap = ['keys', 'rewrap', '--confirm', database] as const;
    const vault = await behind(opened);
    expect((await tell(opened, 'run')).exitCode).toBe(0);

    vault.from(1, '', sealed);
    for (const command of [
      ['keys', 'status'],
      ['keys', 'rotate'],
      rewrap,
      ['keys', 'retire', '1'],
    ] as const) {
      const refused = await tell(opened, ...command);
      expect(refused).toMatchObject({
        exitCode: 2,
        message: expect.stringContaining('Vault is sealed'),
        remedy: expect.stringMatching(/^unseal the Vault at http/),
      });
    }

    vault.from(2, 'datakey/', sealed);
    expect(await tell(opened, 'keys', 'rotate')).toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/pii has a new version, and there is no new data key.* sealed/),
      remedy: expect.stringMatching(/run the same command again.*unseal/),
    });
    vault.once(1, 'keys/pii/rotate', { kind: 'cut-after' });
    expect(await tell(opened, 'keys', 'rotate')).toMatchObject({
      exitCode: 4,
      message: expect.stringContaining('may have a new version'),
    });
    vault.from(1, 'decrypt/', sealed);
    expect(await tell(opened, 'keys', 'rotate')).toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/data key of version 2 was made.*could not be read/),
      remedy: expect.stringContaining('nothing needs to be done again'),
    });
    vault.heal();
    expect(await stateOf(opened)).toMatchObject({
      latest: 4,
      keys: [
        { version: 1, status: 'inactive' },
        { version: 2, status: 'active' },
      ],
    });

    // Both data keys are to be wrapped anew, and the Vault is sealed behind the first.
    await vaultRequest('POST', `${mounts.transit}/keys/pii/rotate`);
    vault.from(2, 'rewrap/', sealed);
    expect(await tell(opened, ...rewrap)).toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/^1 data key was wrapped anew, and 0 values .* sealed/),
    });
    vault.heal();
    await target.query(
      "CREATE TRIGGER users_stop BEFORE UPDATE ON users FOR EACH ROW IF NEW.id = 650 THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not now'; END IF",
    );
    expect(await tell(opened, ...rewrap)).toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(
        /^1 data key was wrapped anew, and [\d,]+ values of 600 rows .*it stopped/,
      ),
    });
    await target.query('DROP TRIGGER users_stop');
    const ended = await tell(opened, ...rewrap);
    expect([ended.exitCode, ended.lines.at(-1)]).toEqual([
      0,
      expect.objectContaining({ changed: expect.objectContaining({ rows: rows - 600 }) }),
    ]);

    vault.once(1, 'keys/pii/config', { kind: 'cut-after' });
    expect(await tell(opened, 'keys', 'retire', '1')).toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/may open versions from 5 on only.*version 1 still stands/),
    });
    vault.heal();
    await target.query(
      "CREATE TRIGGER keys_stop BEFORE UPDATE ON kms_data_keys FOR EACH ROW SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'not now'",
    );
    expect(await tell(opened, 'keys', 'retire', '1')).toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/opens versions from 5 on now, and version 1 still stands/),
    });
    await target.query('DROP TRIGGER keys_stop');
    expect((await tell(opened, 'keys', 'retire', '1')).exitCode).toBe(0);
    expect((await tell(opened, 'keys', 'status')).lines.at(-1)).toMatchObject({
      versions: [
        { version: 1, state: 'retired' },
        { version: 2, state: 'active', values },
      ],
    });
    expect((await tell(opened, 'validate', '--level', 'full')).exitCode).toBe(0);
  },
);

it.each(flavours)(
  'a copy waits for a sealed Vault and says so, and goes on behind a token that ended (%s)',
  async (flavour) => {
    const opened = await openCase(usersCase(flavour));
    const vault = await behind(opened);
    const rules = `path "${opened.mounts.transit}/*" { capabilities = ["read", "update"] }`;
    const token = await tokenWith(opened, rules, true);
    await putVault(opened, { token });
    // The check asks for one hash: this is of the copy.
    vault.once(4, 'hmac/', { kind: 'status', status: 403, body: '{"errors":["permission denied"]}' });
    const stopped = await tell(opened, 'run');
    expect(stopped).toMatchObject({
      exitCode: 4,
      message: expect.stringMatching(/table users.*permission denied/),
      remedy: expect.stringMatching(/hmac\/pii-hmac[\s\S]*tenantferry run .*--resume/),
    });
    vault.once(2, 'hmac/', sealed);
    const resumed = await tell(opened, 'run', '--resume');
    expect(resumed.exitCode, resumed.stdout).toBe(0);
    expect(resumed.lines).toContainEqual(
      expect.objectContaining({ type: 'retry', reason: expect.stringContaining('sealed') }),
    );
    expect((await tell(opened, 'validate', '--level', 'full')).exitCode).toBe(0);

    await vaultRequest('POST', 'auth/token/revoke', { token });
    for (const command of [
      ['keys', 'status'],
      ['keys', 'rotate'],
    ] as const)
      expect(await tell(opened, ...command)).toMatchObject({
        exitCode: 2,
        remedy: expect.stringContaining('valid token'),
      });
  },
);

it.each(
  (['stop', 'continue'] as const).flatMap((onError) =>
    ['SIGINT', 'SIGTERM'].map((signal) => ({ onError, signal })),
  ),
)(
  'a run that waits for the keys’ Vault ends as stopped, and can be taken up again (on_error: $onError, $signal)',
  async ({ onError, signal }) => {
    const small = usersCase('mariadb');
    const settings = { options: { batch_size: 200, parallel: 2, on_error: onError } };
    const opened = await openCase({ ...small, settings });
    const { configFile, targetDatabase, target } = opened;
    const vault = await behind(opened);
    vault.from(4, 'hmac/', sealed);
    const run = ['run', '-c', configFile, '--confirm', targetDatabase, '--json'];
    const endAt = { said: '"type":"retry"', signal: signal as NodeJS.Signals };
    const ended = await runBinary(run, { endAt });
    const finished = linesOf(ended).find(({ type }) => type === 'run-finished');
    expect({ code: ended.exitCode, finished }, ended.stdout + ended.stderr).toMatchObject({
      code: 130,
      finished: { outcome: 'stopped' },
    });
    expect(ended.stdout).not.toContain('"type":"table-failed"');
    vault.heal();
    const resumed = await tell(opened, 'run', '--resume');
    expect(resumed.exitCode, resumed.stdout).toBe(0);
    const [[counted]] = (await target.query('SELECT COUNT(*) AS n FROM users')) as unknown as [
      [{ n: unknown }],
    ];
    expect(Number(counted.n)).toBe(rows);
  },
);

it('a rewrap that waits for the keys’ Vault says what was done, and ends at the first signal', async () => {
  const opened = await openCase(usersCase('mariadb'));
  const { configFile, targetDatabase, mounts } = opened;
  const vault = await behind(opened);
  expect((await tell(opened, 'run')).exitCode).toBe(0);
  expect((await tell(opened, 'keys', 'rotate')).exitCode).toBe(0);
  await vaultRequest('POST', `${mounts.transit}/keys/pii/rotate`);
  // The keys are wrapped anew; then they cannot be opened.
  vault.from(1, 'decrypt/', sealed);
  const rewrap = ['keys', 'rewrap', '-c', configFile, '--confirm', targetDatabase, '--json'];
  const ended = await runBinary(rewrap, { endAt: { said: '"type":"retry"', signal: 'SIGTERM' } });
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(130);
  expect(ended.stdout + ended.stderr).toContain('2 data keys were wrapped anew, and 0 values');
  vault.heal();
  expect((await tell(opened, 'keys', 'rewrap', '--confirm', targetDatabase)).exitCode).toBe(0);
});

it('a rollback that waits for the keys’ Vault says so, and ends at the first signal', async () => {
  const opened = await openCase(usersCase('mariadb'));
  const { configFile, targetDatabase } = opened;
  const vault = await behind(opened);
  const { lines } = await tell(opened, 'run');
  const runId = String(lines.find(({ type }) => type === 'run-started')?.runId);
  vault.from(1, '', sealed);
  const back = ['rollback', '-c', configFile, '--run', runId, '--confirm', targetDatabase, '--json'];
  const ended = await runBinary(back, { endAt: { said: '"type":"retry"', signal: 'SIGINT' } });
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(130);
  vault.heal();
  expect((await tell(opened, 'rollback', '--run', runId, '--confirm', targetDatabase)).exitCode).toBe(0);
});

it('a validation that waits for the keys’ Vault ends as cancelled at the first signal', async () => {
  const opened = await openCase(usersCase('mariadb'));
  const { configFile } = opened;
  const vault = await behind(opened);
  expect((await tell(opened, 'run')).exitCode).toBe(0);
  vault.from(1, '', sealed);
  const validate = ['validate', '-c', configFile, '--level', 'full', '--json'];
  const ended = await runBinary(validate, { endAt: { said: '"type":"retry"', signal: 'SIGHUP' } });
  expect(ended.exitCode, ended.stdout + ended.stderr).toBe(130);
});

it('a repair that waits for the keys’ Vault, wherever it does, ends at the first signal and has failed at nothing', async () => {
  const opened = await openCase(usersCase('mariadb'));
  const { configFile, targetDatabase, target } = opened;
  const vault = await behind(opened);
  expect((await tell(opened, 'run')).exitCode).toBe(0);
  await target.query("UPDATE users SET email_encrypted = 'damaged' WHERE id <= 3");
  // Named and saved, so that a repair begins by looking at these rows again.
  expect((await tell(opened, 'validate', '--level', 'full')).exitCode).toBe(3);
  const repair = ['validate', '-c', configFile, '--repair', '--confirm', targetDatabase, '--json'];
  // Looking again, repairing, and the validation behind it open the data keys by themselves.
  for (const time of [1, 2, 3]) {
    vault.from(time, 'decrypt/', sealed);
    const ended = await runBinary(repair, { endAt: { said: '"type":"retry"', signal: 'SIGINT' } });
    expect(ended.exitCode, ended.stdout + ended.stderr).toBe(130);
    expect(ended.stdout + ended.stderr).not.toMatch(/stopped by the operator|"state":"failed"/);
    vault.heal();
  }
  expect((await tell(opened, 'validate', '--repair', '--confirm', targetDatabase)).exitCode).toBe(0);
});

it('one row is not waited for while the keys’ Vault is sealed: it is told at once', async () => {
  const opened = await openCase(usersCase('mariadb'));
  const vault = await behind(opened);
  expect((await tell(opened, 'run')).exitCode).toBe(0);
  const context = { ...opened.context, config: await loadConfig(opened.configFile) };
  const request = { table: 'users', key: 'id=1' };
  expect(await operations.rowPair(context, request)).toMatchObject({ inSource: true, inTarget: true });
  vault.from(1, '', sealed);
  await expect(operations.rowPair(context, request)).rejects.toThrow('Vault is sealed');
});
