import { describe, expect, it } from 'vitest';
import { spelledAsPreset, spelledAsTarget, tableKey } from '../../src/plan/spell-facts.js';
import { column, database, preset, table } from '../preflight/support/facts.js';

const folding = { variables: { lower_case_table_names: '1' } };
const names = (facts: ReturnType<typeof database>, of: string) =>
  facts.tables[of]?.columns.map(({ name }) => name);

describe('the names of facts', () => {
  it.each([
    ['0', 'Group'],
    ['1', 'group'],
    ['2', 'group'],
    [undefined, 'Group'],
  ])('compares tables as lower_case_table_names %s does', (setting, key) => {
    expect(
      tableKey('Group', { variables: setting === undefined ? {} : { lower_case_table_names: setting } }),
    ).toBe(key);
  });

  it('takes the preset’s spelling of columns, in indexes, too, and leaves what the preset does not name', () => {
    const apps = table('apps', [column('ID', 'int'), column('App_ID', 'int'), column('Name', 'varchar(9)')], {
      indexes: [{ name: 'PRIMARY', unique: true, columns: [{ name: 'Id', nullable: false }] }],
    });
    const facts = spelledAsPreset(database([apps]), preset(['apps']));
    expect(names(facts, 'apps')).toEqual(['id', 'app_id', 'Name']);
    expect(facts.tables.apps?.indexes[0]?.columns[0]?.name).toBe('id');
  });

  it('takes the preset’s spelling of tables only where the server compares them without case', () => {
    const lower = table('apps', [column('id', 'int')]);
    expect(Object.keys(spelledAsPreset(database([lower], folding), preset(['Apps'])).tables)).toEqual([
      'Apps',
    ]);
    expect(Object.keys(spelledAsPreset(database([lower]), preset(['Apps'])).tables)).toEqual(['apps']);
  });

  it('takes the target’s spelling of what both sides have', () => {
    const from = database([table('apps', [column('NAME', 'int'), column('OLD', 'int')])]);
    const to = database([table('apps', [column('name', 'int')])]);
    expect(names(spelledAsTarget(from, to), 'apps')).toEqual(['name', 'OLD']);
  });
});
