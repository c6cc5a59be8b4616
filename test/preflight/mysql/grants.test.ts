import { describe, expect, it } from 'vitest';
import { grantedRoles, holds, parseGrant, parseGrants } from '../../../src/preflight/mysql/grants.js';

const table = { database: 'bk_bscp', table: 'kvs' };

describe('parseGrant', () => {
  it.each([
    ["GRANT SELECT, INSERT ON `bk_bscp`.* TO 'u'@'%'", 'bk_bscp', null, ['SELECT', 'INSERT']],
    ['GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` WITH GRANT OPTION', null, null, ['ALL']],
    ['GRANT SELECT ON `bk_bscp`.`groups` TO `u`@`10.0.%`', 'bk_bscp', 'groups', ['SELECT']],
    [
      "GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*6BB4837EB74329105EE4568DDA7DC67ED2CA2AD9'",
      null,
      null,
      ['USAGE'],
    ],
    ['GRANT BACKUP_ADMIN,FLUSH_TABLES ON *.* TO `u`@`%`', null, null, ['BACKUP_ADMIN', 'FLUSH_TABLES']],
    [
      'GRANT CREATE TEMPORARY TABLES, LOCK TABLES ON `a``b`.* TO `u`@`%`',
      'a`b',
      null,
      ['CREATE TEMPORARY TABLES', 'LOCK TABLES'],
    ],
    ['GRANT SELECT ON "bk_bscp".* TO "u"@"%"', 'bk_bscp', null, ['SELECT']],
    ['GRANT SELECT, INSERT ON `db`.* TO `reader`', 'db', null, ['SELECT', 'INSERT']],
  ])('reads %s', (line, database, name, privileges) => {
    expect(parseGrant(line)).toMatchObject({ kind: 'grant', database, table: name });
    expect([...(parseGrant(line)?.privileges ?? [])]).toEqual(privileges);
  });

  it.each([
    "GRANT PROXY ON ''@'%' TO 'root'@'localhost' WITH GRANT OPTION",
    'GRANT `reader`@`%` TO `u`@`%`',
    'GRANT `reader` TO `u`@`%`',
    'SET DEFAULT ROLE `reader` FOR `u`@`%`',
    'GRANT EXECUTE ON PROCEDURE `bk_bscp`.`p` TO `u`@`%`',
  ])('takes nothing from %s', (line) => {
    expect(parseGrant(line)).toBeNull();
  });

  it('leaves out privileges on single columns', () => {
    const grant = parseGrant('GRANT SELECT (`id`, `name`), INSERT, UPDATE (`id`) ON `d`.`t` TO `u`@`%`');
    expect([...(grant?.privileges ?? [])]).toEqual(['INSERT']);
  });
});

describe('holds', () => {
  const grants = (...lines: string[]) => parseGrants(lines);

  it('accepts server, database and table grants', () => {
    expect(holds(grants('GRANT ALL PRIVILEGES ON *.* TO `u`@`%`'), 'DELETE', table)).toBe(true);
    expect(holds(grants('GRANT DELETE ON `bk_bscp`.* TO `u`@`%`'), 'DELETE', table)).toBe(true);
    expect(holds(grants('GRANT DELETE ON `bk_bscp`.`kvs` TO `u`@`%`'), 'DELETE', table)).toBe(true);
    expect(holds(grants('GRANT DELETE ON `bk_bscp`.`commits` TO `u`@`%`'), 'DELETE', table)).toBe(false);
    expect(holds(grants('GRANT SELECT ON `bk_bscp`.* TO `u`@`%`'), 'DELETE', table)).toBe(false);
  });

  it('does not take a table grant for the whole database', () => {
    expect(
      holds(grants('GRANT CREATE ON `bk_bscp`.`kvs` TO `u`@`%`'), 'CREATE', { database: 'bk_bscp' }),
    ).toBe(false);
  });

  it('reads wildcards in database names, unless they are escaped or partial revokes are on', () => {
    expect(holds(grants('GRANT SELECT ON `bk%`.* TO `u`@`%`'), 'SELECT', table)).toBe(true);
    expect(holds(grants('GRANT SELECT ON `bk\\_bscp`.* TO `u`@`%`'), 'SELECT', table)).toBe(true);
    expect(holds(grants('GRANT SELECT ON `bk_bscp`.* TO `u`@`%`'), 'SELECT', { database: 'bkxbscp' })).toBe(
      true,
    );
    expect(holds(grants('GRANT SELECT ON `bk\\_bscp`.* TO `u`@`%`'), 'SELECT', { database: 'bkxbscp' })).toBe(
      false,
    );
    const literal = { ignoreCase: false, literalNames: true };
    expect(holds(grants('GRANT SELECT ON `bk%`.* TO `u`@`%`'), 'SELECT', table, literal)).toBe(false);
  });

  it('takes only the most specific database entry of one account, as the server does', () => {
    const both = grants(
      'GRANT ALL PRIVILEGES ON `bk%`.* TO `u`@`%`',
      'GRANT SELECT ON `bk\\_bscp`.* TO `u`@`%`',
    );
    expect(holds(both, 'INSERT', table)).toBe(false);
    expect(holds(both, 'SELECT', table)).toBe(true);
  });

  it('adds what an active role holds', () => {
    const lines = grants(
      'GRANT SELECT ON `bk_bscp`.* TO `u`@`%`',
      'GRANT `w` TO `u`@`%`',
      'GRANT INSERT ON `bk_bscp`.* TO `w`',
    );
    expect(holds(lines, 'INSERT', table)).toBe(true);
  });

  it('honours partial revokes', () => {
    const lines = grants(
      'GRANT SELECT, INSERT ON *.* TO `u`@`%`',
      'REVOKE INSERT ON `bk_bscp`.* FROM `u`@`%`',
    );
    expect(holds(lines, 'SELECT', table)).toBe(true);
    expect(holds(lines, 'INSERT', table)).toBe(false);
    expect(holds(lines, 'INSERT', { database: 'other' })).toBe(true);
  });

  it('ignores the case of names where the server does', () => {
    const lines = grants('GRANT SELECT ON `BK_BSCP`.* TO `u`@`%`');
    expect(holds(lines, 'SELECT', table)).toBe(false);
    expect(holds(lines, 'SELECT', table, { ignoreCase: true, literalNames: false })).toBe(true);
  });

  it('wants a server-wide grant for a scope without a database', () => {
    expect(holds(grants('GRANT RELOAD ON *.* TO `u`@`%`'), 'RELOAD', {})).toBe(true);
    expect(holds(grants('GRANT LOCK TABLES ON `d`.* TO `u`@`%`'), 'LOCK TABLES', {})).toBe(false);
  });
});

describe('grantedRoles', () => {
  it('lists the roles of both flavours', () => {
    expect(grantedRoles(['GRANT `a`@`%`,`b`@`%` TO `u`@`%`', 'GRANT SELECT ON *.* TO `u`@`%`'])).toEqual([
      '`a`@`%`',
      '`b`@`%`',
    ]);
    expect(grantedRoles(['GRANT `reader` TO `u`@`%`'])).toEqual(['`reader`']);
  });
});
