import { GivenUp } from '../../../core/given-up.js';
import { PartlyDone } from '../../../core/partly-done.js';
import { RefusedError, sentencesOf } from '../../../core/refused.js';
import type { Sentence } from '../../../core/sentence.js';
import type { KeyRange } from '../../../mysql/chunks.js';
import { MysqlError, toMysqlError } from '../../../mysql/errors.js';
import type { KeyCell, KeyTuple } from '../../../mysql/key-cells.js';
import type { ColumnPlan, TablePlan } from '../../../plan/plan.js';
import { isInteger } from '../../../plan/value-kind.js';
import { say } from '../words.js';

/** Which rows were not copied. */
export interface FailedRange {
  readonly table: TablePlan;
  readonly range: KeyRange;
  /** The chunk's number in its table, as in the ledger and in events; absent where rows are repaired. */
  readonly number?: number | undefined;
}

/** A chunk that was not copied; nothing of it is in the target. `retryable` as of the cause. */
export class CopyError extends MysqlError {
  readonly table: string;
  readonly range: KeyRange;
  readonly number: number | undefined;

  constructor(failed: FailedRange, cause: MysqlError) {
    super({
      code: cause.code,
      errno: cause.errno,
      message: say('copy.failed', {
        table: failed.table.table,
        range: describeRange(failed),
        cause: cause.said,
      }),
      retryable: cause.retryable,
      connectionLost: cause.connectionLost,
    });
    this.table = failed.table.table;
    this.range = failed.range;
    this.number = failed.number;
  }
}

/** Whether a key column's values may stand in an error: whole numbers tell nothing of anyone, anything else is a row's data. */
export function isShown({ source, target, secret }: ColumnPlan): boolean {
  return !secret && isInteger(source ?? target);
}

function describeKey(tuple: KeyTuple): string {
  return tuple.map((cell: KeyCell) => ('n' in cell ? cell.n : '')).join(',');
}

/** A range of keys: integers as they are; of any other keys the columns are named, with the range's number. */
export function describeRange({ table, range: { after, through }, number }: FailedRange): Sentence {
  if (after === null && through === null) return say('range.all');
  const shown = table.columns.filter(isShown).map(({ name }) => name);
  if (!table.key.every((name) => shown.includes(name))) {
    const key = table.key.join(', ');
    return number === undefined ? say('range.some', { key }) : say('range.number', { number, key });
  }
  if (after === null) return say('range.up-to', { through: describeKey(through ?? []) });
  if (through === null) return say('range.after', { after: describeKey(after) });
  return say('range.between', { after: describeKey(after), through: describeKey(through) });
}

/** Wraps whatever a chunk failed with, but not a stop. Causes that are no server errors keep their message: ours hold no values. A refusal keeps its remedy. */
export function copyError(failed: FailedRange, cause: unknown): unknown {
  if (cause instanceof CopyError || cause instanceof PartlyDone || cause instanceof GivenUp) return cause;
  if (cause instanceof RefusedError) {
    const { said, remedy } = sentencesOf(cause);
    const where = { table: failed.table.table, range: describeRange(failed) };
    return new PartlyDone(say('copy.failed', { ...where, cause: said }), remedy, cause);
  }
  return new CopyError(failed, toMysqlError(cause));
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
  return error instanceof CopyError && isRefusedValue(error);
}

/** The target does not take a row as it is. */
export function isRefusedValue({ errno, code }: MysqlError): boolean {
  return refusedValues.has(errno) || alteredValues.has(code);
}

/** The copy itself found that something is not as it must be: trying again would not help. */
export function copyFailure(code: string, message: string | Sentence): MysqlError {
  return new MysqlError({ code, message, retryable: false });
}

/** Whether work ended because nobody waited for a server any longer: what failed so once the operator stops is no failure of its own. */
export function isGivenUp(error: unknown): boolean {
  return error instanceof GivenUp || (error instanceof MysqlError && error.retryable);
}
