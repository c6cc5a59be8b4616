import { describe, expect, it } from 'vitest';
import { describeMissingTable } from '../../src/plan/missing-table.js';
import { column, database, preset, table } from '../preflight/support/facts.js';

const id = column('id', 'int');
const missing = (side: 'source' | 'target', facts: ReturnType<typeof database>) =>
  describeMissingTable({ table: 'Group', side, facts, preset: preset(['Group', 'group']) });

describe('a table that cannot be found', () => {
  it('is a view', () => {
    const facts = database([], { views: ['Group'] });
    expect(missing('source', facts)).toMatchObject({ code: 'schema.view', severity: 'blocker' });
    expect(missing('target', facts).remedy).toContain('deploy Group as a table');
  });

  it('is written in another case, which the server minds', () => {
    const facts = database([table('group', [id])]);
    expect(missing('target', facts)).toMatchObject({
      code: 'schema.table-case',
      params: { near: 'group', rename: 'RENAME TABLE `group` TO `Group`;' },
    });
    expect(missing('source', facts).remedy).toBe('write group in the preset');
  });

  it('is the table of another name of the preset, where the server does not mind', () => {
    const facts = database([table('group', [id])], { variables: { lower_case_table_names: '1' } });
    expect(missing('target', facts)).toMatchObject({ code: 'schema.one-table', params: { twin: 'group' } });
  });

  it('is not there', () => {
    expect(missing('target', database([]))).toMatchObject({
      code: 'schema.missing-table',
      subject: 'target-mysql',
    });
  });
});
