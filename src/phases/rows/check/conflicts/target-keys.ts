import type { IndexFacts, TableFacts } from '../../../../plan/facts.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { constantOf, keepsApart } from '../../../../plan/treatments.js';
import { valueKind } from '../../../../plan/value-kind.js';
import { columnNarrowings, lengthLimit } from '../values/column-limits.js';

/** One column of a unique key in the target, with the value the plan writes into it. */
export interface KeyPart {
  readonly column: ColumnPlan;
  /** Only so many characters (bytes for binary columns) count. */
  readonly prefix?: number;
}

/** A unique key of the target that the new rows could clash on. */
export interface TargetKey {
  readonly name: string;
  /** Without the tenant column and other constants, which every new row has alike. */
  readonly parts: readonly KeyPart[];
  /** Columns that every new row has the same value in. */
  readonly constants: readonly ColumnPlan[];
  readonly hasTenant: boolean;
}

interface TargetKeys {
  readonly keys: readonly TargetKey[];
  /** Unique keys over something the plan does not write (generated columns, defaults). */
  readonly unknown: readonly IndexFacts[];
}

/** The unique keys of a target table, as the plan fills them. */
export function targetKeys(plan: TablePlan, target: TableFacts, tenantColumn: string): TargetKeys {
  const keys: TargetKey[] = [];
  const unknown: IndexFacts[] = [];
  for (const index of target.indexes) {
    if (!index.unique) continue;
    const read = readKey(index, plan, target, tenantColumn);
    if (read === 'unknown') unknown.push(index);
    else if (read) keys.push(read);
  }
  return { keys, unknown };
}

/** Null when the key cannot clash: one of its columns gets NULL in every new row. */
function readKey(
  index: IndexFacts,
  plan: TablePlan,
  target: TableFacts,
  tenantColumn: string,
): TargetKey | 'unknown' | null {
  const parts: KeyPart[] = [];
  const constants: ColumnPlan[] = [];
  for (const { name, prefix } of index.columns) {
    const column = plan.columns.find((candidate) => candidate.name === name);
    if (!column) {
      const facts = target.columns.find((candidate) => candidate.name === name);
      if (facts?.nullable && facts.default === null && !facts.generated) return null;
      // A number the target hands out itself never clashes.
      if (facts?.autoIncrement) return null;
      return 'unknown';
    }
    if (constantOf(column.treatment) !== undefined) constants.push(column);
    else parts.push({ column, prefix });
  }
  return {
    name: index.name,
    parts,
    constants,
    hasTenant: constants.some(({ name }) => name === tenantColumn),
  };
}

/** Characters (bytes) of a column that a key part or a source index looks at; infinite for the whole column. */
function reach(length: number | undefined, column: ColumnPlan, side: 'source' | 'target'): number {
  const limit = column[side] ? lengthLimit(column[side]) : null;
  if (length === undefined || (limit && length >= limit.length)) return Number.POSITIVE_INFINITY;
  return length;
}

/** True when different source values stay different for the target's key, by type and collation alone. */
function staysDistinct(part: KeyPart, sourcePrefix: number | undefined): boolean {
  const { column, prefix } = part;
  const { source, target, treatment } = column;
  if (!source || !keepsApart(treatment)) return false;
  if (columnNarrowings(column).some(({ kind }) => kind !== 'null')) return false;
  if (reach(prefix, column, 'target') < reach(sourcePrefix, column, 'source')) return false;
  const [from, to] = [valueKind(source), valueKind(target)];
  if (to !== 'text') return from === to;
  return from !== 'text' || source.collation === target.collation;
}

/**
 * True when the source's own unique keys already guarantee that no two of its rows clash on the target's key: one of them
 * lies within the key's columns, and no column loses a distinction on the way.
 */
export function sourceGuarantees(key: Pick<TargetKey, 'parts'>, source: TableFacts): boolean {
  return source.indexes.some(
    ({ unique, columns }) =>
      unique &&
      columns.every(({ name, prefix }) => {
        const part = key.parts.find(({ column }) => column.source?.name === name);
        return part !== undefined && staysDistinct(part, prefix);
      }),
  );
}
