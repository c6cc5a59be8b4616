import { describe, expect, it } from 'vitest';
import { usersPairData, usersPairSchema } from '../../../src/sandbox/systems/users-pair.js';
import { openCase } from '../support/small-case.js';

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
    const users = await rows('SELECT * FROM user ORDER BY id');
    const said: string[] = [];
    const cli = async (exitCode: number, command: string, ...flags: readonly string[]) => {
      const ended = await opened.cli(command, ...flags);
      expect(ended.exitCode, ended.stdout + ended.stderr).toBe(exitCode);
      said.push(ended.stdout, ended.stderr);
      return ended.stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
    };
    const planned = await cli(0, 'plan');
    expect(planned.find(({ type }) => type === 'plan-result').rows).toEqual([
      { table: 't_sys_users', created: 1_200, updated: 0, rejected: 0, leftAlone: 0, reasons: [] },
    ]);
    const [{ runId }] = (await cli(0, 'run')).filter((line) => line.runId !== undefined);
    const arrived = await rows('SELECT * FROM t_sys_users WHERE id <> 2 ORDER BY id');
    expect(
      arrived.map((row) => ({
        ...row,
        department_id: row.department_id === null ? null : Number(row.department_id),
      })),
    ).toEqual(users.map(expected));
    await cli(0, 'validate', '--level', 'full');
    await opened.target.query("UPDATE t_sys_users SET status = 'locked' WHERE id = 4");
    await opened.target.query("UPDATE t_sys_users SET password_hash = 'stolen-hash' WHERE id = 7");
    await opened.target.query("UPDATE t_sys_users SET avatar_url = 'http://x' WHERE id = 10");
    await opened.target.query('DELETE FROM t_sys_users WHERE id = 13');
    const found = (await cli(3, 'validate', '--level', 'full')).filter(({ type }) => type === 'difference');
    const places = found
      .filter(({ check }) => check === 'full')
      .map(({ key, column, table }) => `${table} ${key} ${column ?? ''}`.trim());
    expect(places.toSorted()).toEqual([
      't_sys_users id=10 avatar_url',
      't_sys_users id=13',
      't_sys_users id=4 status',
      't_sys_users id=7 password_hash',
    ]);
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
