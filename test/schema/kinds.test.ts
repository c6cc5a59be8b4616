import { describe, expect, it } from 'vitest';
import { type Effect, judge } from '../../src/schema/kinds.js';
import { splitStatements } from '../../src/schema/split.js';

function judged(sql: string) {
  const split = splitStatements(sql);
  if ('what' in split || !split[0]) throw new Error(sql);
  return judge(split[0].tokens);
}

const said = ({ kind, database, name, becomes, lenient }: Effect): string =>
  `${kind} ${database === null ? '' : `${database}.`}${name} ${becomes}${lenient ? '?' : ''}`;

describe('what a statement does', () => {
  it.each([
    ['CREATE TABLE users (id INT)', ['table users present']],
    ['CREATE TABLE IF NOT EXISTS `shop`.`users` LIKE x', ['table shop.users present?']],
    [
      '/*!50001 CREATE*/ /*!50001 OR REPLACE*/ /*!50013 SQL SECURITY DEFINER */ /*!50001 VIEW v AS SELECT 1*/',
      ['table v changed'],
    ],
    ['CREATE ALGORITHM=MERGE DEFINER=`a`@`%` SQL SECURITY INVOKER VIEW v AS SELECT 1', ['table v present']],
    ['CREATE UNIQUE INDEX i ON t (a)', ['table t changed']],
    ['DROP INDEX i ON t', ['table t changed']],
    [
      'CREATE DEFINER=root@localhost TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1',
      ['trigger x present'],
    ],
    ['CREATE OR REPLACE PROCEDURE p() SELECT 1', ['routine p changed']],
    ['CREATE EVENT IF NOT EXISTS e ON SCHEDULE EVERY 1 DAY DO SELECT 1', ['event e present?']],
    ['ALTER TABLE t ADD COLUMN a INT, RENAME COLUMN b TO c', ['table t changed']],
    ['ALTER TABLE t ADD a INT, RENAME TO u', ['table t absent', 'table u present']],
    ['ALTER ONLINE TABLE IF EXISTS t RENAME INDEX a TO b', ['table t changed?']],
    ['DROP TABLE IF EXISTS a, shop.b', ['table a absent?', 'table shop.b absent?']],
    ['DROP VIEW v', ['table v absent']],
    ['DROP FUNCTION IF EXISTS f', ['routine f absent?']],
    ['RENAME TABLE a TO b', ['table a absent', 'table b present']],
  ])('tells by digests: %s', (sql, effects) => {
    const found = judged(sql);
    expect(found.kind).toBe('structure');
    expect(found.effects.map(said)).toEqual(effects);
    expect(found.privilege).not.toBeNull();
  });

  it.each([
    ['RENAME TABLE a TO x, b TO a, x TO b'],
    ['ALTER TABLE t TRUNCATE PARTITION p0'],
    ['ALTER TABLE t EXCHANGE PARTITION p0 WITH TABLE u'],
    ['TRUNCATE TABLE t'],
    ['CALL p()'],
    ['EXECUTE s'],
    ['GRANT SELECT ON a.* TO b'],
    ['CREATE USER a'],
    ['SET GLOBAL event_scheduler = ON'],
    ['BEGIN NOT ATOMIC SELECT 1; END'],
    ["SELECT 1 INTO OUTFILE '/x'"],
  ])('cannot tell: %s', (sql) => {
    expect(judged(sql).kind).toBe('unclear');
  });

  it.each([
    ['INSERT INTO t VALUES (1)', 'INSERT', 't'],
    ['REPLACE LOW_PRIORITY INTO t VALUES (1)', 'INSERT', 't'],
    ['UPDATE IGNORE t SET a = 1', 'UPDATE', 't'],
    ['DELETE FROM `t` WHERE a', 'DELETE', 't'],
    ["LOAD DATA LOCAL INFILE 'x' INTO TABLE t", 'INSERT', 't'],
  ])('goes into a transaction: %s', (sql, privilege, table) => {
    const found = judged(sql);
    expect([found.kind, found.privilege, found.effects[0]?.name]).toEqual(['rows', privilege, table]);
  });

  it.each([
    ['WITH a AS (SELECT 1) UPDATE t SET b = 1', 'rows'],
    ['BEGIN', 'begin'],
    ['START TRANSACTION', 'begin'],
    ['COMMIT', 'commit'],
    ['ROLLBACK', 'rollback'],
    ['ROLLBACK TO SAVEPOINT a', 'read'],
    ['SET NAMES utf8mb4', 'session'],
    ['SELECT COUNT(*) INTO @n FROM t', 'session'],
    ["PREPARE s FROM 'SELECT 1'", 'session'],
    ['CREATE TEMPORARY TABLE t (a INT)', 'session'],
    ['SELECT 1', 'read'],
    ['SET autocommit = 0', 'refused'],
    ['LOCK TABLES t WRITE', 'refused'],
    ['USE other', 'refused'],
  ])('%s: %s', (sql, kind) => {
    expect(judged(sql).kind).toBe(kind);
  });

  it('does not take a column that is called rename or truncate for the action', () => {
    const sql = 'ALTER TABLE t ADD COLUMN (`a` INT, truncate INT), ADD rename INT';
    expect(judged(sql).effects.map(said)).toEqual(['table t changed']);
    expect(judged(sql).kind).toBe('structure');
  });
});
