import { expect, it } from 'vitest';
import { parseLines } from '../../support/json-lines.js';
import { vaultRequest } from '../support/servers.js';
import { openCase } from '../support/small-case.js';
import { rows, usersCase } from './users-case.js';

it.each(['mariadb', 'mysql'] as const)(
  'data keys that another transit key has wrapped are told before anything is written (%s)',
  async (flavour) => {
    const opened = await openCase(usersCase(flavour));
    const { target, mounts, cli, targetDatabase: database } = opened;
    const transit = (method: string, path: string, body?: unknown) =>
      vaultRequest(method, `${mounts.transit}/keys/${path}`, body);
    const keys = async (...words: readonly string[]) => {
      const { exitCode, stdout } = await cli('keys', ...words);
      return { exitCode, stdout, result: parseLines(stdout).find(({ type }) => type === 'keys-result') };
    };
    expect((await cli('run')).exitCode).toBe(0);
    expect((await keys('rotate')).exitCode).toBe(0);

    // Somebody has deleted the transit key and made one of its name.
    await transit('POST', 'pii/config', { deletion_allowed: true });
    await transit('DELETE', 'pii');
    const gone = await keys('status');
    expect([gone.exitCode, gone.stdout]).toEqual([2, expect.stringContaining('keys.mount')]);
    await transit('POST', 'pii', {});
    const status = await keys('status');
    expect(status).toMatchObject({
      exitCode: 3,
      result: { columns: [{ strange: rows - rows / 50 }, { column: 'name_encrypted', strange: rows }] },
    });
    for (const command of ['check', 'run']) {
      const { exitCode, stdout } = await cli(command);
      expect([exitCode, stdout]).toEqual([
        2,
        expect.stringContaining('is not opened by the transit key pii'),
      ]);
    }

    // What is encrypted from now on is, and what cannot be opened is left and told.
    expect((await keys('rotate')).exitCode).toBe(0);
    const rewrapped = await keys('rewrap', '--confirm', database);
    expect(rewrapped).toMatchObject({ exitCode: 4, result: { leftValues: rows * 2 - rows / 50 } });
    expect(rewrapped.stdout).toContain('"fault":"broken"');
    expect((await keys('retire', '1')).exitCode).toBe(2);

    // A key that gives no data keys is somebody else's: it is not rotated.
    await transit('DELETE', 'pii').catch(() => transit('POST', 'pii/config', { deletion_allowed: true }));
    await transit('DELETE', 'pii');
    await transit('POST', 'pii', { type: 'ed25519' });
    expect((await keys('rotate')).exitCode).toBe(2);
    const { data } = (await transit('GET', 'pii')) as { data: { latest_version: number } };
    expect(data.latest_version).toBe(1);
    const [[made]] = (await target.query('SELECT MAX(version) AS n FROM kms_data_keys')) as unknown as [
      { n: number }[],
    ];
    expect(made?.n).toBe(3);
  },
);

it('the last data key can be retired, and the transit key opens no more than before (mariadb)', async () => {
  const { target, mounts, cli } = await openCase(usersCase('mariadb'));
  const leastOpened = async () => {
    const { data } = (await vaultRequest('GET', `${mounts.transit}/keys/pii`)) as {
      data: { min_decryption_version: number };
    };
    return data.min_decryption_version;
  };
  for (const words of [['rotate'], ['rotate'], ['retire', '1']])
    expect((await cli('keys', ...words)).exitCode).toBe(0);
  expect(await leastOpened()).toBe(3);
  // As where the application goes on with a key of its own.
  await target.query("UPDATE kms_data_keys SET status = 'inactive' WHERE version = 2");
  const { exitCode, stdout } = await cli('keys', 'retire', '2');
  expect([exitCode, stdout]).toEqual([0, expect.not.stringContaining('Infinity')]);
  expect(await leastOpened()).toBe(3);
});
