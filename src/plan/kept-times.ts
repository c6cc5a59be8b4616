import { quoteName } from '../core/sql.js';
import type { ColumnPlan } from './plan.js';

/** Whether the target may change the column by itself when a row is updated (ON UPDATE CURRENT_TIMESTAMP). */
export function mayBump({ target }: Pick<ColumnPlan, 'target'>): boolean {
  return /^(datetime|timestamp)$/.test(target.dataType);
}

/** The other assignments of an UPDATE of the target's rows: with them such columns keep what they have. */
export function keptTimes(columns: readonly ColumnPlan[] = []): string {
  return columns
    .filter(mayBump)
    .map(({ name }) => `, ${quoteName(name)} = ${quoteName(name)}`)
    .join('');
}
