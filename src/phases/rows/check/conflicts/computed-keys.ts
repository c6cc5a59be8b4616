import { quoteName } from '../../../../core/sql.js';
import type { Constraints, KeyPiece } from '../../../../mysql/constraints.js';
import type { ColumnFacts, TableFacts } from '../../../../plan/facts.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { constantOf } from '../../../../plan/treatments.js';
import { valueKind } from '../../../../plan/value-kind.js';
import { asDerivedTable, columnsNamed, mark, valueSource } from '../constraints/new-rows.js';
import { type KeyPart, targetKeys } from './target-keys.js';
import { padsSpaces } from './weights.js';

/** A unique key whose parts the target computes, in whole or in part. */
export interface ComputedKey {
  readonly name: string;
  /** `low (tenant_id, lower(code))`. */
  readonly text: string;
  /** Columns that every new row has the same value in. */
  readonly constants: readonly ColumnPlan[];
  /** Those of its columns that the plan writes. */
  readonly written: readonly KeyPart[];
  /** What is left of the key, as SQL over the columns of the derived table. */
  readonly parts: readonly ComputedPart[];
  /** Columns of the target that the new rows need for it, and how the target computes the others, in order. */
  readonly columns: readonly string[];
  readonly generated: readonly { readonly column: string; readonly sql: string }[];
}

interface ComputedPart {
  /** Over the new rows. */
  readonly sql: string;
  /** `sql` over the target's own rows, with its columns called by their bare names. */
  readonly stored: string;
}

/** A key that only a write would tell of, and why. */
export interface UnknownKey {
  readonly name: string;
  readonly why: 'unwritten' | 'members';
  readonly column: string;
}

/** The unique keys of a target table that go by something the target computes from what the plan writes. */
export function computedKeys(
  table: TablePlan,
  target: TableFacts,
  { generatedColumns, expressionKeys }: Constraints,
  tenantColumn: string,
): { readonly keys: readonly ComputedKey[]; readonly unknown: readonly UnknownKey[] } {
  const ofTable = <Named extends { readonly table: string }>(all: readonly Named[]) =>
    all.filter((one) => one.table === table.target);
  const generation = new Map(ofTable(generatedColumns).map(({ column, expression }) => [column, expression]));
  const indexes: { readonly name: string; readonly parts: readonly KeyPiece[] }[] = [
    ...targetKeys(table, target, tenantColumn).unknown.map(({ name, columns }) => ({
      name,
      parts: columns.map((part) => ({
        column: part.name,
        prefix: part.prefix,
      })),
    })),
    ...ofTable(expressionKeys),
  ];
  const keys: ComputedKey[] = [];
  const unknown: UnknownKey[] = [];
  for (const index of indexes) {
    const sources = sourcesOf(index.parts, table, target, generation);
    const reason = whyUnknown(sources, table, target, index.parts);
    if (reason) unknown.push({ name: index.name, ...reason });
    else keys.push(describe(index, sources, table, target));
  }
  return { keys, unknown };
}

interface Sources {
  readonly columns: readonly string[];
  readonly generated: readonly { readonly column: string; readonly expression: string }[];
}

/** Everything a key is computed from: columns that rows bring, and generated ones in the order in which they build on each other. */
function sourcesOf(
  parts: readonly KeyPiece[],
  table: TablePlan,
  target: TableFacts,
  generation: ReadonlyMap<string, string>,
): Sources {
  const columns = new Set<string>();
  const generated = new Map<string, string>();
  const visit = (name: string) => {
    const expression = generation.get(name);
    if (expression === undefined || table.columns.some((column) => column.name === name)) columns.add(name);
    else if (!generated.has(name)) {
      for (const other of columnsNamed(expression, target)) if (other !== name) visit(other);
      generated.set(name, expression);
    }
  };
  for (const part of parts) {
    if ('column' in part) visit(part.column);
    else for (const name of columnsNamed(part.expression, target)) visit(name);
  }
  return {
    columns: [...columns],
    generated: [...generated].map(([column, expression]) => ({ column, expression })),
  };
}

