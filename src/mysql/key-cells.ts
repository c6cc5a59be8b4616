import { quoteName, quoteText } from '../core/sql.js';
import type { ColumnFacts } from '../plan/facts.js';
import { changesIds } from '../plan/id-shift.js';
import { type ColumnPlan, columnName, type Side, type TablePlan } from '../plan/plan.js';
import { natures } from '../plan/treatments.js';
import { isInteger, valueKind } from '../plan/value-kind.js';

/** A key value that SQL gives back exactly: a number as text, or the bytes of anything else (text in its own character set). */
export type KeyCell = { readonly n: string } | { readonly hex: string };
export type KeyTuple = readonly KeyCell[];

const countedTypes: ReadonlySet<string> = new Set(['bit', 'enum', 'set', 'year']);
const floatTypes: ReadonlySet<string> = new Set(['float', 'double']);
const binaryTypes = /^(var)?binary$|blob$/;

/** How one key column is read, ordered and compared. */
interface KeyColumn {
  readonly integer: boolean;
  /** What is compared and sorted by. */
  readonly expression: string;
  /** What is selected: cells of it go through `toCell`. */
  readonly selected: string;
  readonly toCell: (text: string) => KeyCell;
  readonly toSql: (cell: KeyCell) => string;
}

function describe(name: string, facts: ColumnFacts, isByText: boolean): KeyColumn {
  const quoted = quoteName(name);
  const number = (text: string): KeyCell => ({ n: text });
  const hex = (text: string): KeyCell => ({ hex: text });
  const numberSql = (cell: KeyCell) => {
    const text = 'n' in cell ? cell.n : '';
    if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)) throw new Error(`not a number in a key range of ${name}`);
    return text;
  };
  const hexSql = (cell: KeyCell) => {
    const text = 'hex' in cell ? cell.hex : '-';
    if (!/^([0-9A-Fa-f]{2})*$/.test(text)) throw new Error(`not hexadecimal in a key range of ${name}`);
    return text;
  };
  if (isByText) {
    const text = `CONVERT(${quoted} USING utf8mb4)`;
    const toSql = (cell: KeyCell) => `X'${hexSql(cell)}'`;
    return {
      integer: false,
      expression: `CAST(${text} AS BINARY)`,
      selected: `HEX(${text})`,
      toCell: hex,
      toSql,
    };
  }
  const integer = isInteger(facts);
  if (integer || facts.dataType === 'decimal') {
    return { integer, expression: quoted, selected: quoted, toCell: number, toSql: numberSql };
  }
  if (countedTypes.has(facts.dataType)) {
    // ENUM and SET are sorted by their numbers, so they are compared by them, too.
    const expression = `(${quoted} + 0)`;
    return { integer: false, expression, selected: expression, toCell: number, toSql: numberSql };
  }
  if (floatTypes.has(facts.dataType)) {
    // A FLOAT 0.1 is 0.10000000149011612 as the double it is compared as.
    const toSql = (cell: KeyCell) => {
      const text = numberSql(cell);
      return /e/i.test(text) ? text : `${text}e0`;
    };
    return { integer: false, expression: quoted, selected: `(${quoted} + 0e0)`, toCell: number, toSql };
  }
  const selected = `HEX(${quoted})`;
  if (binaryTypes.test(facts.dataType)) {
    return {
      integer: false,
      expression: quoted,
      selected,
      toCell: hex,
      toSql: (cell) => `X'${hexSql(cell)}'`,
    };
  }
  if (facts.charset !== undefined) {
    // A literal yields to the column's collation, so the server orders by its own rules.
    const { charset } = facts;
    const toSql = (cell: KeyCell) => `_${charset} X'${hexSql(cell)}'`;
    return { integer: false, expression: quoted, selected, toCell: hex, toSql };
  }
  // Dates and times, and MariaDB's uuid and inet types: compared as the text they print.
  const printed = `HEX(CAST(${quoted} AS CHAR CHARACTER SET utf8mb4))`;
  const toSql = (cell: KeyCell) => quoteText(Buffer.from(hexSql(cell), 'hex').toString('utf8'));
  return { integer: false, expression: quoted, selected: printed, toCell: hex, toSql };
}

/** The table's key columns as one side calls them, in key order. Throws when the plan does not hold one of them. */
export function keyColumns(table: TablePlan, side: Side): readonly KeyColumn[] {
  return table.key.map((name) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    const facts = column?.source ?? column?.target;
    if (!facts) throw new Error(`table ${table.table}: the plan has no key column ${name}`);
    return describe(columnName(table, name, side), facts, column !== undefined && isComparedByText(column));
  });
}

/** Whether a range, with what is added to IDs, holds the same rows in the target. */
export function ordersAlike(table: TablePlan): boolean {
  return table.key.every((name) => {
    const column = table.columns.find((candidate) => candidate.name === name);
    return column !== undefined && (isOrderedAlike(column) || isComparedByText(column));
  });
}

/**
 * Text that the target orders in another way (another collation, other members of an ENUM) is compared by its bytes, which both
 * servers do alike. No index helps with that, but else a range would hold other rows there: a rollback would miss some, and
 * rows of the run would pass for older ones.
 */
function isComparedByText(column: ColumnPlan): boolean {
  const { source, target, treatment } = column;
  if (!source || isOrderedAlike(column) || valueKind(target) !== 'text') return false;
  const isKept = treatment.kind === 'reference' ? !changesIds(treatment) : natures[treatment.kind].keepsText;
  return isKept && (valueKind(source) === 'text' || valueKind(source) === 'number');
}

/** Whether ranges of this key column mean the same rows on both sides. What the plan sets itself is looked after elsewhere. */
export function isSortedAlike(column: ColumnPlan): boolean {
  switch (column.treatment.kind) {
    case 'same':
    case 'cast':
    case 'time-zone':
      return isOrderedAlike(column) || isComparedByText(column);
    case 'constant':
    case 'offset':
    case 'reference':
    case 'json-ids':
    case 'reencrypt':
    case 'encrypt':
    case 'index':
    case 'users':
      return true;
  }
}

function isOrderedAlike({ source, target, treatment }: ColumnPlan): boolean {
  if (!source || !natures[treatment.kind].keepsOrder) return false;
  if (source.dataType === 'enum' || source.dataType === 'set') return source.columnType === target.columnType;
  const kind = valueKind(source);
  if (kind !== valueKind(target)) return false;
  if (source.charset !== undefined) return source.collation === target.collation;
  return kind === 'text' || kind === 'float' ? source.dataType === target.dataType : true;
}
