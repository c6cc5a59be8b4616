import type { TablePlan } from '../plan/plan.js';
import type { KeyRange, KeyTuple } from './chunks.js';
import { MysqlError, toMysqlError } from './errors.js';

/** A chunk that was not copied; nothing of it is in the target. `retryable` as of the cause. */
export class CopyError extends MysqlError {
  readonly table: string;
  readonly range: KeyRange;

  constructor(table: string, range: KeyRange, cause: MysqlError) {
    super({
      code: cause.code,
      errno: cause.errno,
      message: `table ${table}, ${describeRange(range)}: ${cause.message}`,
      retryable: cause.retryable,
      connectionLost: cause.connectionLost,
    });
    this.table = table;
    this.range = range;
  }
}

/** Keys as shown: numbers as they are, anything else as hexadecimal, cut. */
function describeKey(tuple: KeyTuple): string {
  return tuple.map((cell) => ('n' in cell ? cell.n : `0x${cell.hex.slice(0, 40)}`)).join(',');
}

export function describeRange({ after, through }: KeyRange): string {
  if (after === null && through === null) return 'all rows';
  if (after === null) return `keys up to ${describeKey(through ?? [])}`;
  if (through === null) return `keys after ${describeKey(after)}`;
  return `keys after ${describeKey(after)} up to ${describeKey(through)}`;
}

/** Wraps whatever a chunk failed with. Causes that are no server errors keep their message: ours hold no values. */
export function copyError(table: TablePlan, range: KeyRange, cause: unknown): CopyError {
  if (cause instanceof CopyError) return cause;
  return new CopyError(table.table, range, toMysqlError(cause));
}

/** The copy itself found that something is not as it must be: trying again would not help. */
export function copyFailure(code: string, message: string): MysqlError {
  return new MysqlError({ code, message, retryable: false });
}
