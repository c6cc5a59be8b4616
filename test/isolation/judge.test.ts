import { describe, expect, it } from 'vitest';
import { type Judgement, judge } from '../../src/isolation/judge/judge.js';
import { shownStatement } from '../../src/isolation/judge/shown.js';

const withTenants = new Set(['apps', 'kvs', 'releases', 'groups']);

/** apps, kvs, releases and groups belong to tenants; shards does not. */
function judged(sql: string): Judgement {
  return judge(sql, {
    column: 'tenant_id',
    has: (table, database) =>
      withTenants.has(table.toLowerCase()) && (database === undefined || database === 'bscp'),
  });
}

const lacks = (sql: string): readonly string[] => judged(sql).missing.map(({ predicate }) => predicate);

describe('statements with their tenant', () => {
  it.each([
    ['an equality', 'SELECT * FROM kvs WHERE tenant_id = ? AND id = ?'],
    ['written the other way round', 'SELECT * FROM kvs WHERE ? = tenant_id'],
    ['that knows NULL', 'SELECT * FROM kvs WHERE tenant_id <=> ?'],
    ['in another case, with an alias', 'select K.* from KVS as K where k.Tenant_Id=:tenant'],
    ['qualified by table and database', 'SELECT id FROM bscp.kvs WHERE bscp.kvs.tenant_id = ?'],
    ['in brackets', 'SELECT * FROM kvs WHERE ((id > 1) AND ((tenant_id) = (?)))'],
    ['beside a BETWEEN', 'SELECT * FROM kvs WHERE id BETWEEN ? AND ? AND tenant_id = ?'],
    ['beside an OR of other columns', 'SELECT * FROM kvs WHERE tenant_id = ? AND (a = 1 OR b = 2)'],
    ['beside a CASE', "SELECT * FROM kvs WHERE CASE WHEN a = 1 OR b THEN 1 ELSE 0 END AND tenant_id = 'x'"],
    ['by a function of values', 'SELECT * FROM kvs WHERE tenant_id = CONVERT(? USING utf8mb4)'],
    ['by a variable', 'SELECT * FROM kvs WHERE tenant_id = @tenant'],
    ['by $1', 'SELECT * FROM kvs WHERE tenant_id = $1'],
    ['with a collation', 'SELECT * FROM kvs WHERE BINARY tenant_id = ? COLLATE utf8mb4_bin'],
    ['as a row', 'SELECT * FROM kvs WHERE (tenant_id, id) = (?, ?)'],
    ['as a row that a digest has cut', 'SELECT * FROM `kvs` WHERE ( `tenant_id` , `id` ) = (...)'],
    ['IN with one value', 'SELECT * FROM kvs WHERE tenant_id IN (?)'],
    [
      'both tables of a join',
      'SELECT * FROM kvs k JOIN apps a ON a.id = k.app_id WHERE k.tenant_id = ? AND a.tenant_id = ?',
    ],
    [
      'joined by the tenant',
      'SELECT * FROM kvs k JOIN apps a ON a.id = k.app_id AND a.tenant_id = k.tenant_id WHERE k.tenant_id = ?',
    ],
    [
      'three tables, one after the other',
      'SELECT * FROM kvs k, apps a, releases r WHERE r.tenant_id = a.tenant_id AND k.tenant_id = a.tenant_id AND k.tenant_id = ?',
    ],
    ['joined by USING', 'SELECT * FROM kvs JOIN apps USING (tenant_id, app_id) WHERE tenant_id = ?'],
    ['joined naturally', 'SELECT * FROM kvs NATURAL JOIN apps WHERE kvs.tenant_id = ?'],
    [
      'an outer join, held in its condition',
      'SELECT * FROM kvs k LEFT JOIN apps a ON a.id = k.app_id AND a.tenant_id = ? WHERE k.tenant_id = ?',
    ],
    [
      'an outer join by the tenant',
      'SELECT * FROM kvs k LEFT JOIN apps a ON a.tenant_id = k.tenant_id WHERE k.tenant_id = ?',
    ],
    [
      'a right join',
      'SELECT * FROM apps a RIGHT JOIN kvs k ON a.tenant_id = k.tenant_id WHERE k.tenant_id = ?',
    ],
    [
      'a table without tenants joined',
      'SELECT * FROM shards s JOIN kvs k ON k.shard = s.id AND k.tenant_id = ?',
    ],
    [
      'a join in brackets',
      'SELECT * FROM (kvs k JOIN apps a ON a.tenant_id = k.tenant_id) WHERE a.tenant_id = ?',
    ],
    [
      'a sub-select with its own',
      'SELECT * FROM kvs WHERE tenant_id = ? AND app_id IN (SELECT id FROM apps WHERE tenant_id = ?)',
    ],
    [
      'a sub-select with the outer one',
      'SELECT * FROM kvs k WHERE k.tenant_id = ? AND EXISTS (SELECT 1 FROM apps a WHERE a.id = k.app_id AND a.tenant_id = k.tenant_id)',
    ],
    [
      'a derived table',
      'SELECT * FROM (SELECT id, tenant_id FROM kvs WHERE tenant_id = ?) d JOIN apps a ON a.tenant_id = d.tenant_id',
    ],
    [
      'a derived table, its column renamed',
      'SELECT * FROM (SELECT k.tenant_id AS t FROM kvs k WHERE k.tenant_id = ?) AS d JOIN apps a ON a.tenant_id = d.t',
    ],
    [
      'a derived table with all columns',
      'SELECT * FROM (SELECT * FROM kvs WHERE tenant_id = ?) d, apps a WHERE d.tenant_id = a.tenant_id',
    ],
    [
      'a common table expression',
      'WITH k AS (SELECT * FROM kvs WHERE tenant_id = ?) SELECT * FROM k JOIN apps a ON a.tenant_id = k.tenant_id',
    ],
    [
      'one that calls its columns otherwise',
      'WITH k (x, t) AS (SELECT id, tenant_id FROM kvs WHERE tenant_id = ?) SELECT * FROM k JOIN apps a ON a.tenant_id = k.t',
    ],
    [
      'a recursive one',
      'WITH RECURSIVE t AS (SELECT id, tenant_id FROM groups WHERE tenant_id = ? UNION ALL SELECT g.id, g.tenant_id FROM groups g JOIN t ON g.parent = t.id AND g.tenant_id = t.tenant_id) SELECT * FROM t',
    ],
    [
      'a UNION',
      'SELECT id FROM kvs WHERE tenant_id = ? UNION ALL (SELECT id FROM apps WHERE tenant_id = ?) ORDER BY id LIMIT 5',
    ],
    [
      'a lock at its end',
      'SELECT * FROM kvs USE INDEX FOR JOIN (k) WHERE tenant_id = ? ORDER BY LEFT(name, 2) LIMIT 3 FOR UPDATE',
    ],
    [
      'INSERT with the column',
      'INSERT INTO kvs (id, tenant_id) VALUES (?, ?) ON DUPLICATE KEY UPDATE id = VALUES(id)',
    ],
    ['INSERT of a digest', 'INSERT INTO `kvs` ( `id` , `tenant_id` ) VALUES (...) /* , ... */'],
    ['INSERT without a list', 'INSERT INTO kvs VALUES (...)'],
    ['INSERT SET', 'INSERT IGNORE kvs SET id = 1, tenant_id = ?'],
    [
      'INSERT of a SELECT',
      'INSERT INTO kvs (id, tenant_id) SELECT id, tenant_id FROM apps WHERE tenant_id = ?',
    ],
    ['INSERT of a SELECT with the value', 'INSERT INTO kvs (tenant_id, id) SELECT ?, id FROM shards'],
    ['REPLACE', 'REPLACE INTO kvs (tenant_id, id) VALUES (?, ?)'],
    ['UPDATE', 'UPDATE LOW_PRIORITY kvs SET a = a + 1 WHERE tenant_id = ? AND id = ? LIMIT 1'],
    [
      'UPDATE of a join',
      'UPDATE kvs k JOIN apps a ON a.tenant_id = k.tenant_id SET k.a = a.b WHERE a.tenant_id = ?',
    ],
    ['DELETE', 'DELETE FROM kvs WHERE tenant_id = ?'],
    ['DELETE of several', 'DELETE k FROM kvs k JOIN apps a USING (tenant_id) WHERE k.tenant_id = ?'],
    ['DELETE USING', 'DELETE FROM k USING kvs AS k WHERE k.tenant_id = ?'],
    ['a prepared one of MySQL', 'EXECUTE SELECT * FROM `kvs` WHERE `tenant_id` = ?'],
    ['explained', 'EXPLAIN SELECT * FROM kvs WHERE tenant_id = ?'],
    [
      'a digest of MySQL',
      'SELECT `k` . `id` FROM `bscp` . `kvs` AS `k` WHERE `k` . `tenant_id` = ? AND `k` . `id` IN (...) LIMIT ?',
    ],
  ])('%s', (_what, sql) => {
    expect(judged(sql)).toMatchObject({ verdict: 'good', missing: [] });
  });
});

