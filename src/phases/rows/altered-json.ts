import { inBatches } from '../../core/in-batches.js';
import { quoteText } from '../../core/sql.js';
import { filterCondition } from '../../mysql/chunks.js';
import { MysqlError } from '../../mysql/errors.js';
import type { Session } from '../../mysql/session.js';
import { jsonMeaning } from '../../plan/json-meaning.js';
import { type CellContext, cellTransform, sourceExpression } from '../../plan/mapping.js';
import { isPlainJson } from '../../plan/plain-json.js';
import type { ColumnPlan, TablePlan } from '../../plan/plan.js';
import { sourceRows } from '../../plan/reshape/reshape.js';
import { keepingMisfits, transformedRows } from '../../plan/transform-rows.js';
import { constantOf } from '../../plan/treatments.js';

/** A text of the source that a MySQL target does not store as it is meant. */
interface AlteredJson {
  /** The first columns of the source's row that were asked for. */
  readonly row: Buffer | null;
  readonly before: Buffer;
  /** What the target would store; null: it refuses the text. */
  readonly after: string | null;
}

/** MySQL's JSON made of what is text in the source: MariaDB's JSON, or any text. */
export function becomesJson({ source, target, treatment }: ColumnPlan): boolean {
  return (
    target.dataType === 'json' &&
    source !== undefined &&
    source.dataType !== 'json' &&
    constantOf(treatment) === undefined
  );
}

const textsPerQuestion = 500;

/**
 * Texts that the target refuses, or stores otherwise than they are meant: repeated names, numbers of more digits than a double
 * has, −0 as 0. The target itself is asked how it would print each that is not plain; nothing
 * is written. `rowName` is SQL on the source.
 */
export async function* alteredJson(
  { source, target }: { readonly source: Session; readonly target: Session },
  table: TablePlan,
  column: ColumnPlan,
  cells: CellContext,
  rowName: string,
): AsyncGenerator<AlteredJson> {
  // As the copy would send it; what the tool cannot change is told by the search for such texts.
  const transform = keepingMisfits(cellTransform(column, cells));
  const expression = sourceExpression(column);
  const rows = source.streamCells(
    `SELECT ${rowName}, ${expression} FROM ${sourceRows(table)} WHERE ${expression} IS NOT NULL AND ${filterCondition(table)}`,
  );
  async function* notPlain() {
    for await (const [row = null, before] of transformedRows(rows, [undefined, transform])) {
      if (before && !isPlainJson(before.toString('utf8'))) yield { row, before };
    }
  }
  for await (const batch of inBatches(notPlain(), textsPerQuestion, ({ before }) => before.length)) {
    const texts = batch.map(({ before }) => before.toString('utf8'));
    const printed = await printedBy(target, texts);
    for (const [index, { row, before }] of batch.entries()) {
      const after = printed[index] ?? null;
      if (after === null || !saysTheSame(texts[index] ?? '', after)) yield { row, before, after };
    }
  }
}

function saysTheSame(before: string, after: string): boolean {
  try {
    return jsonMeaning(before) === jsonMeaning(after);
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

/** Not JSON, too deep, a name too long, a number too big. */
const refusals: ReadonlySet<number> = new Set([3140, 3141, 3146, 3157, 3158]);

/** Each text as the target prints it; null where it refuses it. One bad text fails the whole question, so that is halved. */
async function printedBy(target: Session, texts: readonly string[]): Promise<readonly (string | null)[]> {
  try {
    const list = texts.map((text) => `CAST(CAST(${quoteText(text)} AS JSON) AS CHAR)`);
    const [row] = await target.queryCells(`SELECT ${list.join(', ')}`);
    return texts.map((_, index) => row?.[index]?.toString('utf8') ?? null);
  } catch (error) {
    if (!(error instanceof MysqlError) || !refusals.has(error.errno)) throw error;
    if (texts.length === 1) return [null];
    const middle = Math.ceil(texts.length / 2);
    return [
      ...(await printedBy(target, texts.slice(0, middle))),
      ...(await printedBy(target, texts.slice(middle))),
    ];
  }
}
