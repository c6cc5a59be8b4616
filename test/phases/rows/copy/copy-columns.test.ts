import { describe, expect, test } from 'vitest';
import { copiedColumns, loadTargets } from '../../../../src/phases/rows/copy/copy-columns.js';
import type { ColumnFacts } from '../../../../src/plan/facts.js';
import type { ColumnPlan, TablePlan } from '../../../../src/plan/plan.js';
import type { Treatment } from '../../../../src/plan/treatments.js';

function facts(dataType: string, more: Partial<ColumnFacts> = {}): ColumnFacts {
  return {
    name: 'c',
    ordinal: 1,
    dataType,
    columnType: dataType,
    unsigned: false,
    nullable: true,
    default: null,
    autoIncrement: false,
    generated: false,
    invisible: false,
    isJson: dataType === 'json',
    ...more,
  };
}

const utf8 = { charset: 'utf8mb4' };
const same: Treatment = { kind: 'same' };

function copied(source: ColumnFacts, target: ColumnFacts, treatment: Treatment = same) {
  const column: ColumnPlan = { name: 'c', treatment, source, target, secret: false };
  const tenant: ColumnPlan = {
    name: 'x',
    treatment: { kind: 'constant', value: "a'b" },
    target: facts('varchar', utf8),
    secret: false,
  };
  const table: TablePlan = {
    table: 't',
    source: 't',
    target: 't',
    level: 1,
    key: [],
    columns: [column, tenant],
    droppedColumns: [],
    approximateRows: 0,
    approximateBytes: 0,
  };
  const made = copiedColumns(table, {});
  const [{ expression, form } = { expression: '', form: '' }] = made.columns;
  return { expression, form, load: loadTargets(made) };
}

describe('how a column is read and written', () => {
  test.each([
    ['an integer', facts('bigint'), facts('bigint'), '`c`', 'bare'],
    ['a float with all its digits', facts('float'), facts('float'), '(`c` + 0e0)', 'text'],
    ['a date', facts('datetime'), facts('datetime'), '`c`', 'text'],
    ['text of one character set as its bytes', facts('varchar', utf8), facts('text', utf8), '`c`', 'bytes'],
    [
      'utf8 into utf8mb4 as its bytes',
      facts('varchar', { charset: 'utf8' }),
      facts('varchar', utf8),
      '`c`',
      'bytes',
    ],
    [
      'latin1 as its bytes',
      facts('varchar', { charset: 'latin1' }),
      facts('varchar', { charset: 'latin1' }),
      '`c`',
      'bytes',
    ],
    [
      'latin1 into utf8mb4 converted',
      facts('varchar', { charset: 'latin1' }),
      facts('varchar', utf8),
      'CONVERT(`c` USING utf8mb4)',
      'utf8mb4',
    ],
    [
      'utf8mb4 into latin1 by the target',
      facts('varchar', utf8),
      facts('varchar', { charset: 'latin1' }),
      '`c`',
      'utf8mb4',
    ],
    ['binary', facts('blob'), facts('longblob'), '`c`', 'bytes'],
    ['bits', facts('bit'), facts('bit'), '`c`', 'bytes'],
    ['bits into a number', facts('bit'), facts('int'), '(`c` + 0)', 'bare'],
    ['a number into bits', facts('int'), facts('bit'), '`c`', 'integer'],
    [
      'MariaDB’s JSON into MySQL’s',
      facts('longtext', { ...utf8, isJson: true }),
      facts('json'),
      '`c`',
      'utf8mb4',
    ],
    [
      'MySQL’s JSON into MariaDB’s',
      facts('json'),
      facts('longtext', { ...utf8, isJson: true }),
      '`c`',
      'bytes',
    ],
    ['a type that prints as text', facts('uuid'), facts('uuid'), '`c`', 'utf8mb4'],
    ['a shape', facts('point'), facts('point'), '`c`', 'bytes'],
  ])('%s', (_, source, target, expression, form) => {
    expect(copied(source, target)).toMatchObject({ expression, form });
  });

  test('a cast comes as text', () => {
    const cast: Treatment = { kind: 'cast', from: 'int', to: 'varchar(256)' };
    expect(copied(facts('int'), facts('varchar', utf8), cast)).toMatchObject({
      expression: 'CAST(`c` AS CHAR)',
      form: 'utf8mb4',
    });
  });

  test('a text that the tool changes comes in utf8mb4', () => {
    const users: Treatment = { kind: 'users', map: { a: 'b' } };
    const latin1 = facts('varchar', { charset: 'latin1' });
    expect(copied(latin1, latin1, users)).toMatchObject({
      expression: 'CONVERT(`c` USING utf8mb4)',
      form: 'utf8mb4',
    });
  });
});

test('the LOAD sets constants and converts what the binary character set cannot say', () => {
  expect(copied(facts('int'), facts('int')).load).toBe("(`c`) SET `x` = 'a\\'b'");
  expect(copied(facts('json'), facts('json')).load).toBe(
    "(@tenantferry_0) SET `c` = CONVERT(@tenantferry_0 USING utf8mb4), `x` = 'a\\'b'",
  );
});
