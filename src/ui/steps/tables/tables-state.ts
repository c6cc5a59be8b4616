import type { Config, TableSelection } from '../../../config/config.js';
import type { LocalText, Preset, PresetSkippedTable } from '../../../preset/schema.js';
import {
  type TextFieldAction,
  type TextFieldState,
  textField,
  textFieldReducer,
  typedText,
} from '../../terminal/text-field.js';

/** What the operator decides about one table, and what they need to know for it. */
export interface TableChoice {
  readonly table: string;
  /** Copy level, or `left-out` for tables the preset leaves out. */
  readonly group: number | 'left-out';
  readonly moves: boolean;
  /** false: nothing the operator can change. */
  readonly canChange: boolean;
  readonly reason: LocalText | null;
  readonly effect: LocalText | null;
  readonly risk: PresetSkippedTable['risk'] | null;
  /** Tables its rows point at. */
  readonly refersTo: readonly string[];
  /** Tables whose rows point at it. */
  readonly referredBy: readonly string[];
}

export interface TableEstimate {
  readonly rows: number;
  readonly bytes: number;
}

export interface TablesState {
  readonly choices: readonly TableChoice[];
  readonly estimates: Readonly<Record<string, TableEstimate>>;
  /** true: counted in the dry run; false: the server's estimates. */
  readonly exact: boolean;
  readonly filter: TextFieldState;
  readonly filtering: boolean;
  readonly selected: number;
}

export type TablesAction =
  | { readonly slice: 'tables'; readonly type: 'opened'; readonly preset: Preset; readonly config: Config }
  | {
      readonly slice: 'tables';
      readonly type: 'estimated';
      readonly estimates: Readonly<Record<string, TableEstimate>>;
      readonly exact: boolean;
    }
  /** Exactly these tables move. */
  | { readonly slice: 'tables'; readonly type: 'moving'; readonly tables: readonly string[] }
  | { readonly slice: 'tables'; readonly type: 'toggle' }
  | { readonly slice: 'tables'; readonly type: 'select'; readonly index: number }
  | { readonly slice: 'tables'; readonly type: 'filter'; readonly to: 'open' | 'keep' | 'clear' }
  | { readonly slice: 'tables'; readonly type: 'edit'; readonly edit: TextFieldAction };

export const initialTables: TablesState = {
  choices: [],
  estimates: {},
  exact: false,
  filter: textField(),
  filtering: false,
  selected: 0,
};

/** Which tables each table points at, from the preset's columns and JSON references. */
function referencesOf(preset: Preset): ReadonlyMap<string, readonly string[]> {
  const result = new Map<string, readonly string[]>();
  for (const table of preset.tables) {
    const targets = new Set(Object.values(table.references));
    for (const reference of table.json_references) targets.add(reference.table);
    targets.delete(table.name);
    result.set(table.name, [...targets]);
  }
  for (const table of preset.skip) {
    result.set(table.table, [...new Set(table.json_references.map((reference) => reference.table))]);
  }
  return result;
}

/** The list as preset and config have it before the operator changes anything. */
export function choicesFrom(preset: Preset, selection: TableSelection): readonly TableChoice[] {
  const references = referencesOf(preset);
  const referredBy = (name: string): readonly string[] =>
    [...references].filter(([, targets]) => targets.includes(name)).map(([from]) => from);
  const moves = (name: string, byDefault: boolean): boolean => {
    if (selection.skip.includes(name)) return false;
    if (selection.only !== undefined) return selection.only.includes(name);
    return byDefault || selection.include.includes(name);
  };
  const core = preset.tables.map(
    (table): TableChoice => ({
      table: table.name,
      group: table.level,
      moves: moves(table.name, true),
      canChange: true,
      reason: null,
      effect: null,
      risk: null,
      refersTo: references.get(table.name) ?? [],
      referredBy: referredBy(table.name),
    }),
  );
  const leftOut = preset.skip.map(
    (table): TableChoice => ({
      table: table.table,
      group: 'left-out',
      moves: table.may_be_migrated && moves(table.table, false),
      canChange: table.may_be_migrated,
      reason: table.reason,
      effect: table.effect,
      risk: table.risk,
      refersTo: references.get(table.table) ?? [],
      referredBy: referredBy(table.table),
    }),
  );
  return [...core.toSorted((a, b) => Number(a.group) - Number(b.group)), ...leftOut];
}