describe('statements without it', () => {
  it.each<[string, string, readonly string[]]>([
    ['none', 'SELECT * FROM kvs WHERE id = ?', ['tenant_id = ?']],
    ['no condition at all', 'SELECT COUNT(*) FROM kvs', ['tenant_id = ?']],
    ['an OR beside it', 'SELECT * FROM kvs WHERE tenant_id = ? OR id = ?', ['tenant_id = ?']],
    ['an OR behind an AND', 'SELECT * FROM kvs WHERE tenant_id = ? AND a = 1 OR b = 2', ['tenant_id = ?']],
    ['|| as MySQL reads it', 'SELECT * FROM kvs WHERE tenant_id = ? || id = ?', ['tenant_id = ?']],
    ['an XOR', 'SELECT * FROM kvs WHERE tenant_id = ? XOR a', ['tenant_id = ?']],
    ['NOT', 'SELECT * FROM kvs WHERE NOT (tenant_id = ?)', ['tenant_id = ?']],
    ['another comparison', 'SELECT * FROM kvs WHERE tenant_id >= ?', ['tenant_id = ?']],
    ['unequal', 'SELECT * FROM kvs WHERE tenant_id != ? AND tenant_id <> ?', ['tenant_id = ?']],
    ['LIKE', 'SELECT * FROM kvs WHERE tenant_id LIKE ?', ['tenant_id = ?']],
    ['NOT IN', 'SELECT * FROM kvs WHERE tenant_id NOT IN (?)', ['tenant_id = ?']],
    ['IS NOT NULL', 'SELECT * FROM kvs WHERE tenant_id IS NOT NULL', ['tenant_id = ?']],
    [
      'a column compared with itself',
      'SELECT * FROM kvs k WHERE k.tenant_id = k.tenant_id',
      ['tenant_id = ?'],
    ],
    ['compared with another column', 'SELECT * FROM kvs k WHERE k.tenant_id = k.name', ['tenant_id = ?']],
    ['a table without tenants', 'SELECT * FROM kvs k JOIN shards s ON s.tenant_id = ?', ['k.tenant_id = ?']],
    ['within a function', 'SELECT * FROM kvs WHERE COALESCE(tenant_id, ?) = ?', ['tenant_id = ?']],
    ['within a text', "SELECT * FROM kvs WHERE name = 'tenant_id = 1'", ['tenant_id = ?']],
    ['within a comment', 'SELECT * FROM kvs WHERE 1 /* AND tenant_id = ? */', ['tenant_id = ?']],
    ['in HAVING', 'SELECT tenant_id FROM kvs HAVING tenant_id = ?', ['tenant_id = ?']],
    ['in the list', 'SELECT tenant_id = ? FROM kvs', ['tenant_id = ?']],
    [
      'only one side of a join',
      'SELECT * FROM kvs k JOIN apps a ON a.id = k.app_id WHERE k.tenant_id = ?',
      ['a.tenant_id = k.tenant_id'],
    ],
    [
      'the other side',
      'SELECT * FROM kvs k JOIN apps a ON a.id = k.app_id AND a.tenant_id = ?',
      ['k.tenant_id = a.tenant_id'],
    ],
    [
      'joined by tenants that are free',
      'SELECT * FROM kvs k JOIN apps a ON a.tenant_id = k.tenant_id',
      ['k.tenant_id = ?', 'a.tenant_id = ?'],
    ],
    [
      'the kept side of an outer join',
      'SELECT * FROM kvs k LEFT JOIN apps a ON k.tenant_id = ? AND a.tenant_id = ?',
      ['k.tenant_id = a.tenant_id'],
    ],
    [
      'the other side of a right join',
      'SELECT * FROM kvs k RIGHT JOIN apps a ON k.tenant_id = a.tenant_id WHERE k.tenant_id = k.x',
      ['k.tenant_id = ?', 'a.tenant_id = ?'],
    ],
    [
      'the same table twice',
      'SELECT * FROM groups a JOIN groups b ON b.id = a.parent WHERE a.tenant_id = ?',
      ['b.tenant_id = a.tenant_id'],
    ],
    [
      'a sub-select without',
      'SELECT * FROM kvs WHERE tenant_id = ? AND app_id IN (SELECT id FROM apps WHERE name = ?)',
      ['apps.tenant_id = ?'],
    ],
    [
      'a scalar sub-select',
      'SELECT (SELECT COUNT(*) FROM apps) FROM kvs WHERE tenant_id = ?',
      ['apps.tenant_id = ?'],
    ],
    [
      'an EXISTS whose outer one is free',
      'SELECT * FROM kvs k WHERE EXISTS (SELECT 1 FROM apps a WHERE a.tenant_id = k.tenant_id)',
      ['tenant_id = ?', 'a.tenant_id = ?'],
    ],
    [
      'a value from a sub-select',
      'SELECT * FROM kvs WHERE tenant_id = (SELECT tenant_id FROM shards)',
      ['tenant_id = ?'],
    ],
    ['a derived table without', 'SELECT * FROM (SELECT id FROM kvs) d', ['tenant_id = ?']],
    [
      'joined to a derived one that is free',
      'SELECT * FROM (SELECT tenant_id FROM kvs) d JOIN apps a ON a.tenant_id = d.tenant_id',
      ['a.tenant_id = ?', 'tenant_id = ?'],
    ],
    [
      'a common table expression without',
      'WITH k AS (SELECT * FROM kvs) SELECT * FROM k WHERE tenant_id = ?',
      ['tenant_id = ?'],
    ],
    [
      'a branch of a UNION',
      'SELECT id FROM kvs WHERE tenant_id = ? UNION SELECT id FROM apps',
      ['tenant_id = ?'],
    ],
    [
      'a UNION in a derived table',
      'SELECT * FROM (SELECT tenant_id FROM kvs WHERE tenant_id = ? UNION SELECT tenant_id FROM shards) d JOIN apps a ON a.tenant_id = d.tenant_id',
      ['a.tenant_id = ?'],
    ],
    ['INSERT without the column', 'INSERT INTO kvs (id, name) VALUES (?, ?)', ['tenant_id']],
    ['INSERT with no column', 'INSERT INTO kvs () VALUES ()', ['tenant_id']],
    ['INSERT with its default', 'INSERT INTO kvs (id, tenant_id) VALUES (1, DEFAULT)', ['tenant_id']],
    ['INSERT SET without', 'INSERT INTO kvs SET id = 1', ['tenant_id']],
    [
      'INSERT of a SELECT without',
      'INSERT INTO kvs (id, tenant_id) SELECT id, tenant_id FROM apps',
      ['tenant_id = ?', 'tenant_id'],
    ],
    [
      'INSERT of another column',
      'INSERT INTO kvs (id, tenant_id) SELECT id, name FROM apps WHERE tenant_id = ?',
      ['tenant_id'],
    ],
    ['REPLACE without', 'REPLACE kvs (id) VALUES (?)', ['tenant_id']],
    ['UPDATE without', 'UPDATE kvs SET a = 1 WHERE id = ?', ['tenant_id = ?']],
    ['UPDATE that sets it', 'UPDATE kvs SET tenant_id = ? WHERE id = ?', ['tenant_id = ?']],
    [
      'UPDATE of a join',
      'UPDATE kvs k, apps a SET k.a = 1 WHERE a.tenant_id = ? AND a.id = k.app_id',
      ['k.tenant_id = a.tenant_id'],
    ],
    ['UPDATE by a sub-select', 'UPDATE shards SET a = (SELECT COUNT(*) FROM kvs)', ['kvs.tenant_id = ?']],
    ['DELETE without', 'DELETE FROM kvs', ['tenant_id = ?']],
    [
      'DELETE of several',
      'DELETE k, a FROM kvs k JOIN apps a ON a.id = k.app_id WHERE a.tenant_id = ?',
      ['k.tenant_id = a.tenant_id'],
    ],
    [
      'DELETE by a sub-select',
      'DELETE FROM shards WHERE id IN (SELECT shard FROM kvs)',
      ['kvs.tenant_id = ?'],
    ],
    ['TRUNCATE', 'TRUNCATE TABLE kvs', ['']],
    ['TABLE', 'TABLE kvs', ['tenant_id = ?']],
    ['a table that is made of it', 'CREATE TABLE copy AS (SELECT * FROM kvs)', ['tenant_id = ?']],
    ['a prepared one of MySQL', 'EXECUTE SELECT * FROM `kvs` WHERE `id` = ?', ['tenant_id = ?']],
    [
      'the client path of BSCP',
      'SELECT * FROM `apps` WHERE `biz_id` = ? AND `name` = ? ORDER BY `apps` . `id` LIMIT ?',
      ['tenant_id = ?'],
    ],
  ])('%s', (_what, sql, predicates) => {
    expect(judged(sql).verdict).toBe('bad');
    expect(lacks(sql)).toEqual(predicates);
  });

  it('is said by its kind', () => {
    const reasons = (sql: string) => judged(sql).missing.map(({ because }) => because.code);
    expect(reasons('SELECT * FROM kvs')).toEqual(['isolation.none']);
    expect(reasons('SELECT * FROM kvs WHERE tenant_id = ? OR a')).toEqual(['isolation.beside']);
    expect(reasons('SELECT * FROM kvs k JOIN apps a ON a.tenant_id = k.tenant_id')).toEqual([
      'isolation.free',
      'isolation.free',
    ]);
    expect(reasons('INSERT INTO kvs (id) VALUES (?)')).toEqual(['isolation.no-column']);
  });
});

