import { quoteName } from '../core/sql.js';
import type { Session } from '../mysql/session.js';
import type { ColumnFacts, DatabaseFacts } from '../plan/facts.js';
import type { IdSpan } from '../plan/id-ranges.js';
import { integerRange } from '../plan/integer-range.js';
import { findJsonIds, parseJsonPath } from '../plan/json-ids.js';
import { type Reference, referencesOf } from '../plan/references.js';
import { rowsOf } from '../plan/reshape/reshape.js';
import type { SelectedTable } from '../plan/select-tables.js';
import type { Preset } from '../preset/schema.js';

/** The lowest and the highest ID of a table that is named anywhere, and the place that names the highest. */
export type NamedIds = IdSpan & { readonly highestIn: string };

interface ReferenceQuestion {
  readonly session: Session;
  readonly facts: DatabaseFacts;
  readonly preset: Pick<Preset, 'references'>;
  /** Tables whose references are read. */
  readonly tables: readonly SelectedTable[];
  /** Whether IDs in this column count: those that are not written do not. */
  readonly isWritten: (table: string, column: string) => boolean;
}

/**
 * Which IDs are named, by referenced table, whether or not a row has them; 0 and NULL name none. All businesses count, since
 * later parts of a migration use the same ranges. One pass over each table with references, and one over each JSON column.
 */
export async function readNamedIds(question: ReferenceQuestion): Promise<ReadonlyMap<string, NamedIds>> {
  const named = new Map<string, NamedIds>();
  for (const table of question.tables) {
    const columns = (question.facts.tables[table.name]?.columns ?? []).filter(({ name }) =>
      question.isWritten(table.name, name),
    );
    const references = columns.flatMap((column) =>
      referencesOf(question.preset, table, column.name).map((reference) => ({ column, reference })),
    );
    await readPlain(question, table.name, references.filter(isPlain), named);
    for (const column of columns) {
      const paths = references.filter((one) => one.column === column && one.reference.path !== undefined);
      if (paths.length > 0) {
        const inside = paths.map(({ reference }) => reference);
        await readJson(question, { table: table.name, column }, inside, named);
      }
    }
  }
  return named;
}

/** What a table's rows are read from; it is there, since its columns are. */
function fromTable({ tables }: DatabaseFacts, table: string): string {
  return rowsOf(tables[table] ?? { name: table });
}

interface Place {
  readonly column: ColumnFacts;
  readonly reference: Reference;
}

function isPlain({ column, reference }: Place): boolean {
  const isWhole = column.dataType === 'decimal' && (column.numericScale ?? 0) === 0;
  return reference.path === undefined && (isWhole || integerRange(column) !== null);
}

async function readPlain(
  { session, facts }: ReferenceQuestion,
  table: string,
  places: readonly Place[],
  named: Map<string, NamedIds>,
): Promise<void> {
  if (places.length === 0) return;
  const ends = places.flatMap(({ column }) => {
    const id = `NULLIF(${quoteName(column.name)}, 0)`;
    return [`MIN(${id})`, `MAX(${id})`];
  });
  const [row = []] = await session.queryCells(`SELECT ${ends.join(', ')} FROM ${fromTable(facts, table)}`);
  for (const [index, { reference }] of places.entries()) {
    const [lowest, highest] = row.slice(2 * index);
    if (!lowest || !highest) continue;
    const span = { lowest: BigInt(String(lowest)), highest: BigInt(String(highest)) };
    widen(named, table, reference, span);
  }
}

async function readJson(
  { session, facts }: ReferenceQuestion,
  { table, column }: { readonly table: string; readonly column: ColumnFacts },
  references: readonly Reference[],
  named: Map<string, NamedIds>,
): Promise<void> {
  const paths = references.map(({ path = '' }) => parseJsonPath(path));
  const spans = new Map<Reference, { lowest: bigint; highest: bigint }>();
  const name = quoteName(column.name);
  const rows = session.streamCells(
    `SELECT ${name} FROM ${fromTable(facts, table)} WHERE ${name} IS NOT NULL`,
  );
  for await (const [json] of rows) {
    if (!json) continue;
    for (const { start, end, path } of idsIn(json, paths)) {
      const id = BigInt(json.toString('latin1', start, end));
      const reference = references[path];
      if (id === 0n || !reference) continue;
      const span = spans.get(reference);
      if (!span) spans.set(reference, { lowest: id, highest: id });
      else if (id < span.lowest) span.lowest = id;
      else if (id > span.highest) span.highest = id;
    }
  }
  for (const [reference, span] of spans) widen(named, table, reference, span);
}

/** Text that is not JSON names none; a finding of its own tells of it. */
function idsIn(
  json: Buffer,
  paths: readonly ReturnType<typeof parseJsonPath>[],
): ReturnType<typeof findJsonIds> {
  try {
    return findJsonIds(json, paths);
  } catch {
    return [];
  }
}

function widen(
  named: Map<string, NamedIds>,
  table: string,
  { table: referenced, column, path = '' }: Reference,
  { lowest, highest }: { readonly lowest: bigint; readonly highest: bigint },
): void {
  const known = named.get(referenced);
  const isLower = !known || lowest < BigInt(known.lowest);
  const isHigher = !known || highest > BigInt(known.highest);
  named.set(referenced, {
    lowest: isLower ? String(lowest) : known.lowest,
    highest: isHigher ? String(highest) : known.highest,
    highestIn: isHigher ? `${table}.${column}${path}` : known.highestIn,
  });
}
