import { expect, it } from 'vitest';
import { lostValue } from '../../src/schema/connection-values.js';
import { statementsOf } from '../../src/schema/statements.js';

const lost = (sql: string, done: number) =>
  lostValue(statementsOf({ name: '1_a.up.sql', path: '/1_a.up.sql', sha256: '', sql }, 'shop'), done);

it.each<[string, number, ReturnType<typeof lost>]>([
  ["SET @n = 'acme'; INSERT INTO t VALUES (1); UPDATE t SET a = @n", 2, null],
  ['SET @n = (SELECT COUNT(*) FROM t); INSERT INTO t VALUES (1); UPDATE t SET a = @n', 1, null],
  [
    'SET @n = (SELECT COUNT(*) FROM t); INSERT INTO t VALUES (1); UPDATE t SET a = @N',
    2,
    { index: 2, name: '@n' },
  ],
  [
    'SELECT MAX(id) INTO @n FROM t; ALTER TABLE t ADD a INT; UPDATE t SET a = @n',
    2,
    { index: 2, name: '@n' },
  ],
  ['SET @n = NOW(); SELECT 1; UPDATE t SET a = @n', 1, { index: 2, name: '@n' }],
  ['SET @n = UUID(), @m = 1; SET @k = @n; UPDATE t SET a = @k', 2, { index: 2, name: '@k' }],
  ['SELECT @n := MAX(id) FROM t; UPDATE t SET a = @n', 1, { index: 1, name: '@n' }],
  ['SET @n = 0; UPDATE t SET a = (@n := @n + 1); UPDATE t SET b = @n', 2, { index: 2, name: '@n' }],
  ['SET @n = NOW(); INSERT INTO t VALUES (@n); SET @n = 5; UPDATE t SET a = @n', 2, null],
  ['SET @n = NOW(); SET @n = 5; UPDATE t SET a = @n', 2, null],
  ['SET @n = NOW(); SET @m = IF(@n = 2, 1, 2)', 1, { index: 1, name: '@n' }],
  ['SET @n = NOW(); SET @k = 1, @m = @n = 2', 1, { index: 1, name: '@n' }],
  ['SET @n = NOW(); SET @m = COALESCE(1, @n = 2); UPDATE t SET a = @n', 2, { index: 2, name: '@n' }],
  ['SET @n = NOW(); SET @k = (SELECT 1), @n := 5; UPDATE t SET a = @n', 1, null],
  ['CALL p(@n); UPDATE t SET a = @n', 1, { index: 1, name: '@n' }],
  ['SET @n = NOW(); CREATE PROCEDURE p() UPDATE t SET a = @n', 1, null],
  ["SET @n = NOW(); GRANT SELECT ON t TO 'n'@'n', n@n", 1, null],
  ["SET @old = @@sql_mode, sql_mode = ''; INSERT INTO t VALUES (1); SET sql_mode = @old", 2, null],
  [
    'INSERT INTO t VALUES (1); INSERT INTO u VALUES (LAST_INSERT_ID())',
    1,
    { index: 1, name: 'LAST_INSERT_ID()' },
  ],
  ['INSERT INTO t VALUES (1); SET @n = @@last_insert_id', 1, { index: 1, name: 'LAST_INSERT_ID()' }],
  [
    'INSERT INTO t VALUES (1); SET @n = LAST_INSERT_ID(); INSERT INTO u VALUES (@n)',
    2,
    { index: 2, name: '@n' },
  ],
  ['INSERT INTO t VALUES (1); INSERT INTO u VALUES (2); SET @n = LAST_INSERT_ID()', 1, null],
])('what went with a connection is missed: %s, %i done', (sql, done, expected) => {
  expect(lost(sql, done)).toEqual(expected);
});

it.each([
  'UPDATE t SET a = 1; SET @n = ROW_COUNT()',
  'SELECT FOUND_ROWS()',
  'GET DIAGNOSTICS @n = ROW_COUNT',
])('what tells of the statement before is refused: %s', (sql) => {
  expect(() => lost(sql, 0)).toThrow('tells of the statement before');
});

it.each([
  'CREATE PROCEDURE p() BEGIN UPDATE t SET a = 1; SELECT ROW_COUNT(); END',
  'BEGIN NOT ATOMIC UPDATE t SET a = 1; SET @n = ROW_COUNT(); END',
  'IF 1 THEN UPDATE t SET a = 1; SELECT FOUND_ROWS(); END IF',
])('what tells of the statement before may stand in a body: %s', (sql) => {
  expect(lost(sql, 0)).toBeNull();
});

it.each([
  'CREATE TABLE t (row_count INT, KEY row_count (row_count))',
  'INSERT INTO found_rows (a) VALUES (1)',
])('a name is not taken for what tells of the statement before: %s', (sql) => {
  expect(lost(sql, 0)).toBeNull();
});
