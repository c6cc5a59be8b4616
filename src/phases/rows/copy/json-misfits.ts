import { quoteName } from '../../../core/sql.js';
import { filterCondition, type KeyRange, rangeCondition } from '../../../mysql/chunks.js';
import { MysqlError } from '../../../mysql/errors.js';
import type { Session } from '../../../mysql/session.js';
import { addsToIds, changesIds } from '../../../plan/id-shift.js';
import { findJsonIds, JsonIdError, JsonTextError, parseJsonPath } from '../../../plan/json-ids.js';
import { type ColumnPlan, columnName, type TablePlan } from '../../../plan/plan.js';
import { sourceRows } from '../../../plan/reshape/reshape.js';
import { type JsonIdPath, jsonPathsIn } from '../../../plan/treatments.js';
import { say as sayPlan } from '../../../plan/words.js';
import { say } from '../words.js';
import { CopyError, type FailedRange, isShown } from './copy-error.js';
import { notShown } from './row-check.js';

/** A reference inside JSON that must be shifted and is no plain integer. Nothing of its text is kept. */
interface JsonMisfit {
  /** The source's row, as shown: `id=42`. */
  readonly key: string;
  /** null: the whole text is not JSON, so that nothing in it can be shifted. */
  readonly path: string | null;
}

/** The paths of a column whose IDs do not all stay as they are. */
export function changedPaths({ treatment }: ColumnPlan): readonly JsonIdPath[] {
  return jsonPathsIn(treatment).filter(changesIds);
}

/** Misfits of one column in a range of source keys, row by row; key values of columns that `shows` names. Streams, reads only. */
export async function* jsonMisfits(
  source: Session,
  table: TablePlan,
  column: ColumnPlan,
  range: KeyRange,
  shows: (column: ColumnPlan) => boolean,
): AsyncGenerator<JsonMisfit> {
  const paths = changedPaths(column);
  if (paths.length === 0 || !column.source) return;
  const parts = paths.map(({ path }) => parseJsonPath(path));
  const name = quoteName(column.source.name);
  const hidden = new Map(
    table.columns.filter((one) => !shows(one)).map((one) => [one.name, one.secret ? '(secret)' : notShown]),
  );
  const keys = table.key.map((key) => `CAST(${quoteName(columnName(table, key, 'source'))} AS CHAR)`);
  const rows = source.streamCells(
    `SELECT ${[name, ...keys].join(', ')} FROM ${sourceRows(table)}
      WHERE ${name} IS NOT NULL AND ${rangeCondition(table, range, 'source')} AND ${filterCondition(table)}`,
  );
  for await (const [json, ...cells] of rows) {
    for (const index of misfitsIn(json ?? null, parts)) {
      const path = index === null ? undefined : paths[index];
      // Where only single IDs are exceptions, others may be of any form.
      if (path && !addsToIds(path)) continue;
      const key = table.key.map((part, position) => {
        const value = hidden.get(part) ?? cells[position]?.toString('utf8');
        return `${part}=${value ?? 'NULL'}`;
      });
      yield { key: key.join(', '), path: path?.path ?? null };
    }
  }
}

/** Indexes of the paths, one for each misfit; a single null for text that is not JSON. */
function misfitsIn(
  json: Buffer | null,
  paths: readonly ReturnType<typeof parseJsonPath>[],
): readonly (number | null)[] {
  if (json === null) return [];
  const found: number[] = [];
  try {
    findJsonIds(json, paths, ({ path }) => found.push(path));
  } catch {
    return [null];
  }
  return found;
}

/** A chunk's failure with the row named, where it was JSON whose IDs cannot be shifted; any other as it is. */
export async function withRowOfMisfit(
  source: Session,
  failed: FailedRange,
  failure: unknown,
): Promise<unknown> {
  const { table, range } = failed;
  if (!(failure instanceof MysqlError)) return failure;
  if (failure.code !== JsonIdError.code && failure.code !== JsonTextError.code) return failure;
  for (const column of table.columns) {
    for await (const { key, path } of jsonMisfits(source, table, column, range, isShown)) {
      const problem = path === null ? sayPlan('json.invalid') : sayPlan('json.id', { path });
      const code = path === null ? JsonTextError.code : JsonIdError.code;
      const message = say('copy.column', { row: key, column: column.name, problem });
      return new CopyError(failed, new MysqlError({ code, message, retryable: false }));
    }
  }
  return failure;
}
