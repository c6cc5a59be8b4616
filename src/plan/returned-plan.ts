import { columnName, type Plan, type TablePlan } from './plan.js';
import type { ReturnsId } from './returned-cell.js';
import { idPieces, type Segments, sourceId, withSegments } from './segments.js';

/** IDs of 64 bits. */
const highestOfAll = 2n ** 64n - 1n;

/**
 * The plan as it is after a cut-over: IDs that the target has handed out since are above `boundary` (by the generators' resources), and
 * have a range of their own. They are the same on both sides, or higher in the source where it has used them itself.
 * `kept`: as `LiveRecord.room` has it.
 */
export function wayBackPlan(
  plan: Plan,
  kept: Readonly<Record<string, string>>,
  boundary: Readonly<Record<string, string>>,
): Plan {
  const segments: Segments = Object.fromEntries(
    plan.generators.flatMap(({ table, resource }) => {
      const highest = boundary[resource];
      if (highest === undefined) return [];
      const last = idPieces(plan, table, kept).at(-1);
      const used = last && last.highest < highestOfAll ? last.highest : 0n;
      const above = used > BigInt(highest) ? used : BigInt(highest);
      const offset = BigInt(highest) - above;
      const own = { above: String(above), room: String(highestOfAll), offset: String(offset) };
      return [[table, [...(plan.ids.segments?.[table] ?? []), own]]];
    }),
  );
  return withSegments(plan, { ...plan.ids.segments, ...segments });
}

/** Whether the source has an ID, or takes it, by a plan for the way back. */
export function returnsIdOf(plan: Plan, kept: Readonly<Record<string, string>>): ReturnsId {
  const pieces = new Map<string, ReturnType<typeof idPieces>>();
  return (table, id) => {
    const ofTable = pieces.get(table) ?? idPieces(plan, table, kept);
    pieces.set(table, ofTable);
    return sourceId(ofTable, id) !== undefined;
  };
}

/**
 * The plan with its sides exchanged: what reads and writes by a plan's names goes from the target to the source by it. Its columns are
 * those that have a value in the source; how a value goes back is for `returnedCell` to say.
 */
export function returnedPlan(plan: Plan): Plan {
  const { source, target, vault } = plan;
  return {
    ...plan,
    source: target,
    target: source,
    tables: plan.tables.map(returnedTable),
    ...(vault
      ? {
          vault: {
            sourceMount: vault.targetMount,
            targetMount: vault.sourceMount,
            secrets: vault.secrets.map((entry) => returnedEntry(plan, entry)),
          },
        }
      : {}),
  };
}

function returnedTable(table: TablePlan): TablePlan {
  const { filter, leftOut: _, leftBehind: __, keyWithin: ___, ...rest } = table;
  const columns = table.columns.flatMap(({ source, target, treatment, secret }) =>
    source && !source.generated
      ? [{ name: source.name, treatment, source: target, target: source, secret }]
      : [],
  );
  const lost = table.columns.filter(({ source, target }) => !source && !target.generated);
  return {
    ...rest,
    source: table.target,
    target: table.source,
    key: table.key.map((name) => columnName(table, name, 'source')),
    columns,
    droppedColumns: lost.map(({ name }) => name),
    ...(filter ? { filter: { ...filter, column: columnName(table, filter.column, 'source') } } : {}),
  };
}

type Entry = NonNullable<Plan['vault']>['secrets'][number];

/** The columns by the names that the source has for them. */
function returnedEntry({ tables }: Plan, entry: Entry): Entry {
  const table = tables.find((one) => one.table === entry.table);
  if (!table) return entry;
  const named = (name: string) => columnName(table, name, 'source');
  return {
    ...entry,
    path: entry.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => `{${named(name)}}`),
    version_column: named(entry.version_column),
    ...(entry.state_column === undefined ? {} : { state_column: named(entry.state_column) }),
  };
}
