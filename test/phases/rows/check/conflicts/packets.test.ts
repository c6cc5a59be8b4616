import { describe, expect, it } from 'vitest';
import type { ConflictContext } from '../../../../../src/phases/rows/check/conflicts/context.js';
import { findLargeRows } from '../../../../../src/phases/rows/check/conflicts/packets.js';
import type { TablePlan } from '../../../../../src/plan/plan.js';
import { column, database } from '../../../../support/facts.js';

/** What the source is asked about a table of these columns, where a packet has 16 MiB. */
async function asked(...types: readonly string[]): Promise<readonly string[]> {
  const statements: string[] = [];
  const facts = database('d', [], { variables: { max_allowed_packet: '16777216' } });
  const columns = types.map((type, index) => {
    const source = column(`c${index}`, type);
    return { name: source.name, treatment: { kind: 'same' as const }, source, target: source, secret: false };
  });
  const context = {
    source: {
      queryCells: async (sql: string) => {
        statements.push(sql);
        return [[Buffer.from('0'), null]];
      },
    },
    sourceFacts: facts,
    targetFacts: facts,
  };
  const table = { table: 't', source: 't', target: 't', key: ['c0'], columns };
  expect(await findLargeRows(context as unknown as ConflictContext, table as unknown as TablePlan)).toEqual(
    [],
  );
  return statements;
}

describe('the look for rows that are too large for a packet', () => {
  it.each([
    ['bigint unsigned', 'int', 'tinyint(1)', 'decimal(65,30)', 'year', 'bit(64)'],
    ['float', 'double', 'double unsigned'],
    ['date', 'time(6)', 'datetime(6)', 'timestamp'],
    ['int', 'varchar(255)', 'datetime', 'varchar(16000)', 'text'],
  ])('reads no row where the types %s, %s, %s … let none be that large', async (...types) => {
    expect(await asked(...types)).toEqual([]);
  });

  it.each(['longtext', 'mediumblob', 'json', 'geometry', "enum('a','b')"])(
    'reads the rows where a %s may be',
    async (type) => {
      expect(await asked('int', 'datetime', type)).toHaveLength(1);
    },
  );
});
