import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { usersPairData, usersPairSchema } from '../../../src/sandbox/systems/users-pair.js';
import { openCase } from '../support/small-case.js';
import { columnSpoiler, gone, judged, type Row, type Spoiled, spoil, takeRows, value } from './spoil.js';

const source = `SET sql_mode = '';
${[usersPairSchema.source, ...usersPairData(1_200)].join(';\n')};
UPDATE user SET last_login = '0000-00-00 00:00:00.000000' WHERE id % 10 = 4;
`;

/** The rules by hand, out of the source's own rows. */
const expected = (user: Record<string, unknown>) => ({
  id: user.id,
  username: user.username,
  email: user.email,
  phone: user.phone,
  password_hash: user.password,
  real_name: user.alias,
  avatar_url: null,
  department_id: user.dept_id === null ? null : Number(user.dept_id),
  status: Number(user.is_active) === 0 ? 'inactive' : 'active',
  last_login_at: user.last_login,
  created_at: user.created_at,
  updated_at: user.updated_at,
  created_by: null,
  updated_by: null,
});

/** Thirty and more ways to spoil a user. */
function damages(users: readonly Row[]): readonly Spoiled[] {
  const take = takeRows(users);
  const user = columnSpoiler('t_sys_users', 'id', take);
  const has = (column: string) => (row: Row) => row[column] !== null;
  const lacks = (column: string) => (row: Row) => row[column] === null;
  const [one, other] = [take(), take()];
  return [
    user('locked', 'status', "'locked'"),
    user('switched off', 'status', "'inactive'", ({ status }) => status === 'active'),
    user('switched on', 'status', "'active'", ({ status }) => status === 'inactive'),
    user('a state in capitals', 'status', "'ACTIVE'", ({ status }) => status === 'active'),
    user('no state', 'status', "''"),
    user('another password', 'password_hash', "'stolen-hash'"),
    user('a password with a space behind it', 'password_hash', "CONCAT(password_hash, ' ')"),
    user('a password in capitals', 'password_hash', 'UPPER(password_hash)'),
    user('no password', 'password_hash', "''"),
    user('a password that was cut', 'password_hash', 'LEFT(password_hash, CHAR_LENGTH(password_hash) - 1)'),
    user('a picture that nobody wrote', 'avatar_url', "'http://x'"),
    user('an empty picture', 'avatar_url', "''"),
    user('an author that nobody wrote', 'created_by', '1'),
    user('a changer that nobody wrote', 'updated_by', '0'),
    user('a name in capitals', 'username', 'UPPER(username)'),
    user('a name with a space behind it', 'username', "CONCAT(username, ' ')"),
    user('a name with a sign that is not seen', 'username', "CONCAT(username, '\u200b')"),
    {
      kind: 'names of two users swapped',
      sql: [
        `UPDATE t_sys_users SET username = 'between' WHERE id = ${one.id}`,
        `UPDATE t_sys_users SET username = ${value(one.username)} WHERE id = ${other.id}`,
        `UPDATE t_sys_users SET username = ${value(other.username)} WHERE id = ${one.id}`,
      ],
      at: [`t_sys_users id=${one.id} username`, `t_sys_users id=${other.id} username`],
    },
    user('no address', 'email', 'NULL'),
    user('an empty address', 'email', "''"),
    user('an address in capitals', 'email', 'UPPER(email)'),
    user('no telephone', 'phone', 'NULL', has('phone')),
    user('an empty telephone instead of none', 'phone', "''", lacks('phone')),
    user('another digit', 'phone', "CONCAT(LEFT(phone, 10), 'x')", has('phone')),
    user('no real name', 'real_name', 'NULL', has('real_name')),
    user('an empty real name instead of none', 'real_name', "''", lacks('real_name')),
    user('a real name without its accents', 'real_name', "'Zoe'", ({ real_name }) => real_name === 'Zoë'),
    user('a real name with an emoji', 'real_name', "CONCAT(real_name, '😀')", has('real_name')),
    user('no department', 'department_id', 'NULL', has('department_id')),
    user('department 0 instead of none', 'department_id', '0', lacks('department_id')),
    user('the next department', 'department_id', 'department_id + 1', has('department_id')),
    user('a microsecond', 'created_at', 'created_at + INTERVAL 1 MICROSECOND'),
    user('another time zone', 'created_at', 'created_at + INTERVAL 8 HOUR'),
    user('a time cut to seconds', 'updated_at', "DATE_FORMAT(updated_at, '%Y-%m-%d %H:%i:%s')"),
    user('no sign-in instead of a zero date', 'last_login_at', 'NULL', ({ last_login_at }) =>
      String(last_login_at).startsWith('0000'),
    ),
    user('a sign-in that never was', 'last_login_at', "'2024-01-01'", lacks('last_login_at')),
    gone('t_sys_users', 'id', take()),
  ];
}

