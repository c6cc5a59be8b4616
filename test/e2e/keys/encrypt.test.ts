import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { kratosData, kratosSchema } from '../../../src/sandbox/systems/kratos.js';
import { parseLines } from '../../support/json-lines.js';
import { vaultRequest } from '../support/servers.js';
import { openCase } from '../support/small-case.js';
import {
  type Answer,
  byHand,
  canary,
  emailOf,
  ledgerTablesWithPlainText,
  nameOf,
  rows,
  usersCase,
} from './users-case.js';

describe.each<Flavour>(['mariadb', 'mysql'])('encrypted columns on %s', (flavour) => {
  it('are encrypted in the stream of the copy, and proven by what they open to', async () => {
    const opened = await openCase(usersCase(flavour));
    const { target, mounts, cli } = opened;
    const checked = await cli('check');
    expect(checked.exitCode, checked.stdout).toBe(0);
    const ran = await cli('run');
    expect(ran.exitCode, ran.stdout + ran.stderr).toBe(0);

    const [found] = await target.query('SELECT * FROM users ORDER BY id');
    const stored = found as Record<string, unknown>[];
    expect(stored).toHaveLength(rows);
    const open = await byHand(opened);
    const nonces = new Set<string>();
    for (const row of stored) {
      const id = Number(row.id);
      const email = emailOf(id);
      if (email === null) expect([row.email_encrypted, row.email_hash]).toEqual([null, null]);
      else expect(open(String(row.email_encrypted))).toBe(email);
      expect(open(String(row.name_encrypted))).toBe(nameOf(id));
      for (const value of [row.email_encrypted, row.name_encrypted])
        if (value !== null) nonces.add(String(value).split(':')[2]?.slice(0, 24) ?? '');
    }
    expect(nonces.size).toBe(rows * 2 - stored.filter(({ email_encrypted: one }) => one === null).length);
    const input = Buffer.from(nameOf(3)).toString('base64');
    const { data } = (await vaultRequest('POST', `${mounts.transit}/hmac/pii-hmac/sha2-256`, {
      input,
    })) as Answer;
    const hmac = Buffer.from(String(data.hmac).split(':')[2] ?? '', 'base64').toString('hex');
    expect(stored.find(({ id }) => id === 3)?.name_hash).toBe(hmac);

    const validated = await cli('validate', '--level', 'full');
    expect(validated.exitCode, validated.stdout).toBe(0);
    await target.query(
      `UPDATE users a JOIN users b ON b.id = 4 SET a.name_encrypted = b.name_encrypted WHERE a.id = 3`,
    );
    await target.query('UPDATE users SET email_encrypted = LEFT(email_encrypted, 60) WHERE id = 5');
    await target.query("UPDATE users SET email_hash = REPEAT('0', 64) WHERE id = 6");
    await target.query("UPDATE users SET email_encrypted = CONCAT('9', email_encrypted) WHERE id = 7");
    await target.query("UPDATE users SET email_encrypted = 'plain' WHERE id = 8");
    await target.query('UPDATE users SET email_encrypted = NULL WHERE id = 9');
    const damaged = await cli('validate', '--level', 'full');
    expect(damaged.exitCode).toBe(3);
    const differences = parseLines(damaged.stdout)
      .filter(({ type }) => type === 'difference')
      .map(({ key, column, actual }) => [key, column, actual]);
    expect(differences.toSorted()).toEqual([
      ['id=3', 'name_encrypted', undefined],
      ['id=5', 'email_encrypted', expect.stringContaining('does not open')],
      ['id=6', 'email_hash', undefined],
      ['id=7', 'email_encrypted', expect.stringContaining('no data key')],
      ['id=8', 'email_encrypted', expect.stringContaining('no value of the form')],
      ['id=9', 'email_encrypted', undefined],
    ]);
    const repaired = await cli('validate', '--level', 'full', '--repair', '--confirm', opened.targetDatabase);
    expect(repaired.exitCode, repaired.stdout).toBe(0);
    expect((await cli('validate', '--level', 'full')).exitCode).toBe(0);
    const reports = join(dirname(opened.configFile), 'report');
    const reported = [];
    for (const format of ['md', 'html', 'json']) {
      reported.push(await cli('report', '--format', format, '--output', `${reports}.${format}`));
    }
    const said = [checked, ran, validated, damaged, repaired, ...reported]
      .map(({ stdout, stderr }) => stdout + stderr)
      .join('');
    const files = await Promise.all(
      ['md', 'html', 'json'].map((format) => readFile(`${reports}.${format}`, 'utf8')),
    );
    expect(files.join('')).toContain('email_encrypted');
    expect([said, ...files].join('')).not.toContain(canary);
    expect(await ledgerTablesWithPlainText(opened)).toEqual([]);
    const rolled = await cli(
      'rollback',
      '--confirm',
      opened.targetDatabase,
      '--run',
      String(parseLines(ran.stdout).find(({ runId }) => runId)?.runId),
    );
    expect(rolled.exitCode, rolled.stdout).toBe(0);
  });

  it('get new keys, are encrypted anew, and a version is retired once nothing names it', async () => {
    const opened = await openCase(usersCase(flavour));
    const { target, mounts, cli, targetDatabase: database } = opened;
    const keys = async (...words: readonly string[]) => {
      const { exitCode, stdout, stderr } = await cli('keys', ...words);
      expect(stdout + stderr).not.toContain(canary);
      const lines = parseLines(stdout);
      return { exitCode, stdout, result: lines.find(({ type }) => type === 'keys-result') };
    };
    expect((await keys('status')).result).toMatchObject({ versions: [], exitCode: 0 });
    expect((await keys('rewrap', '--confirm', database)).exitCode).toBe(2);
    expect((await cli('run')).exitCode).toBe(0);
    const values = rows * 2 - rows / 50;
    expect((await keys('status')).result).toMatchObject({
      versions: [{ version: 1, state: 'active', wrappedBy: 1, values }],
      columns: [{ column: 'email_encrypted' }, { column: 'name_encrypted', values: rows, strange: 0 }],
    });
    expect((await keys('retire', '1')).stdout).toContain('is the active one');
    expect((await keys('rotate')).result).toMatchObject({
      transit: { latest: 2 },
      versions: [
        { version: 1, state: 'inactive', values },
        { version: 2, state: 'active', wrappedBy: 2, values: 0 },
      ],
    });
    const refused = await keys('retire', '1');
    expect([refused.exitCode, refused.stdout]).toEqual([
      2,
      expect.stringContaining('under version 1 could be opened no more'),
    ]);
    expect((await keys('rewrap')).exitCode).toBe(2);
    // Two versions side by side, and a value that nobody can open.
    await target.query(
      "UPDATE users SET name_encrypted = CONCAT('1:AES-256-GCM:', REPEAT('0', 80)) WHERE id = 8",
    );
    const first = await keys('rewrap', '--confirm', database);
    expect([first.exitCode, first.result]).toEqual([
      4,
      expect.objectContaining({
        changed: { values: values - 1, rows },
        left: [{ table: 'users', key: 'id=8', column: 'name_encrypted', fault: 'broken' }],
      }),
    ]);
    expect((await keys('retire', '1')).exitCode).toBe(2);
    const repair = await cli('validate', '--level', 'full', '--repair', '--confirm', database);
    expect(repair.exitCode, repair.stdout).toBe(0);
    const open = await byHand(opened);
    const [stored] = await target.query('SELECT id, name_encrypted FROM users');
    for (const { id, name_encrypted } of stored as Record<string, unknown>[]) {
      expect(String(name_encrypted)).toMatch(/^2:/);
      expect(open(String(name_encrypted))).toBe(nameOf(Number(id)));
    }
    // The second time nothing is left to do.
    expect((await keys('rewrap', '--confirm', database)).result).toMatchObject({
      changed: { values: 0, rows: 0 },
    });
    const old = `1:AES-256-GCM:${'0'.repeat(80)}`;
    expect((await keys('retire', '1')).result).toMatchObject({
      transit: { latest: 2, minDecryption: 2 },
      versions: [
        { version: 1, state: 'retired', wrappedBy: null },
        { version: 2, state: 'active' },
      ],
    });
    expect((await keys('retire', '9')).exitCode).toBe(2);
    await target.query(`UPDATE users SET name_encrypted = '${old}' WHERE id = 8`);
    const validated = parseLines((await cli('validate', '--level', 'full')).stdout);
    expect(validated.filter(({ type }) => type === 'difference')).toMatchObject([
      { key: 'id=8', column: 'name_encrypted', actual: 'names a version that is retired' },
    ]);
    expect((await keys('status')).exitCode).toBe(3);
    await vaultRequest('DELETE', `sys/mounts/${mounts.transit}`);
    const gone = await keys('status');
    expect([gone.exitCode, gone.stdout]).toEqual([2, expect.stringContaining('keys.mount')]);
    await vaultRequest('POST', `sys/mounts/${mounts.transit}`, { type: 'transit' });
  });

  it('are refused before anything is written where the keys are', async () => {
    const opened = await openCase(usersCase(flavour, { transit: { hmac_key: 'nobody' } }));
    const { target, cli, targetDatabase } = opened;
    for (const command of ['check', 'plan', 'run']) {
      const { exitCode, stdout } = await cli(command);
      expect([exitCode, stdout]).toEqual([2, expect.stringContaining('key not found')]);
    }
    const [tables] = await target.query(`SHOW TABLES FROM \`${targetDatabase}\``);
    expect(tables).toHaveLength(1);
    const [runs] = await target.query(
      "SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'tenantferry' AND TABLE_NAME = 'runs'",
    );
    if ((runs as unknown[]).length > 0) {
      const [mine] = await target.query('SELECT run_id FROM tenantferry.runs WHERE target_database = ?', [
        targetDatabase,
      ]);
      expect(mine).toEqual([]);
    }
  });

  it('hold the users of kratos', async () => {
    const { source, target, cli } = await openCase({
      ...usersCase(flavour),
      source: `${[kratosSchema.source, ...kratosData(300)].join(';\n')};\n`,
      target: `${kratosSchema.target};\n`,
      settings: { migration: { preset: 'kratos' } },
    });
    await source.query("UPDATE users SET email = '' WHERE id = 3");
    const ended = [
      await cli('check'),
      await cli('plan'),
      await cli('run'),
      await cli('validate', '--level', 'full'),
    ];
    expect(ended.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    const [[password], said] = [
      (await source.query('SELECT password FROM users WHERE id = 5'))[0] as { password: string }[],
      ended.map(({ stdout, stderr }) => stdout + stderr).join(''),
    ];
    for (const secret of [password?.password ?? '', 'user5@example.org', '+861'])
      expect(said).not.toContain(secret);
    const [[counted]] = (await target.query(
      'SELECT COUNT(*) AS n, COUNT(email_hash) AS e, COUNT(phone_encrypted) AS p, COUNT(DISTINCT name_encrypted) AS m, COUNT(name_hash) AS h FROM users',
    )) as unknown as [Record<string, unknown>[]];
    const [[wanted]] = (await source.query(
      'SELECT COUNT(*) AS n, COUNT(email) AS e, COUNT(phone) AS p, COUNT(name) AS m, COUNT(name) AS h FROM users',
    )) as unknown as [Record<string, unknown>[]];
    expect(counted).toEqual(wanted);
  });
});