function whyUnknown(
  { columns, generated }: Sources,
  table: TablePlan,
  target: TableFacts,
  parts: readonly KeyPiece[],
): Pick<UnknownKey, 'why' | 'column'> | null {
  const unwritten = columns.find((name) => valueSource(table, target, name) === null);
  if (unwritten !== undefined) return { why: 'unwritten', column: unwritten };
  // Members are asked about as texts, which an expression that takes them as numbers reads otherwise than the column.
  const expressions = [
    ...generated.map(({ expression }) => expression),
    ...parts.flatMap((part) => ('column' in part ? [] : [part.expression])),
  ];
  const members = expressions
    .flatMap((expression) => columnsNamed(expression, target))
    .find((name) => ['enum', 'set'].includes(factsOf(target, name)?.dataType ?? ''));
  return members === undefined ? null : { why: 'members', column: members };
}

const factsOf = (target: TableFacts, name: string) => target.columns.find((column) => column.name === name);

function describe(
  { name, parts }: { readonly name: string; readonly parts: readonly KeyPiece[] },
  { columns, generated }: Sources,
  table: TablePlan,
  target: TableFacts,
): ComputedKey {
  const constants: ColumnPlan[] = [];
  const written: KeyPart[] = [];
  const left: ComputedPart[] = [];
  for (const part of parts) {
    if (!('column' in part)) {
      left.push({ sql: `(${part.expression})`, stored: `(${part.expression})` });
      continue;
    }
    const planned = table.columns.find((column) => column.name === part.column);
    if (planned && constantOf(planned.treatment) !== undefined) {
      constants.push(planned);
      continue;
    }
    const column = quoteName(part.column);
    if (planned) written.push({ column: planned, prefix: part.prefix });
    const cut = part.prefix === undefined ? column : `LEFT(${column}, ${part.prefix})`;
    left.push({ sql: cut, stored: cut });
  }
  const shown = parts.map((part) =>
    'column' in part
      ? `${part.column}${part.prefix === undefined ? '' : `(${part.prefix})`}`
      : part.expression,
  );
  return {
    name,
    text: `${name} (${shown.join(', ')})`,
    constants,
    written,
    parts: left,
    columns,
    generated: generated.map(({ column, expression }) => ({
      column,
      sql: asColumn(expression, factsOf(target, column)),
    })),
  };
}

/** A computed value as its column holds it: its collation decides what is equal, its digits what is left. */
function asColumn(expression: string, column: ColumnFacts | undefined): string {
  if (!column) return `(${expression})`;
  const { charset, collation, dataType, unsigned, datetimePrecision = 0 } = column;
  if (valueKind(column) === 'text' && charset && collation)
    return `CONVERT((${expression}) USING ${charset}) COLLATE ${collation}`;
  if (/int$/.test(dataType)) return `CAST((${expression}) AS ${unsigned ? 'UNSIGNED' : 'SIGNED'})`;
  if (dataType === 'decimal')
    return `CAST((${expression}) AS DECIMAL(${column.numericPrecision}, ${column.numericScale}))`;
  if (dataType === 'date') return `CAST((${expression}) AS DATE)`;
  if (dataType === 'datetime' || dataType === 'timestamp')
    return `CAST((${expression}) AS DATETIME(${datetimePrecision}))`;
  return `(${expression})`;
}

/** SELECT of the rows' marks and what `fields` says, with all that the key is computed from. */
export function selectComputed(
  table: TablePlan,
  key: ComputedKey,
  rows: readonly { readonly mark: number; readonly values: readonly string[] }[],
  fields: readonly string[],
): string {
  const base = asDerivedTable({ table, columns: key.columns }, rows);
  const from = key.generated.reduce(
    (inner, { column, sql }, index) =>
      `(SELECT g${index}.*, ${sql} AS ${quoteName(column)} FROM ${inner} AS g${index})`,
    base,
  );
  return `SELECT ${[mark, ...fields].join(', ')} FROM ${from} AS new_rows`;
}

/** One digest for all parts of a key, equal where the target holds them for equal; NULL where one part is NULL. */
export function digestSql({ parts }: ComputedKey): string {
  const weights = parts.map(({ sql }) => `HEX(${weightOf(sql)})`);
  // CONCAT is NULL where a part is.
  return `SHA2(CONCAT(${weights.join(`, ':', `)}), 256)`;
}

/** Of what kind an expression is, only the server knows. */
function weightOf(sql: string): string {
  return `CASE WHEN COLLATION(${sql}) = 'binary' THEN CAST(${sql} AS BINARY)
    WHEN ${padsSpaces(`COLLATION(${sql})`)} THEN WEIGHT_STRING(TRIM(TRAILING ' ' FROM ${sql}))
    ELSE WEIGHT_STRING(${sql}) END`;
}
