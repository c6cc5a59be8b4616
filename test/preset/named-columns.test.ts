import { describe, expect, it } from 'vitest';
import { namedColumns, spellings } from '../../src/preset/columns.js';
import { checkPreset } from '../../src/preset/load.js';
import { preset } from '../preflight/support/facts.js';

describe('the columns that a preset names', () => {
  it('are those of the table’s own keys, by the key', () => {
    const one = preset(['apps'], {
      tables: [{ name: 'apps', level: 1, volatile: ['seen_at'], references: { Owner: 'apps' } }],
      left_behind: { apps: ['old'] },
    });
    expect(namedColumns(one, 'apps')).toEqual([
      { key: 'references', column: 'Owner' },
      { key: 'volatile', column: 'seen_at' },
      { key: 'left_behind', column: 'old' },
    ]);
    expect(spellings(one, 'apps').get('owner')).toBe('Owner');
    expect(namedColumns(one, 'elsewhere')).toEqual([]);
  });
});

const text = '{ en: a, zh: b }';
const problemsOf = (more: string) =>
  checkPreset(
    `name: one
title: ${text}
source_version: "1"
target_version: "2"
tenant: { column: tenant_id, max_length: 50 }
business: { column: biz_id }
id: { column: id, max: 100 }
references: { app_id: apps }
skip: []
id_generators: { table: gens, resource_column: resource, max_column: max_id, without: [] }
not_moved: []
watch_lists: []
checklist: [{ id: done, when: after, kind: manual, title: ${text} }]
${more}`,
    'preset.yaml',
  ).problems.map(({ line, message }) => `${line}: ${message}`);

describe('a preset', () => {
  it('may spell a column in one way only, since servers take two spellings for one', () => {
    expect(problemsOf('tables: [{ name: apps, level: 1, volatile: [App_ID] }]')).toEqual([
      '14: app_id and App_ID are one column of apps to the servers; spell it in one way',
    ]);
    expect(problemsOf('tables: [{ name: apps, level: 1, volatile: [app_id, ID2] }]')).toEqual([]);
  });

  it('may leave columns behind of tables that it knows, with or without a reason', () => {
    const tables = 'tables: [{ name: apps, level: 1 }]\n';
    expect(problemsOf(`${tables}left_behind: { apps: [a, { column: b, reason: ${text} }] }`)).toEqual([]);
    expect(problemsOf(`${tables}left_behind: { app: [a] }`)).toEqual([
      '15: left_behind names an unknown table app; did you mean "apps"?',
    ]);
  });
});
