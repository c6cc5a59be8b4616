import { beforeAll, describe, expect, it } from 'vitest';
import { loadPreset } from '../../../src/preset/load.js';
import type { Preset } from '../../../src/preset/schema.js';
import {
  brokenReferences,
  initialTables,
  selectionOf,
  type TablesState,
  tableRows,
  tablesReducer,
} from '../../../src/ui/steps/tables/tables-state.js';
import { sampleConfig } from '../support/fixtures.js';

let preset: Preset;
beforeAll(async () => {
  preset = await loadPreset('bscp');
});

function opened(): TablesState {
  return tablesReducer(initialTables, { slice: 'tables', type: 'opened', preset, config: sampleConfig() });
}

function select(state: TablesState, table: string): TablesState {
  const index = tableRows(state).findIndex((row) => row.kind === 'table' && row.choice.table === table);
  return tablesReducer(state, { slice: 'tables', type: 'select', index });
}

function toggled(state: TablesState): TablesState {
  const row = tableRows(state)[state.selected];
  return row === undefined ? state : tablesReducer(state, { slice: 'tables', type: 'toggle', row });
}
const moving = (state: TablesState): readonly string[] =>
  state.choices.filter((choice) => choice.moves).map((choice) => choice.table);

describe('the choice of tables', () => {
  it('starts from the preset: 29 move, those left out say why', () => {
    const state = opened();
    expect(moving(state)).toHaveLength(29);
    const events = state.choices.find((choice) => choice.table === 'events');
    expect(events).toMatchObject({ moves: false, group: 'left-out' });
    expect(events?.reason?.en).not.toBe('');
  });

  it('follows the config: skipped, included, only', () => {
    const of = (tables: ReturnType<typeof sampleConfig>['tables']): readonly string[] =>
      moving(
        tablesReducer(initialTables, {
          slice: 'tables',
          type: 'opened',
          preset,
          config: sampleConfig({ tables }),
        }),
      );
    expect(of({ skip: ['hooks'], include: ['audits'] })).toContain('audits');
    expect(of({ skip: ['hooks'], include: ['audits'] })).not.toContain('hooks');
    expect(of({ skip: [], include: [], only: ['groups', 'hooks'] })).toEqual(['groups', 'hooks']);
  });

  it('toggles one table, or a whole group from its heading', () => {
    const one = toggled(select(opened(), 'hooks'));
    expect(moving(one)).not.toContain('hooks');
    expect(moving(toggled(one))).toContain('hooks');
    const group = toggled(tablesReducer(opened(), { slice: 'tables', type: 'select', index: 0 }));
    expect(moving(group)).toHaveLength(23);
    expect(moving(toggled(group))).toHaveLength(29);
  });

  it('leaves what cannot be moved', () => {
    const state = toggled(select(opened(), 'schema_migrations'));
    expect(moving(state)).not.toContain('schema_migrations');
  });

  it('names the tables that would point at nothing, once it knows their columns', () => {
    const estimates = { hook_revisions: { rows: 1, bytes: 1, columns: ['id', 'hook_id'] } };
    const known = tablesReducer(opened(), { slice: 'tables', type: 'estimated', estimates, exact: false });
    const state = toggled(select(known, 'hooks'));
    const broken = brokenReferences(state);
    expect(broken.map((entry) => entry.table)).toEqual(['hooks']);
    expect(broken[0]?.usedBy).toContain('hook_revisions');
    expect(brokenReferences(opened())).toEqual([]);
  });

  it('filters by name, groups without a match left out', () => {
    const names = tableRows(opened(), 'kv').flatMap((row) =>
      row.kind === 'table' ? [row.choice.table] : [],
    );
    expect(names).toEqual(['kvs', 'released_kvs']);
    expect(tableRows(opened(), 'nothing like it')).toEqual([]);
  });

  it('gives the config its own words back when nothing was changed', () => {
    const configured = { skip: ['audits'], include: [] };
    const state = tablesReducer(initialTables, {
      slice: 'tables',
      type: 'opened',
      preset,
      config: sampleConfig({ tables: configured }),
    });
    expect(selectionOf(state, preset, configured)).toBe(configured);
    const changed = toggled(select(state, 'hooks'));
    expect(selectionOf(changed, preset, configured)).toEqual({ skip: ['hooks'], include: [] });
  });

  it('takes the choice of an earlier run, and estimates', () => {
    const taken = tablesReducer(opened(), { slice: 'tables', type: 'moving', tables: ['kvs'] });
    expect(moving(taken)).toEqual(['kvs']);
    const estimates = { kvs: { rows: 3, bytes: 9, columns: [] } };
    const known = tablesReducer(taken, { slice: 'tables', type: 'estimated', estimates, exact: true });
    expect(known).toMatchObject({ estimates, exact: true });
  });

  it('keeps the selection within the list', () => {
    const state = tablesReducer(opened(), { slice: 'tables', type: 'select', index: 999 });
    expect(state.selected).toBe(tableRows(state).length - 1);
  });
});