describe.each([
  ['mariadb', 'mysql'],
  ['mysql', 'mariadb'],
] as const)('users of %s into t_sys_users of %s', (sourceServer, targetServer) => {
  it('are carried over, proven, taken back, and no password is shown', async () => {
    const opened = await openCase({
      source,
      target: `${usersPairSchema.target};\nINSERT INTO t_sys_users (id, username, password_hash) VALUES (2, 'their own', 'x');\n`,
      tables: ['t_sys_users'],
      sourceServer,
      targetServer,
      generators: false,
      settings: { migration: { preset: 'users-pair' }, options: { batch_size: 200 } },
    });
    const rows = async (sql: string) =>
      (await opened[sql.includes('t_sys') ? 'target' : 'source'].query(sql))[0] as Record<string, unknown>[];
    const said: string[] = [];
    const cli = async (exitCode: number, command: string, ...flags: readonly string[]) => {
      const ended = await opened.cli(command, ...flags);
      expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
      said.push(ended.stdout, ended.stderr);
      return ended.stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    };
    const file = join(inject('folder'), `users-${sourceServer}.json`);
    const planned = await cli(0, 'plan', '--out', file);
    expect(planned.find(({ type }) => type === 'plan-result').rows).toEqual([
      { table: 't_sys_users', created: 1_200, updated: 0, rejected: 0, leftAlone: 0, reasons: [] },
    ]);
    // A rule that was changed since the plan was looked at is never accepted; a row that has gone is, if that is said.
    const rules = await readFile(resolve(import.meta.dirname, '../../../presets/users-pair.yaml'), 'utf8');
    const changed = join(inject('folder'), `users-${sourceServer}.yaml`);
    await writeFile(changed, rules.replaceAll("'inactive'", "'locked'"));
    const config = await readFile(opened.configFile, 'utf8');
    await writeFile(opened.configFile, config.replace('preset: users-pair', `preset: ${changed}`));
    const other = await cli(2, 'run', '--plan', file, '--accept-rows', '100%', '--accept-warnings', '99');
    expect(other.at(-1).message).toContain('t_sys_users');
    await writeFile(opened.configFile, config);
    await opened.source.query('DELETE FROM user ORDER BY id DESC LIMIT 1');
    const refused = await cli(2, 'run', '--plan', file);
    expect(refused.at(-1).message).toContain('−1 row in t_sys_users (1200 when it was looked at, 1199 now)');
    const users = await rows('SELECT * FROM user ORDER BY id');
    const ran = await cli(0, 'run', '--plan', file, '--accept-rows', '1%');
    const [{ runId }] = ran.filter((line) => line.type === 'run-started');
    const arrived = await rows('SELECT * FROM t_sys_users WHERE id <> 2 ORDER BY id');
    expect(
      arrived.map((row) => ({
        ...row,
        department_id: row.department_id === null ? null : Number(row.department_id),
      })),
    ).toEqual(users.map(expected));
    await cli(0, 'validate', '--level', 'full');
    const spoiled = damages(arrived);
    await spoil(opened.target, spoiled);
    expect(judged(spoiled, await cli(3, 'validate', '--level', 'full'))).toEqual({ unfound: [], others: [] });
    await cli(2, 'rollback', '--run', runId, '--confirm', opened.targetDatabase);
    await cli(0, 'validate', '--level', 'full', '--repair', '--confirm', opened.targetDatabase);
    await cli(0, 'validate', '--level', 'full');
    await cli(0, 'rollback', '--run', runId, '--confirm', opened.targetDatabase);
    expect(await rows('SELECT id FROM t_sys_users')).toEqual([{ id: arrived.length === 0 ? null : '2' }]);
    const all = said.join('\n');
    expect(all).not.toContain('argon2');
    expect(all).not.toContain('stolen-hash');
  });
});
