import { quoteName, quoteText } from '../../../core/sql.js';
import type { ColumnFacts } from '../../../plan/facts.js';
import { type CellContext, cellTransform, sourceExpression } from '../../../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../../plan/plan.js';
import type { CellTransform } from '../../../plan/transform-rows.js';
import { constantOf, isPrinted, isSealed } from '../../../plan/treatments.js';
import { isInteger, valueKind } from '../../../plan/value-kind.js';
import { isShown } from './copy-error.js';

/**
 * How the target has to take a column's bytes. `bare`: digits. `bytes`: stored as they are (text that is in the target
 * column's character set already, BLOB, BIT, GEOMETRY). `utf8mb4`: text that the target converts itself. `text`: ASCII that
 * is parsed (dates, floats). `integer`: digits for a BIT column.
 */
export type CellForm = 'bare' | 'text' | 'bytes' | 'utf8mb4' | 'integer';

/** One column that comes from the source's row. */
export interface CopiedColumn {
  readonly name: string;
  /** What to SELECT; the session's results must not be converted. */
  readonly expression: string;
  readonly form: CellForm;
  /** What is done in batches is done before a writer gets the row (`finalRows`). */
  readonly transform: CellTransform | undefined;
  /** The target's LENGTH() of the stored value is the length of the source's cell. */
  readonly lengthKept: boolean;
  /** Its values may stand in errors, where it is part of the key. */
  readonly shown: boolean;
}

/** Names of the columns that rows get values in. */
export const writtenColumns = ({ columns, constants }: CopiedColumns): readonly string[] =>
  [...columns, ...constants].map(({ name }) => name);

/** A table's columns as the copy sees them. */
export interface CopiedColumns {
  readonly columns: readonly CopiedColumn[];
  /** Columns with one value for all rows: name and SQL literal. */
  readonly constants: readonly { readonly name: string; readonly literal: string }[];
}

/** Character sets in which the same bytes are the same text when they are valid in both. */
function family(charset: string): string {
  return charset === 'utf8' || charset === 'utf8mb3' ? 'utf8mb4' : charset;
}

/** The character set a column's bytes are in when nothing converts them; undefined for what is no text. */
function storedCharset(facts: ColumnFacts): string | undefined {
  return facts.dataType === 'json' ? 'utf8mb4' : facts.charset;
}

function copiedColumn(column: ColumnPlan, context: CellContext): CopiedColumn {
  const { source, target, name } = column;
  const transform = cellTransform(column, context);
  const made = (expression: string, form: CellForm) => {
    const lengthKept = transform === undefined && keepsLength(column, form);
    return { name, expression, form, transform, lengthKept, shown: isShown(column) };
  };
  const expression = sourceExpression(column);
  const kind = valueKind(target);
  const fromBit = source?.dataType === 'bit';
  switch (kind) {
    case 'number':
      return made(fromBit ? `(${expression} + 0)` : expression, numericSource(source) ? 'bare' : 'text');
    case 'float':
    case 'temporal':
      return made(fromBit ? `(${expression} + 0)` : expression, 'text');
    case 'bit':
      return made(expression, fromBit ? 'bytes' : 'integer');
    case 'binary':
    case 'geometry':
      return made(expression, 'bytes');
    case 'json':
    case 'text':
      break;
  }
  const stored = source ? storedCharset(source) : undefined;
  const cast = isPrinted(column.treatment) || isSealed(column.treatment) || stored === undefined;
  const targetCharset = storedCharset(target);
  if (source && valueKind(source) === 'binary' && !cast) return made(expression, 'bytes');
  // JSON cannot be made from bytes, and MariaDB's uuid and inet types take bytes for their binary form.
  const takesBytes = target.dataType !== 'json' && targetCharset !== undefined;
  if (takesBytes && !cast && !transform && stored && family(stored) === family(targetCharset)) {
    return made(expression, 'bytes');
  }
  const isUtf8 = cast || (stored !== undefined && family(stored) === 'utf8mb4');
  return made(isUtf8 ? expression : `CONVERT(${expression} USING utf8mb4)`, 'utf8mb4');
}

/** Not CHAR and BINARY, which lose or gain bytes at their end by their nature, nor JSON, which MySQL writes anew. */
const variableTypes = /^(varchar|varbinary|(tiny|medium|long)?(text|blob))$/;

function keepsLength({ source, target }: ColumnPlan, form: CellForm): boolean {
  if (form === 'bare') {
    const digits = (facts: ColumnFacts | undefined) =>
      facts !== undefined && isInteger(facts) && !/zerofill/.test(facts.columnType);
    return digits(source) && digits(target);
  }
  if (!variableTypes.test(target.dataType)) return false;
  return form === 'bytes' || (form === 'utf8mb4' && family(target.charset ?? '') === 'utf8mb4');
}

function numericSource(source: ColumnFacts | undefined): boolean {
  return source !== undefined && (valueKind(source) === 'number' || source.dataType === 'bit');
}

/** Sorts a plan's columns into those that are read and those that are set. Throws when a master key is missing. */
export function copiedColumns(table: TablePlan, context: CellContext): CopiedColumns {
  const columns: CopiedColumn[] = [];
  const constants: { name: string; literal: string }[] = [];
  for (const column of table.columns) {
    // The server fills generated columns itself and refuses values for them.
    if (column.target.generated) continue;
    const constant = constantOf(column.treatment);
    if (constant !== undefined) {
      constants.push({ name: column.name, literal: quoteText(constant) });
    } else {
      columns.push(copiedColumn(column, context));
    }
  }
  if (columns.length === 0) throw new Error(`table ${table.table}: no column comes from the source`);
  return { columns, constants };
}

/** `(a, @v1, c)` and the SET clause of a LOAD DATA whose text is in the binary character set. */
export function loadTargets({ columns, constants }: CopiedColumns): string {
  const fields: string[] = [];
  const sets: string[] = [];
  for (const [index, { name, form }] of columns.entries()) {
    const variable = `@tenantferry_${index}`;
    switch (form) {
      case 'bare':
      case 'text':
      case 'bytes':
        fields.push(quoteName(name));
        break;
      case 'utf8mb4':
        fields.push(variable);
        sets.push(`${quoteName(name)} = CONVERT(${variable} USING utf8mb4)`);
        break;
      case 'integer':
        fields.push(variable);
        sets.push(`${quoteName(name)} = CAST(${variable} AS UNSIGNED)`);
        break;
    }
  }
  for (const { name, literal } of constants) sets.push(`${quoteName(name)} = ${literal}`);
  return `(${fields.join(', ')})${sets.length === 0 ? '' : ` SET ${sets.join(', ')}`}`;
}
