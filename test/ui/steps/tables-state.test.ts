import { beforeAll, describe, expect, it } from 'vitest';
import { loadPreset } from '../../../src/preset/load.js';
import type { Preset } from '../../../src/preset/schema.js';
import {
  brokenReferences,
  initialTables,
  selectionOf,
  type TablesAction,
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

const toggle: TablesAction = { slice: 'tables', type: 'toggle' };
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
    const one = tablesReducer(select(opened(), 'hooks'), toggle);
    expect(moving(one)).not.toContain('hooks');
    expect(moving(tablesReducer(one, toggle))).toContain('hooks');
    const group = tablesReducer(
      tablesReducer(opened(), { slice: 'tables', type: 'select', index: 0 }),
      toggle,
    );
    expect(moving(group)).toHaveLength(23);
    expect(moving(tablesReducer(group, toggle))).toHaveLength(29);
  });

  it('leaves what cannot be moved', () => {
    const state = tablesReducer(select(opened(), 'schema_migrations'), toggle);
    expect(moving(state)).not.toContain('schema_migrations');
  });

  it('names the tables that would point at nothing, once it knows their columns', () => {
    const estimates = { hook_revisions: { rows: 1, bytes: 1, columns: ['id', 'hook_id'] } };
    const known = tablesReducer(opened(), { slice: 'tables', type: 'estimated', estimates, exact: false });
    const state = tablesReducer(select(known, 'hooks'), toggle);
    const broken = brokenReferences(state);
    expect(broken.map((entry) => entry.table)).toEqual(['hooks']);
    expect(broken[0]?.usedBy).toContain('hook_revisions');
    expect(brokenReferences(opened())).toEqual([]);
  });

  it('filters by name, and forgets the filter when it is cleared', () => {
    const filtered = [
      { slice: 'tables', type: 'filter', to: 'open' } as const,
      { slice: 'tables', type: 'edit', edit: { type: 'insert', text: 'KV' } } as const,
    ].reduce<TablesState>(tablesReducer, opened());
    const names = tableRows(filtered).flatMap((row) => (row.kind === 'table' ? [row.choice.table] : []));
    expect(names).toEqual(['kvs', 'released_kvs']);
    expect(tablesReducer(filtered, { slice: 'tables', type: 'filter', to: 'keep' }).filtering).toBe(false);
    const cleared = tablesReducer(filtered, { slice: 'tables', type: 'filter', to: 'clear' });
    expect(tableRows(cleared)).toHaveLength(tableRows(opened()).length);
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
    const changed = tablesReducer(select(state, 'hooks'), toggle);
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