/** A row of the list: a group's heading or a table. */
export type TableRow =
  | { readonly kind: 'group'; readonly group: TableChoice['group']; readonly choices: readonly TableChoice[] }
  | { readonly kind: 'table'; readonly choice: TableChoice };

/** The list under the filter; groups without a match disappear. */
export function tableRows(state: TablesState): readonly TableRow[] {
  const wanted = typedText(state.filter).trim().toLowerCase();
  const rows: TableRow[] = [];
  for (const group of new Set(state.choices.map((choice) => choice.group))) {
    const choices = state.choices.filter(
      (choice) => choice.group === group && choice.table.toLowerCase().includes(wanted),
    );
    if (choices.length === 0) continue;
    rows.push({ kind: 'group', group, choices });
    for (const choice of choices) rows.push({ kind: 'table', choice });
  }
  return rows;
}

/** Tables that move although a table they point at does not, by the table left out. */
export function brokenReferences(
  state: TablesState,
): readonly { readonly table: string; readonly usedBy: readonly string[] }[] {
  const moving = new Set(state.choices.filter((choice) => choice.moves).map((choice) => choice.table));
  return state.choices
    .filter((choice) => !choice.moves)
    .map((choice) => ({
      table: choice.table,
      usedBy: choice.referredBy.filter((name) => moving.has(name)),
    }))
    .filter((broken) => broken.usedBy.length > 0);
}

/** The operator's choice in the config's own terms; the config's own words when nothing was changed. */
export function selectionOf(state: TablesState, preset: Preset, configured: TableSelection): TableSelection {
  const before = choicesFrom(preset, configured);
  if (before.every((choice, index) => choice.moves === state.choices[index]?.moves)) return configured;
  const core = state.choices.filter((choice) => choice.group !== 'left-out');
  const leftOut = state.choices.filter((choice) => choice.group === 'left-out');
  return {
    skip: core.filter((choice) => !choice.moves).map((choice) => choice.table),
    include: leftOut.filter((choice) => choice.moves).map((choice) => choice.table),
  };
}

function toggled(state: TablesState): readonly TableChoice[] {
  const row = tableRows(state)[state.selected];
  if (row === undefined) return state.choices;
  const concerned = (row.kind === 'group' ? row.choices : [row.choice]).filter((choice) => choice.canChange);
  const names = new Set(concerned.map((choice) => choice.table));
  const moves = !concerned.every((choice) => choice.moves);
  return state.choices.map((choice) => (names.has(choice.table) ? { ...choice, moves } : choice));
}

export function tablesReducer(state: TablesState, action: TablesAction): TablesState {
  switch (action.type) {
    case 'opened':
      return {
        ...initialTables,
        estimates: state.estimates,
        choices: choicesFrom(action.preset, action.config.tables),
      };
    case 'estimated':
      return { ...state, estimates: action.estimates, exact: action.exact };
    case 'moving':
      return {
        ...state,
        choices: state.choices.map((choice) => ({ ...choice, moves: action.tables.includes(choice.table) })),
      };
    case 'toggle':
      return { ...state, choices: toggled(state) };
    case 'select': {
      const last = tableRows(state).length - 1;
      return { ...state, selected: Math.max(0, Math.min(action.index, last)) };
    }
    case 'filter':
      switch (action.to) {
        case 'open':
          return { ...state, filtering: true, selected: 0 };
        case 'keep':
          return { ...state, filtering: false };
        case 'clear':
          return { ...state, filtering: false, filter: textField(), selected: 0 };
      }
      return state;
    case 'edit':
      return { ...state, filter: textFieldReducer(state.filter, action.edit), selected: 0 };
  }
}
