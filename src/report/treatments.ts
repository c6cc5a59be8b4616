import type { ColumnPlan, IdShift, Plan, TablePlan } from '../plan/plan.js';
import { formatCount, printable } from './format.js';

/** How a language says what happens to a column. */
export interface TreatmentWords {
  constant(value: string): string;
  cast(from: string, to: string): string;
  offset(offset: string): string;
  reference(table: string, offset: string): string;
  jsonIds(tables: string): string;
  /** A reference into a table that is not migrated becomes 0. */
  toZero(table: string): string;
  /** IDs that are not simply shifted. */
  exceptions(count: string): string;
  /** Rows that the target has already. */
  leftOut(count: string): string;
  readonly reencrypt: string;
  readonly users: string;
  readonly dropped: string;
  readonly unchanged: string;
}

/** What happens to one column, in a few words; undefined when its values stay as they are. */
export function treatmentWords(column: ColumnPlan, words: TreatmentWords): string | undefined {
  const { treatment } = column;
  switch (treatment.kind) {
    case 'same':
      return undefined;
    case 'constant':
      return words.constant(printable(treatment.value));
    case 'cast':
      return words.cast(treatment.from, treatment.to);
    case 'offset':
      return treatment.offset === '0' ? undefined : words.offset(treatment.offset);
    case 'reference':
      return referenceWords(treatment, words);
    case 'json-ids': {
      const changed = treatment.paths.filter((path) => referenceWords(path, words) !== undefined);
      if (changed.length === 0) return undefined;
      return words.jsonIds([...new Set(changed.map((path) => path.table))].join(', '));
    }
    case 'reencrypt':
      return words.reencrypt;
    case 'users':
      return words.users;
  }
}

function referenceWords(
  reference: IdShift & { readonly table: string },
  words: TreatmentWords,
): string | undefined {
  if (reference.toZero) return words.toZero(reference.table);
  const exceptions = Object.keys(reference.exceptions ?? {}).length;
  const parts = [
    ...(reference.offset === '0' ? [] : [words.reference(reference.table, reference.offset)]),
    ...(exceptions === 0 ? [] : [words.exceptions(formatCount(exceptions))]),
  ];
  return parts.length > 0 ? parts.join(', ') : undefined;
}

/** The columns of a table whose values change on the way, and those that stay behind. Every table gets the tenant, so that is left out. */
export function changedColumns(table: TablePlan, plan: Plan, words: TreatmentWords): string {
  const changed = table.columns
    .filter((column) => column.name !== plan.tenant.column)
    .flatMap((column) => {
      const said = treatmentWords(column, words);
      return said === undefined ? [] : [`${column.name} ${said}`];
    });
  const dropped = table.droppedColumns.map((name) => `${name} ${words.dropped}`);
  const leftOut = table.leftOut?.ids.length ?? 0;
  const already = leftOut === 0 ? [] : [words.leftOut(formatCount(leftOut))];
  return [...changed, ...dropped, ...already].join('; ') || words.unchanged;
}
