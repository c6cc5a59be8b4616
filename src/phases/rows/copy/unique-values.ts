import { quoteName, quoteText } from '../../../core/sql.js';
import type { IndexFacts } from '../../../plan/facts.js';
import type { ColumnPlan, TablePlan } from '../../../plan/plan.js';
import { type Cell, eachOf } from '../../../plan/transform-rows.js';
import { constantOf } from '../../../plan/treatments.js';
import { type ValueKind, valueKind } from '../../../plan/value-kind.js';
import { type Compared, comparesInRows } from '../compare/one-of.js';
import type { CellForm, CopiedColumn } from './copy-columns.js';

/** A column that rows bring values for; `value` is mapped as far as the source's server would. */
export interface BroughtColumn<Row> extends Pick<CopiedColumn, 'name' | 'form' | 'transform'> {
  readonly plan: ColumnPlan;
  readonly value: (row: Row) => Cell;
}

interface BroughtTable<Row> {
  readonly plan: TablePlan;
  readonly columns: readonly BroughtColumn<Row>[];
}

/** One part of a unique key whose value rows bring along. */
interface UniquePart<Row> {
  readonly column: BroughtColumn<Row>;
  /** Indexed characters, or bytes of binary types, where it is not the whole value. */
  readonly prefix: number | undefined;
}

interface UniqueKey<Row> {
  /** Its index, where a look-up by the whole values of its parts can go by it. */
  readonly index: string | undefined;
  readonly parts: readonly UniquePart<Row>[];
}

/**
 * The table's unique keys beside its own, as far as rows bring their values: a constant part, such as the tenant, is the same in all
 * rows of ours. A key with a part that the server computes is none of them.
 */
function uniqueKeys<Row>(
  table: BroughtTable<Row>,
  indexes: readonly IndexFacts[],
): readonly UniqueKey<Row>[] {
  return indexes.flatMap(({ name: index, unique, hidden, columns }) => {
    if (!unique) return [];
    const parts: UniquePart<Row>[] = [];
    for (const { name, prefix } of columns) {
      const planned = table.plan.columns.find((column) => column.name === name);
      if (planned && constantOf(planned.treatment) !== undefined) continue;
      const column = table.columns.find((candidate) => candidate.name === name);
      if (!column) return [];
      parts.push({ column, prefix });
    }
    const names = parts.map(({ column }) => column.name).toSorted();
    const isOwn = names.join() === table.plan.key.toSorted().join();
    if (isOwn || parts.length === 0) return [];
    const isUsable = !hidden && parts.every(({ prefix }) => prefix === undefined);
    return [{ index: isUsable ? index : undefined, parts }];
  });
}

/** Which rows of the target hold values of one unique key, for `oneOf`. */
interface Holders {
  readonly index: string | undefined;
  readonly columns: readonly Compared[];
  readonly values: readonly (readonly string[])[];
}

/** By unique key, the target's rows that hold the values of it that rows bring. NULLs are like no other value. */
export function holdersOf<Row>(
  table: BroughtTable<Row>,
  indexes: readonly IndexFacts[],
  rows: readonly Row[],
): readonly Holders[] {
  return uniqueKeys(table, indexes).map(({ index, parts }) => ({
    index,
    columns: parts.map(({ column, prefix }) => {
      const compared = comparedAs(column);
      return prefix === undefined ? compared : { name: `LEFT(${compared.name}, ${prefix})`, inRows: false };
    }),
    values: rows.flatMap((row) => {
      const values = parts.flatMap((part) => literalIn(part, row) ?? []);
      return values.length < parts.length ? [] : [values];
    }),
  }));
}

function literalIn<Row>({ column, prefix }: UniquePart<Row>, row: Row): string | null {
  const mapped = column.value(row);
  const each = eachOf(column.transform);
  const cell = each ? each(mapped) : mapped;
  if (cell === null) return null;
  const literal = literalOf(column, cell);
  return prefix === undefined ? literal : `LEFT(${literal}, ${prefix})`;
}

/** A column that is compared with what `literalOf` gives. */
export function comparedAs({
  name,
  form,
  plan: { target },
}: Pick<BroughtColumn<never>, 'name' | 'form' | 'plan'>): Compared {
  return { name: quoteName(name), inRows: form === ownForms[valueKind(target)] && comparesInRows(target) };
}

/** Literals of a column's own kind; bytes of a text, and digits that stand in quotes, are compared as something else. */
const ownForms: Partial<Record<ValueKind, CellForm>> = { number: 'bare', text: 'utf8mb4', binary: 'bytes' };

/** How a column's cells are taken where texts come in utf8mb4, whatever their character set: the copy takes bytes as they are. */
export function utf8Form({ form }: Pick<CopiedColumn, 'form'>, { source, target }: ColumnPlan): CellForm {
  const isText = source?.charset !== undefined && target.charset !== undefined;
  return form === 'bytes' && isText ? 'utf8mb4' : form;
}

/** A value as SQL that equals what the target's column holds of it. */
export function literalOf(
  { form, plan: { target } }: Pick<BroughtColumn<never>, 'form' | 'plan'>,
  cell: Buffer,
): string {
  switch (form) {
    case 'bare':
    case 'integer': {
      const text = cell.toString('latin1');
      if (!/^-?\d+(\.\d+)?$/.test(text)) throw new Error(`column ${target.name}: not a number`);
      return text;
    }
    case 'text':
      return quoteText(cell.toString('latin1'));
    case 'utf8mb4':
      return `_utf8mb4 X'${cell.toString('hex')}'`;
    case 'bytes':
      return valueKind(target) === 'bit'
        ? String(BigInt(`0x${cell.toString('hex') || '0'}`))
        : `X'${cell.toString('hex')}'`;
  }
}