describe('several tenants that are all named', () => {
  it.each([
    'SELECT * FROM kvs WHERE tenant_id IN (?, ?)',
    'SELECT * FROM kvs WHERE tenant_id IN (...)',
    'SELECT * FROM kvs WHERE (tenant_id, id) IN ((?, ?), (?, ?))',
    'SELECT * FROM kvs WHERE (tenant_id = ? AND a = 1) OR (tenant_id = ? AND b = 2)',
    "SELECT * FROM kvs WHERE tenant_id = 'a' OR tenant_id = 'b'",
    'SELECT * FROM kvs k JOIN apps a ON a.tenant_id = k.tenant_id WHERE k.tenant_id IN (?, ?)',
  ])('%s', (sql) => {
    expect(judged(sql)).toMatchObject({ verdict: 'several', missing: [] });
  });

  it('are one where both branches of an OR name the same', () => {
    expect(
      judged('SELECT * FROM kvs WHERE (tenant_id = :t AND a = 1) OR (tenant_id = :t AND b = 2)').verdict,
    ).toBe('good');
  });
});

describe('statements that only look as if', () => {
  it.each([
    ['ask whether the comparison says nothing', 'SELECT * FROM kvs WHERE tenant_id = ? IS NULL'],
    ['ask whether it is not true', 'SELECT * FROM kvs WHERE tenant_id = ? IS NOT TRUE'],
    ['copy rows into a new table', 'CREATE TABLE x AS SELECT * FROM kvs'],
    ['copy them by a WITH', 'CREATE TABLE x AS WITH y AS (SELECT * FROM kvs) SELECT * FROM y'],
    ['copy them in brackets', 'CREATE TABLE IF NOT EXISTS x (SELECT * FROM kvs)'],
  ])('%s', (_what, sql) => {
    expect(judged(sql).verdict).toBe('bad');
  });

  it.each([
    ['copies one tenant', 'CREATE TABLE x SELECT * FROM kvs WHERE tenant_id = ?'],
    [
      'makes a table',
      'CREATE TABLE kvs (id int, FULLTEXT KEY n (name) WITH PARSER ngram) WITH SYSTEM VERSIONING',
    ],
    ['makes a view, which is judged where it is asked', 'CREATE VIEW v AS SELECT * FROM kvs'],
  ])('and what %s is no fault', (_what, sql) => {
    expect(judged(sql).verdict).toMatch(/good|untouched/);
  });
});

