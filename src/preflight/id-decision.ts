import type { Context } from '../config/context.js';
import type { Finding } from '../core/finding.js';
import { quoteName, quoteText } from '../core/sql.js';
import type { Session } from '../mysql/session.js';
import type { Sides } from '../phases/sides.js';
import { chooseIds } from '../plan/choose-ids.js';
import { type DatabaseFacts, hasColumn, type TableFacts } from '../plan/facts.js';
import { handedOut, type IdSpan, type TableIds } from '../plan/id-ranges.js';
import { integerRange } from '../plan/integer-range.js';
import type { IdDecision } from '../plan/plan-input.js';
import { referencesOf } from '../plan/references.js';
import { rowsOf } from '../plan/reshape/reshape.js';
import { type SelectedTable, selectTables } from '../plan/select-tables.js';
import type { Preset } from '../preset/schema.js';
import { type NamedIds, readNamedIds } from './referenced-ids.js';

interface IdInput extends Context, Sides {
  /** How an earlier run carried this source's IDs into this tenant. */
  readonly earlier?: IdDecision;
}

export interface DecidedIds {
  readonly decision: IdDecision;
  readonly findings: readonly Finding[];
  /** What was read of the tables that move, for raising their generators. */
  readonly tables: readonly TableIds[];
  /** Tables whose ranges the run reserves when it starts. */
  readonly toReserve: readonly TableIds[];
  /** Whether the target has rows among the IDs that the source has in a table or names; true where nobody looked. */
  readonly isOccupied: (table: string) => boolean;
}

/** Reads both sides' ID ranges and decides between keeping and shifting. Offsets are provisional until the run reserves them. */
export async function decideIds(input: IdInput): Promise<DecidedIds> {
  const tables = await readTableIds(input);
  const { config, preset, earlier } = input;
  const { toReserve, ...chosen } = chooseIds({
    mode: config.ids,
    max: preset.id.max,
    tables,
    earlier,
  });
  return {
    ...chosen,
    tables: tables.filter(({ leftOut }) => !leftOut),
    toReserve: tables.filter(({ table }) => toReserve.includes(table)),
    isOccupied: (table) => tables.find((ids) => ids.table === table)?.occupied ?? true,
  };
}

async function readTableIds(input: IdInput): Promise<readonly TableIds[]> {
  const { config, preset, source, target, sourceFacts, targetFacts } = input;
  const selected = selectTables(preset, config.tables).tables;
  const hasId = (facts: DatabaseFacts, table: string) =>
    facts.tables[table]?.columns.some((column) => column.name === preset.id.column && integerRange(column)) ??
    false;
  const named = await readNamedIds({
    session: source,
    facts: sourceFacts,
    preset,
    tables: selected,
    isWritten: (table, column) => hasColumn(targetFacts.tables[table], column),
  });
  const theirs = await readNamedInTarget(input, selected);
  const moved = selected
    .map(({ name }) => name)
    .filter((table) => hasId(sourceFacts, table) && hasId(targetFacts, table));
  const chosen = config.danglingReferences ?? 'shift';
  const leftOut = [...named.keys()].filter(
    (table) => chosen === 'shift' && !moved.includes(table) && hasId(targetFacts, table),
  );
  const tables: TableIds[] = [];
  for (const table of [...moved, ...leftOut]) {
    const isLeftOut = !moved.includes(table);
    const rows = hasId(sourceFacts, table) ? await readRows(source, sourceFacts.tables[table], preset) : null;
    const inTarget = await readRows(target, targetFacts.tables[table], preset);
    const found = named.get(table) ?? null;
    const generated = handedOut(sourceFacts.generators[table], preset.id.max);
    tables.push({
      table,
      rows,
      // Where they become 0 or are kept, dangling IDs are not shifted, and others are those of rows.
      referenced: chosen === 'shift' ? found : null,
      sourceHighest: larger(rows?.highest ?? '0', generated),
      targetHighest: larger(inTarget?.highest ?? '0', BigInt(theirs.get(table)?.highest ?? '0')),
      generator: targetFacts.generators[table] ?? null,
      occupied: inTarget !== null && (await holdsAny(input, table, isLeftOut ? null : rows, found)),
      ...(isLeftOut ? { leftOut: true } : {}),
    });
  }
  return tables;
}

/** Where no generator remembers the IDs of deleted rows, references to them in the target do. */
async function readNamedInTarget(
  { preset, target, targetFacts }: IdInput,
  tables: readonly SelectedTable[],
): Promise<ReadonlyMap<string, NamedIds>> {
  const isRemembered = (table: string) => targetFacts.generators[table] !== undefined;
  const named = await readNamedIds({
    session: target,
    facts: targetFacts,
    preset,
    tables,
    isWritten: (table, column) =>
      tables
        .filter(({ name }) => name === table)
        .flatMap((found) => referencesOf(preset, found, column))
        .some((reference) => !isRemembered(reference.table)),
  });
  return new Map([...named].filter(([, { highest }]) => BigInt(highest) <= BigInt(preset.id.max)));
}

/** Rows may refer to parents that were deleted, whose IDs no row shows any more: the generator remembers them. */
const larger = (highest: string, other: bigint): string =>
  BigInt(highest) < other ? String(other) : highest;

async function readRows(
  session: Session,
  table: TableFacts | undefined,
  preset: Preset,
): Promise<IdSpan | null> {
  if (!table) return null;
  const name = quoteName(preset.id.column);
  const [row] = await session.queryCells(`SELECT MIN(${name}), MAX(${name}) FROM ${rowsOf(table)}`);
  const [lowest, highest] = row ?? [];
  if (!lowest || !highest) return null;
  return { lowest: lowest.toString('latin1'), highest: highest.toString('latin1') };
}

/** Whether any row of the target has an ID between the lowest and the highest that the source has or names. */
async function holdsAny(
  { config, preset, target, earlier }: IdInput,
  table: string,
  ...spans: readonly (IdSpan | null)[]
): Promise<boolean> {
  const known = spans.filter((span) => span !== null);
  if (known.length === 0) return false;
  // An earlier part that kept its IDs lies in the source's range, and is in nobody's way.
  const others =
    earlier?.mode === 'preserve'
      ? ` AND ${quoteName(preset.tenant.column)} <> ${quoteText(config.tenantId)}`
      : '';
  const id = quoteName(preset.id.column);
  const between = known.map(
    ({ lowest, highest }) => `${id} BETWEEN ${BigInt(lowest)} AND ${BigInt(highest)}`,
  );
  const rows = await target.queryCells(
    `SELECT 1 FROM ${quoteName(table)} WHERE (${between.join(' OR ')})${others} LIMIT 1`,
  );
  return rows.length > 0;
}
