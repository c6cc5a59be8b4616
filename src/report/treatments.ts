import type { ColumnPlan, Plan, TablePlan } from '../plan/plan.js';
import { printable } from './format.js';

/** How a language says what happens to a column. */
export interface TreatmentWords {
  constant(value: string): string;
  cast(from: string, to: string): string;
  offset(offset: string): string;
  reference(table: string, offset: string): string;
  jsonIds(tables: string): string;
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
      return treatment.offset === '0' ? undefined : words.reference(treatment.table, treatment.offset);
    case 'json-ids': {
      const shifted = treatment.paths.filter((path) => path.offset !== '0');
      if (shifted.length === 0) return undefined;
      return words.jsonIds([...new Set(shifted.map((path) => path.table))].join(', '));
    }
    case 'reencrypt':
      return words.reencrypt;
    case 'users':
      return words.users;
  }
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
  return [...changed, ...dropped].join('; ') || words.unchanged;
}
