import { quoteName } from '../../../core/sql.js';
import type { ColumnFacts } from '../../../plan/facts.js';
import {
  actualText,
  type CellContext,
  canonicalBytes,
  cellTransform,
  cipherFor,
  expectedText,
  type FieldCipher,
  sourceExpression,
} from '../../../plan/mapping.js';
import type { ColumnPlan, Plan, TablePlan } from '../../../plan/plan.js';
import { type BatchTransform, batchOf, eachOf } from '../../../plan/transform-rows.js';
import { valueKind } from '../../../plan/value-kind.js';
import type { ColumnText } from './digest-sql.js';
import type { CanonicalCell } from './row-digest.js';

/** One column as both servers and the tool see it while comparing. */
export interface ComparedColumn {
  readonly plan: ColumnPlan;
  readonly name: string;
  readonly secret: boolean;
  /** What the target holds. */
  readonly actual: ColumnText;
  /** What the target must hold, if the source can say it in SQL. */
  readonly expected?: ColumnText;
  /** The source's value before the tool's part of the mapping. */
  readonly raw: string;
  /** What to select when whole rows are read, and how the tool makes canonical texts of the cells. */
  readonly read: { readonly source: string; readonly target: string };
  /** What is done to many of the source's cells at a time, before `fromSource`. */
  readonly batch: BatchTransform | undefined;
  /** Opens many of the target's cells at a time, before `fromTarget`; absent where the target's servers say themselves what it holds. */
  readonly open: FieldCipher['open'] | undefined;
  readonly fromSource: (cell: CanonicalCell) => CanonicalCell;
  readonly fromTarget: (cell: CanonicalCell) => CanonicalCell;
  /** The target must say how it would print this JSON text (its own order of keys) before it can be compared. */
  readonly normalise: boolean;
}

/** A table compiled for comparing. */
export interface ComparedTable {
  readonly plan: TablePlan;
  readonly columns: readonly ComparedColumn[];
  /** Positions in `columns` of the key columns; empty for a table without a key. */
  readonly keyPositions: readonly number[];
  /** Key ranges hold the same rows on both servers: numbers and bytes sort alike everywhere, text does not. */
  readonly ordered: boolean;
  /** The source can work out all expected values itself. */
  readonly bySql: boolean;
  /** Only the tool can tell what some of the target's values mean. */
  readonly isSealed: boolean;
  /** Columns that are not compared, because clients keep changing them on either side. */
  readonly volatile: readonly string[];
}

interface CompileOptions {
  readonly cellContext: CellContext;
  /** Columns to leave out of the comparison. */
  readonly exclude: readonly string[];
  /** Also what a row that was there before keeps, which only the ledger knows: to write it where there was none. */
  readonly withKept?: boolean;
  /** Columns that clients keep changing by pulling: a client of either side makes them newer there. */
  readonly volatile?: readonly string[];
}

/** The one mapping, compiled for comparing. Key columns are never left out. */
export function compileTable(table: TablePlan, options: CompileOptions): ComparedTable {
  const volatile = (options.volatile ?? []).filter((name) =>
    table.columns.some((column) => column.name === name),
  );
  const kept = options.withKept ? [] : (table.reshape?.over?.kept ?? []);
  const left = new Set([...options.exclude, ...volatile, ...kept]);
  const columns = table.columns
    .filter(({ name }) => table.key.includes(name) || !left.has(name))
    .map((column) => compileColumn(column, options));
  const keyPositions = table.key.map((name) => columns.findIndex((column) => column.name === name));
  const hasKey = keyPositions.length > 0 && keyPositions.every((position) => position >= 0);
  return {
    plan: table,
    columns,
    keyPositions: hasKey ? keyPositions : [],
    ordered: hasKey && keyPositions.every((position) => sortsAlike(columns[position]?.plan)),
    bySql: columns.every(({ expected }) => expected !== undefined),
    isSealed: columns.some(({ open }) => open !== undefined),
    volatile,
  };
}

function compileColumn(column: ColumnPlan, options: CompileOptions): ComparedColumn {
  const kind = valueKind(column.target);
  const raw = sourceExpression(column);
  const expected = expectedText(column, options.cellContext);
  if (column.treatment.kind === 'encrypt') return encryptedColumn(column, raw, options);
  const transform = cellTransform(column, options.cellContext);
  const each = eachOf(transform);
  const name = quoteName(column.name);
  const actual = plainText(name, actualText(column), column.target);
  const bytes = kind === 'binary' || kind === 'geometry';
  const canonical = (cell: CanonicalCell) => (cell === null ? null : canonicalBytes(cell, column.target));
  return {
    plan: column,
    name: column.name,
    secret: column.secret,
    raw,
    actual: {
      value: name,
      text: actual,
      nullable: column.target.nullable,
    },
    ...(expected === undefined
      ? {}
      : {
          expected: {
            value: raw,
            text: sourceText(column, raw, expected),
            nullable: column.source?.nullable ?? false,
          },
        }),
    // Bytes are read as they are: as hex digits, a row may be too long for a packet that the value itself fits in.
    read: {
      source: expected === undefined || bytes ? raw : sourceText(column, raw, expected),
      target: bytes ? name : actual,
    },
    batch: batchOf(transform),
    open: undefined,
    fromSource: expected === undefined || bytes ? (cell) => canonical(each ? each(cell) : cell) : same,
    fromTarget: bytes ? canonical : same,
    normalise: expected === undefined && column.target.dataType === 'json',
  };
}

/** Compared by the plain bytes, in hex: what is stored is another text each time. */
function encryptedColumn(column: ColumnPlan, raw: string, { cellContext }: CompileOptions): ComparedColumn {
  const name = quoteName(column.name);
  const hex = (cell: CanonicalCell) => (cell === null ? null : Buffer.from(cell.toString('hex'), 'latin1'));
  return {
    plan: column,
    name: column.name,
    secret: true,
    raw,
    actual: { value: name, text: actualText(column), nullable: column.target.nullable },
    read: { source: raw, target: name },
    batch: undefined,
    open: cipherFor(column, cellContext).open,
    fromSource: hex,
    fromTarget: same,
    normalise: false,
  };
}

const same = (cell: CanonicalCell) => cell;

function sourceText(column: ColumnPlan, raw: string, expected: string): string {
  return column.source ? plainText(raw, expected, column.source) : expected;
}

const utf8: ReadonlySet<string> = new Set(['utf8mb4', 'utf8mb3', 'utf8', 'ascii']);

/** The bare value where its bytes are those of the text already: converting them again would cost time. */
function plainText(value: string, text: string, column: ColumnFacts): string {
  const converts = text === `CONVERT(${value} USING utf8mb4)`;
  return converts && column.dataType !== 'json' && utf8.has(column.charset ?? '') ? value : text;
}

function sortsAlike(column: ColumnPlan | undefined): boolean {
  if (!column?.source) return false;
  const kinds = new Set([valueKind(column.source), valueKind(column.target)]);
  return kinds.size === 1 && (kinds.has('number') || kinds.has('binary') || kinds.has('temporal'));
}

/** Columns the Vault phase rewrites after the copy: each table's version column. They are checked against the ledger. */
export function versionColumn(plan: Plan, table: string): string | undefined {
  return plan.vault?.secrets.find((entry) => entry.table === table)?.version_column;
}
