import { describe, expect, it } from 'vitest';
import {
  bindParameters,
  columnIn,
  isConstant,
  namesTable,
  renamedTable,
  sqlProblems,
} from '../../../src/preset/sql/check.js';

import { spellings } from '../../support/sql-spellings.js';

const problems = (sql: string) => sqlProblems(sql, ['run_time', 'tenant']).map(({ code }) => code);

describe('SQL of a preset', () => {
  it.each([
    's.id',
    "CONCAT('c-', s.id)",
    "CASE WHEN s.is_active = 1 THEN 'active' ELSE 'inactive' END",
    "coalesce (s.a, e.b, 'none') IN ('x', \"y\")",
    'GREATEST(-3, LEAST(3, (s.a + 0.5) / 3e0))',
    "CAST(JSON_UNQUOTE(JSON_EXTRACT(s.`profile`, '$.mem')) AS DECIMAL(10, 3))",
    's.at + INTERVAL GREATEST(1, ROUND(s.days)) DAY < :run_time',
    'LEFT JOIN cust_ext AS e ON (e.cust_id = s.id) JOIN `t` USING (id)',
    "CONVERT(s.a USING utf8mb4) COLLATE utf8mb4_bin LIKE '10!%' ESCAPE '!'",
    "'NOW() ; @x (SELECT 1) -- # /* it''s \\' */'",
    's.current_timestamp',
    '`select`.`group`',
    "x'FF' = 0xFF AND b'1' = 1 AND .5 < 1.",
    'UNIX_TIMESTAMP(s.at)',
    ...spellings,
  ])('takes %s', (sql) => {
    expect(problems(sql)).toEqual([]);
  });

  it.each([
    ['NOW()', 'sql.function'],
    ['now ()', 'sql.function'],
    ['UUID()', 'sql.function'],
    ['RAND()', 'sql.function'],
    ['SLEEP(1)', 'sql.function'],
    ["LOAD_FILE('/etc/passwd')", 'sql.function'],
    ['CURRENT_TIMESTAMP', 'sql.word'],
    ['current_timestamp()', 'sql.word'],
    ['utc_date', 'sql.word'],
    ['localtime', 'sql.word'],
    ['UNIX_TIMESTAMP()', 'sql.function'],
    ['@a', 'sql.variable'],
    ['@@version', 'sql.variable'],
    ['(SELECT 1)', 'sql.subselect'],
    ['( select max(id) from t)', 'sql.subselect'],
    ['EXISTS (TABLE t)', 'sql.word'],
    ['1; DROP TABLE t', 'sql.several'],
    ['s.a /* x */', 'sql.comment'],
    ['s.a /*! + 1 */', 'sql.comment'],
    ['s.a -- x', 'sql.comment'],
    ['s.a # x', 'sql.comment'],
    ['f(s.a)', 'sql.function'],
    ['db.f(s.a)', 'sql.function'],
    ['db.concat(s.a)', 'sql.function'],
    ['`f`(s.a)', 'sql.function'],
    ['COUNT(*)', 'sql.function'],
    ['ROW_NUMBER() OVER ()', 'sql.function'],
    ['GET_LOCK(1, 2)', 'sql.function'],
    ['s.a) FROM t', 'sql.brackets'],
    ['(s.a', 'sql.brackets'],
    [')(', 'sql.brackets'],
    ["'open", 'sql.unclosed'],
    [':other', 'sql.parameter'],
    ['?', 'sql.sign'],
    ['s.a ORDER BY 1', 'sql.word'],
    ['NEXT VALUE FOR seq', 'sql.word'],
    ['s.a FOR UPDATE', 'sql.word'],
    ['TRIM(s.a FOR 2)', 'sql.word'],
    ['(SUBSTRING(s.a, 1) FOR 2)', 'sql.word'],
    ['s.a SET x', 'sql.word'],
    ['INSERT INTO t', 'sql.word'],
    ['', 'sql.nothing'],
    ['  ', 'sql.nothing'],
  ])('refuses %s', (sql, code) => {
    expect(problems(sql)).toContain(code);
  });

  it('fills in parameters, and leaves texts alone', () => {
    const bound = bindParameters("IF(s.a = ':run_time', :run_time, :tenant)", {
      run_time: "'now'",
      tenant: "'t'",
    });
    expect(bound).toBe("IF(s.a = ':run_time', 'now', 't')");
  });

  it('gives a table another name where a column of it is named, and nowhere else', () => {
    expect(renamedTable("r.code = s.r AND `r`.a = 'r.b' AND db.r.c = r", 'r', 'r_2')).toBe(
      "r_2.code = s.r AND r_2.a = 'r.b' AND db.r.c = r",
    );
  });

  it('knows a single column from anything else', () => {
    expect(columnIn(' s.id ')).toEqual({ table: 's', column: 'id' });
    expect(columnIn('`a b`')).toEqual({ column: 'a b' });
    for (const sql of ['s.id + 1', "'id'", '1', 'NULL', 'a.b.c', 's.', ''])
      expect(columnIn(sql)).toBeUndefined();
  });

  it('finds the tables that joins may read, and takes no column for one', () => {
    for (const joins of [
      'LEFT JOIN orders ON TRUE',
      'JOIN `Orders` AS o USING (id)',
      'JOIN shop.orders o ON o.id = s.id',
      'STRAIGHT_JOIN (a, orders) ON 1',
    ])
      expect(namesTable(joins, 'orders'), joins).toBe(true);
    for (const joins of ["JOIN b ON b.orders = 'orders'", 'JOIN orders_old o ON o.id = s.id', ''])
      expect(namesTable(joins, 'orders'), joins).toBe(false);
  });

  it('knows what is the same for each row', () => {
    for (const sql of [
      ':run_time + INTERVAL 1 DAY',
      "CONCAT('s.id', UPPER('b'))",
      'CASE WHEN TRUE THEN 1 END',
    ])
      expect(isConstant(sql)).toBe(true);
    for (const sql of ['s.id', 'made', '`made`', 'COALESCE(made, :run_time)'])
      expect(isConstant(sql)).toBe(false);
  });
});