describe('what cannot be judged', () => {
  it.each([
    ['hides its statement', 'EXECUTE stmt'],
    ['calls a procedure', 'CALL clean_up(?)'],
    ['loads a file', "LOAD DATA LOCAL INFILE 'x' INTO TABLE kvs"],
    ['loads columns of a file', "LOAD DATA INFILE 'x' INTO TABLE kvs (id, name)"],
    ['is cut within brackets', 'SELECT * FROM kvs WHERE tenant_id = ? AND id IN (SELECT'],
    ['is cut within quotes', "SELECT * FROM kvs WHERE tenant_id = ? AND a = 'x"],
    ['has its table put in', 'SELECT * FROM :__ WHERE tenant_id = ?'],
    ['has a part of its table put in', 'UPDATE `kvs_:__` SET a = 1'],
    ['has its condition put in', 'SELECT * FROM kvs :__'],
    ['has a part of its condition put in', 'SELECT * FROM kvs WHERE a = 1 AND :__'],
  ])('%s', (_what, sql) => {
    expect(judged(sql).verdict).toBe('unclear');
    expect(judged(sql).because).toBeDefined();
  });

  it('is not what has a value put in', () => {
    expect(judged('SELECT * FROM kvs WHERE id = :__').verdict).toBe('bad');
    expect(judged('SELECT * FROM kvs WHERE tenant_id = :__ AND x = 1').verdict).toBe('good');
  });
});

