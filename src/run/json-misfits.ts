import { filterCondition, type KeyRange, rangeCondition } from '../mysql/chunks.js';
import { CopyError } from '../mysql/copy-error.js';
import { MysqlError } from '../mysql/errors.js';
import type { Session } from '../mysql/session.js';
import { findJsonIds, JsonIdError, parseJsonPath } from '../plan/json-ids.js';
import type { ColumnPlan, JsonIdPath, TablePlan } from '../plan/plan.js';
import { quoteName } from '../plan/sql.js';

/** A reference inside JSON that must be shifted and is no plain integer. Nothing of its text is kept. */
export interface JsonMisfit {
  /** The source's row, as shown: `id=42`. */
  readonly key: string;
  readonly path: string;
}

/** The paths of a column whose IDs are shifted; empty where all of them stay as they are. */
export function shiftedPaths({ treatment }: ColumnPlan): readonly JsonIdPath[] {
  return treatment.kind === 'json-ids' ? treatment.paths.filter(({ offset }) => offset !== '0') : [];
}

/** Misfits of one column in a range of source keys, row by row. Text that is not JSON is none. Streams, reads only. */
export async function* jsonMisfits(
  source: Session,
  table: TablePlan,
  column: ColumnPlan,
  range: KeyRange,
): AsyncGenerator<JsonMisfit> {
  const paths = shiftedPaths(column);
  if (paths.length === 0 || !column.source) return;
  const parts = paths.map(({ path }) => parseJsonPath(path));
  const name = quoteName(column.source.name);
  const keys = table.key.map((key) => `CAST(${quoteName(key)} AS CHAR)`);
  const rows = source.streamCells(
    `SELECT ${[name, ...keys].join(', ')} FROM ${quoteName(table.table)}
      WHERE ${name} IS NOT NULL AND ${rangeCondition(table, range)} AND ${filterCondition(table)}`,
  );
  for await (const [json, ...cells] of rows) {
    for (const index of misfitsIn(json ?? null, parts)) {
      const key = table.key.map((part, position) => `${part}=${cells[position]?.toString('utf8') ?? 'NULL'}`);
      yield { key: key.join(', '), path: paths[index]?.path ?? '' };
    }
  }
}

/** Indexes of the paths, one for each misfit. */
function misfitsIn(
  json: Buffer | null,
  paths: readonly ReturnType<typeof parseJsonPath>[],
): readonly number[] {
  const found: number[] = [];
  try {
    if (json) findJsonIds(json, paths, ({ path }) => found.push(path));
  } catch {
    // Other checks tell of text that is not JSON.
    return [];
  }
  return found;
}

/** A chunk's failure with the row named, where it was a reference that cannot be shifted; any other as it is. */
export async function withRowOfMisfit(
  source: Session,
  table: TablePlan,
  range: KeyRange,
  failure: unknown,
): Promise<unknown> {
  if (!(failure instanceof MysqlError) || failure.code !== JsonIdError.code) return failure;
  for (const column of table.columns) {
    for await (const { key, path } of jsonMisfits(source, table, column, range)) {
      const where = `${key}, column ${column.name}`;
      const { code, message } = new JsonIdError(path);
      return new CopyError(
        table.table,
        range,
        new MysqlError({ code, message: `${where}: ${message}`, retryable: false }),
      );
    }
  }
  return failure;
}
