import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { parseLines } from '../../support/json-lines.js';
import { runBinary } from '../support/cli/binary.js';
import { sharedServer } from '../support/servers.js';
import { type OpenedCase, openCase } from '../support/small-case.js';
import { byHand, emailOf, nameOf, rows, usersCase } from './users-case.js';

describe.each<Flavour>(['mariadb', 'mysql'])('encrypted columns and crashes on %s', (flavour) => {
  const numberOf = async ({ target }: OpenedCase, sql: string) => {
    const [[row]] = (await target.query(sql)) as unknown as [{ n: number }[]];
    return Number(row?.n);
  };

  /** The built tool, killed once the question about the target has that answer; `hold` keeps it from its end. */
  async function killed(
    opened: OpenedCase,
    words: readonly string[],
    hold: string,
    isThere: () => Promise<boolean>,
  ): Promise<void> {
    const { configFile, targetDatabase } = opened;
    const holder = await connectAdmin(sharedServer(flavour));
    await holder.query(`USE \`${targetDatabase}\``);
    await holder.query('START TRANSACTION');
    await holder.query(hold);
    let child: ChildProcess | undefined;
    const ended = runBinary([...words, '-c', configFile, '--confirm', targetDatabase, '--json'], {
      onStart: (started) => {
        child = started;
      },
    });
    let isOver = false;
    ended.then(() => {
      isOver = true;
    });
    while (!isOver && !(await isThere())) await delay(20);
    child?.kill('SIGKILL');
    const { exitCode, stdout } = await ended;
    expect(exitCode, stdout).toBeNull();
    await holder.query('ROLLBACK');
    await holder.end();
    // What the server still does for the dead client.
    while ((await numberOf(opened, `SELECT IS_FREE_LOCK('tenantferry:${targetDatabase}') AS n`)) !== 1)
      await delay(20);
  }

  async function proveAll(opened: OpenedCase, version: RegExp): Promise<void> {
    const open = await byHand(opened);
    const [found] = await opened.target.query('SELECT * FROM users ORDER BY id');
    const stored = found as Record<string, unknown>[];
    expect(stored).toHaveLength(rows);
    const nonces = new Set<string>();
    for (const { id, email_encrypted: email, name_encrypted: name } of stored) {
      if (email !== null) expect(open(String(email))).toBe(emailOf(Number(id)));
      expect(open(String(name))).toBe(nameOf(Number(id)));
      for (const value of [email, name].filter((one) => one !== null)) {
        expect(String(value)).toMatch(version);
        nonces.add(String(value).split(':')[2]?.slice(0, 24) ?? '');
      }
    }
    expect(nonces.size).toBe(rows * 2 - rows / 50);
    expect((await opened.cli('validate', '--level', 'full')).exitCode).toBe(0);
  }

  it('hold each value once, whether the copy or a rewrap was killed', async () => {
    const opened = await openCase(usersCase(flavour));
    const { cli, targetDatabase: database } = opened;
    const taken = `INSERT INTO users VALUES ('other', 900, 'x', NULL, NULL, '', NULL)`;
    await killed(
      opened,
      ['run'],
      taken,
      async () => (await numberOf(opened, 'SELECT COUNT(*) AS n FROM users')) > 0,
    );
    const resumed = await cli('run', '--resume');
    expect(resumed.exitCode, resumed.stdout).toBe(0);
    await proveAll(opened, /^1:/);

    expect((await cli('keys', 'rotate')).exitCode).toBe(0);
    const anew = "SELECT COUNT(*) AS n FROM users WHERE name_encrypted LIKE '2:%'";
    const locked = 'SELECT * FROM users WHERE id = 700 FOR UPDATE';
    await killed(opened, ['keys', 'rewrap'], locked, async () => (await numberOf(opened, anew)) === 600);
    // Batches as a whole: those that were committed, and no half one.
    expect(await numberOf(opened, anew)).toBe(600);
    await proveAll(opened, /^[12]:/);
    expect((await cli('keys', 'retire', '1')).exitCode).toBe(2);
    const again = await cli('keys', 'rewrap', '--confirm', database);
    expect(again.exitCode, again.stdout).toBe(0);
    expect(parseLines(again.stdout).at(-1)).toMatchObject({ changed: { rows: rows - 600 }, leftValues: 0 });
    await proveAll(opened, /^2:/);
    expect((await cli('keys', 'retire', '1')).exitCode).toBe(0);
    await proveAll(opened, /^2:/);
  });
});