describe('what touches no tenant’s table', () => {
  it.each([
    'SELECT * FROM shards',
    'SELECT 1',
    'PREPARE SELECT * FROM kvs WHERE id IN (SELECT id FROM apps)',
    'SELECT * FROM other.kvs',
    'SET NAMES utf8mb4',
    'SHOW TABLES',
    'COMMIT',
    'CREATE TABLE kvs (id int)',
    'WITH kvs AS (SELECT 1 AS id) SELECT * FROM kvs',
    'INSERT INTO shards (id) VALUES (?)',
    'select a file from the list',
    '',
    ')))',
  ])('%s', (sql) => {
    expect(judged(sql).verdict).toBe('untouched');
  });
});

describe('a statement as it is shown', () => {
  it('has no value in it, whatever it is written as', () => {
    const secret = 'canary';
    const sql = `SELECT *, 0x63 /* ${secret} */ FROM  kvs\n WHERE a='${secret}' AND b="${secret}" AND c = 42 AND d = N'${secret}' -- ${secret}`;
    expect(shownStatement(sql)).toBe('SELECT *, ? FROM kvs WHERE a=? AND b=? AND c = ? AND d = ?');
    expect(shownStatement(`UPDATE kvs SET a = '${secret}`)).toBe('UPDATE kvs SET a = …');
    expect(shownStatement('SELECT `a` FROM :__ WHERE b = :b')).toBe('SELECT `a` FROM {…} WHERE b = :b');
  });
});
