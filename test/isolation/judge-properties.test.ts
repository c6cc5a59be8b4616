import { array, assert, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/isolation/judge/judge.js';
import { shownStatement } from '../../src/isolation/judge/shown.js';

const tenants = { column: 'tenant_id', has: (table: string) => ['kvs', 'apps'].includes(table) };
const verdictOf = (sql: string) => judge(sql, tenants).verdict;

const words = constantFrom(
  ...'SELECT FROM WHERE AND OR NOT IN ( ) , . ; = <=> ? * kvs apps tenant_id k UNION JOIN LEFT ON USING WITH AS INSERT INTO VALUES SET UPDATE DELETE CASE END BETWEEN EXISTS `'.split(
    ' ',
  ),
  "'canary'",
  ':__',
);
const conditions = constantFrom(
  'tenant_id = ?',
  'tenant_id = ? AND id > 1',
  'id = 1 AND (name = ? AND tenant_id = ?)',
  'tenant_id IN (?)',
  '(tenant_id, id) = (?, ?)',
  'id BETWEEN 1 AND 2 AND tenant_id = ?',
);

describe('whatever it is given, the judge', () => {
  it('gives an answer, and what is shown has no value in it', () => {
    assert(
      property(array(words, { maxLength: 40 }), (parts) => {
        const sql = parts.join(' ');
        expect(verdictOf(sql)).toBeTypeOf('string');
        // What stands in backticks is a name.
        expect(shownStatement(sql).replaceAll(/`[^`]*`/g, '')).not.toContain('canary');
      }),
    );
  });

  it('takes a statement that is good for bad as soon as anything may be true beside its conditions, and for good with more of them', () => {
    assert(
      property(conditions, conditions, (one, other) => {
        expect(verdictOf(`SELECT * FROM kvs WHERE ${one} AND ${other}`)).toBe('good');
        expect(verdictOf(`SELECT * FROM kvs WHERE (${one}) OR id = 5`)).toBe('bad');
        expect(verdictOf(`DELETE FROM kvs WHERE NOT (${one})`)).toBe('bad');
        expect(
          verdictOf(
            `SELECT * FROM (SELECT * FROM kvs WHERE ${one}) d JOIN apps ON apps.tenant_id = d.tenant_id`,
          ),
        ).toBe('good');
        expect(
          verdictOf(`SELECT * FROM apps a WHERE a.tenant_id = ? AND EXISTS (SELECT 1 FROM kvs WHERE ${one})`),
        ).toBe('good');
        expect(verdictOf(`SELECT id FROM apps UNION SELECT id FROM kvs WHERE ${one}`)).toBe('bad');
      }),
    );
  });
});
