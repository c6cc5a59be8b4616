import type { Config, TableSelection } from '../../../config/config.js';
import type { TableSurvey } from '../../../operations/types.js';
import type { Preset, PresetSkippedTable } from '../../../preset/schema.js';
import type { LocalText } from '../../../preset/texts.js';
import type { ActionsOf } from '../../wizard/actions.js';
import { matching } from '../../wizard/filter.js';

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

export interface TablesState {
  readonly preset: Preset | null;
  readonly choices: readonly TableChoice[];
  readonly estimates: Readonly<Record<string, TableSurvey>>;
  /** true: counted in the dry run; false: the server's estimates. */
  readonly exact: boolean;
  readonly selected: number;
}

export type TablesAction = ActionsOf<{
  slice: 'tables';
  opened: { preset: Preset; config: Config };
  estimated: { estimates: Readonly<Record<string, TableSurvey>>; exact: boolean };
  /** Exactly these tables move. */
  moving: { tables: readonly string[] };
  toggle: { row: TableRow };
  /** The table or group stays, with all whose rows would point at nothing. */
  'leave-along': { row: TableRow };
  select: { index: number };
}>;

declare module '../../wizard/wizard-state.js' {
  interface Slices {
    readonly tables: TablesState;
  }
  interface SliceActions {
    readonly tables: TablesAction;
  }
}

export const initialTables: TablesState = {
  preset: null,
  choices: [],
  estimates: {},
  exact: false,
  selected: 0,
};

type Surveys = Readonly<Record<string, TableSurvey>>;

/**
 * Which tables each table points at. The preset-wide references need the tables' columns, which the survey (or the
 * dry run) tells; until then only the preset's own lines about a table are known.
 */
function referencesOf(preset: Preset, surveys: Surveys): ReadonlyMap<string, readonly string[]> {
  const of = (name: string, own: readonly string[]): readonly string[] => {
    const byColumn = (surveys[name]?.columns ?? []).flatMap((column) => preset.references[column] ?? []);
    return [...new Set([...own, ...byColumn])].filter((target) => target !== name);
  };
  return new Map([
    ...preset.tables.map((table): [string, readonly string[]] => {
      const inJson = table.json_references.map((reference) => reference.table);
      return [table.name, of(table.name, [...Object.values(table.references), ...inJson])];
    }),
    ...preset.skip.map((table): [string, readonly string[]] => {
      const inJson = table.json_references.map((reference) => reference.table);
      return [table.table, of(table.table, inJson)];
    }),
  ]);
}

function withReferences(
  choices: readonly TableChoice[],
  preset: Preset,
  surveys: Surveys,
): readonly TableChoice[] {
  const references = referencesOf(preset, surveys);
  return choices.map((choice) => ({
    ...choice,
    refersTo: references.get(choice.table) ?? [],
    referredBy: [...references].filter(([, targets]) => targets.includes(choice.table)).map(([from]) => from),
  }));
}

/** The list as preset and config have it before the operator changes anything. */
export function choicesFrom(
  preset: Preset,
  selection: TableSelection,
  surveys: Surveys = {},
): readonly TableChoice[] {
  const moves = (name: string, byDefault: boolean): boolean => {
    if (selection.skip.includes(name)) return false;
    if (selection.only !== undefined) return selection.only.includes(name);
    return byDefault || selection.include.includes(name);
  };
  const references = { refersTo: [], referredBy: [] };
  const core = preset.tables.map(
    (table): TableChoice => ({
      ...references,
      table: table.name,
      group: table.level,
      moves: moves(table.name, true),
      canChange: true,
      reason: null,
      effect: null,
      risk: null,
    }),
  );
  const leftOut = preset.skip.map(
    (table): TableChoice => ({
      ...references,
      table: table.table,
      group: 'left-out',
      moves: table.may_be_migrated && moves(table.table, false),
      canChange: table.may_be_migrated,
      reason: table.reason,
      effect: table.effect,
      risk: table.risk,
    }),
  );
  const inOrder = core.toSorted((a, b) => Number(a.group) - Number(b.group));
  return withReferences([...inOrder, ...leftOut], preset, surveys);
}

/** A row of the list: a group's heading or a table. */
export type TableRow =
  | { readonly kind: 'group'; readonly group: TableChoice['group']; readonly choices: readonly TableChoice[] }
  | { readonly kind: 'table'; readonly choice: TableChoice };

/** The list under the filter; groups without a match disappear. */
export function tableRows(state: TablesState, filter = ''): readonly TableRow[] {
  const rows: TableRow[] = [];
  for (const group of new Set(state.choices.map((choice) => choice.group))) {
    const ofGroup = state.choices.filter((choice) => choice.group === group);
    const choices = matching(ofGroup, filter, ({ table }) => table);
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

function toggled(state: TablesState, row: TableRow): readonly TableChoice[] {
  const concerned = (row.kind === 'group' ? row.choices : [row.choice]).filter((choice) => choice.canChange);
  const names = new Set(concerned.map((choice) => choice.table));
  const moves = !concerned.every((choice) => choice.moves);
  return state.choices.map((choice) => (names.has(choice.table) ? { ...choice, moves } : choice));
}

/** `names` and every table that points at one of them, also by way of others. */
function withDependants(choices: readonly TableChoice[], names: readonly string[]): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [...names];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    waiting.push(...(choices.find(({ table }) => table === name)?.referredBy ?? []));
  }
  return found;
}

function leftAlong(state: TablesState, row: TableRow): readonly TableChoice[] {
  const chosen = row.kind === 'group' ? row.choices : [row.choice];
  const names = withDependants(
    state.choices,
    chosen.map(({ table }) => table),
  );
  return state.choices.map((choice) => (names.has(choice.table) ? { ...choice, moves: false } : choice));
}

export function tablesReducer(state: TablesState, action: TablesAction): TablesState {
  switch (action.type) {
    case 'opened': {
      const { preset, config } = action;
      const choices = choicesFrom(preset, config.tables, state.estimates);
      return { ...initialTables, preset, estimates: state.estimates, choices };
    }
    case 'estimated': {
      const { estimates, exact } = action;
      const choices =
        state.preset === null ? state.choices : withReferences(state.choices, state.preset, estimates);
      return { ...state, estimates, exact, choices };
    }
    case 'moving':
      return {
        ...state,
        choices: state.choices.map((choice) => ({ ...choice, moves: action.tables.includes(choice.table) })),
      };
    case 'toggle':
      return { ...state, choices: toggled(state, action.row) };
    case 'leave-along':
      return { ...state, choices: leftAlong(state, action.row) };
    case 'select': {
      const last = tableRows(state).length - 1;
      return { ...state, selected: Math.max(0, Math.min(action.index, last)) };
    }
  }
}
