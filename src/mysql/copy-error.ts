import type { TablePlan } from '../plan/plan.js';
import type { KeyRange, KeyTuple } from './chunks.js';
import { MysqlError, toMysqlError } from './errors.js';

/** A chunk that was not copied; nothing of it is in the target. `retryable` as of the cause. */
export class CopyError extends MysqlError {
  readonly table: string;
  readonly range: KeyRange;

  constructor({ table, key }: Pick<TablePlan, 'table' | 'key'>, range: KeyRange, cause: MysqlError) {
    super({
      code: cause.code,
      errno: cause.errno,
      message: `table ${table}, ${describeRange(range, key)}: ${cause.message}`,
      retryable: cause.retryable,
      connectionLost: cause.connectionLost,
    });
    this.table = table;
    this.range = range;
  }
}

function describeKey(tuple: KeyTuple): string {
  return tuple.map((cell) => ('n' in cell ? cell.n : '')).join(',');
}

/** A range of keys: numbers as they are; of keys that hold data only the columns are named. */
export function describeRange({ after, through }: KeyRange, key: readonly string[]): string {
  if (after === null && through === null) return 'all rows';
  const hasData = [...(after ?? []), ...(through ?? [])].some((cell) => !('n' in cell));
  if (hasData) return `some rows by ${key.join(', ')}`;
  if (after === null) return `keys up to ${describeKey(through ?? [])}`;
  if (through === null) return `keys after ${describeKey(after)}`;
  return `keys after ${describeKey(after)} up to ${describeKey(through)}`;
}

/** Wraps whatever a chunk failed with. Causes that are no server errors keep their message: ours hold no values. */
export function copyError(table: TablePlan, range: KeyRange, cause: unknown): CopyError {
  if (cause instanceof CopyError) return cause;
  return new CopyError(table, range, toMysqlError(cause));
}

/** Values that the target does not take as they are: NULL, duplicates, ranges, lengths, JSON, spatial systems, partitions, CHECKs. */
const refusedValues: ReadonlySet<number> = new Set([
  1048, 1062, 1264, 1265, 1292, 1366, 1406, 1416, 1452, 1526, 1690, 1748, 3140, 3157, 3158, 3643, 3819, 4025,
]);
const alteredValues: ReadonlySet<string> = new Set([
  'LOAD_DIFFERS',
  'INSERT_DIFFERS',
  'LENGTHS_DIFFER',
  'ROW_TOO_LARGE',
]);

/** A chunk whose rows the target would not hold as they are; what was copied before it stays. */
export function isRefusedRow(error: unknown): error is CopyError {
  return error instanceof CopyError && (refusedValues.has(error.errno) || alteredValues.has(error.code));
}

/** The copy itself found that something is not as it must be: trying again would not help. */
export function copyFailure(code: string, message: string): MysqlError {
  return new MysqlError({ code, message, retryable: false });
}
