import { createHash } from 'node:crypto';
import type { TablePlan } from '../../../../plan/plan.js';
import type { Cell } from '../../../../plan/transform-rows.js';
import { say } from '../words.js';
import type { ConflictContext, Tally } from './context.js';
import { type Candidate, candidates, isText, isTransformed, keyed, literal, showParts } from './key-sql.js';
import type { KeyPart, TargetKey } from './target-keys.js';

/** Values per question to the target: they become the columns of one row. */
const valuesPerQuery = 400;

/** Trailing spaces do not count in PAD SPACE collations; WEIGHT_STRING alone would tell them apart. */
export function ignoresTrailingSpace(collation: string): boolean {
  return collation !== 'binary' && !/_0900_|_nopad_/.test(collation);
}

/** SQL over a collation's name that holds where trailing spaces do not count. */
export function padsSpaces(collation: string): string {
  return `NOT ${collation} REGEXP '^binary$|_0900_|_nopad_'`;
}

/** The weight of a literal in the target's collation; equal weights are equal values. */
function weightExpression(cell: Cell, part: KeyPart): string {
  const value = keyed(`CONVERT(${literal(cell, part.column)} USING ${part.column.target.charset})`, part);
  const collation = part.column.target.collation ?? '';
  const trimmed = ignoresTrailingSpace(collation) ? `TRIM(TRAILING ' ' FROM ${value})` : value;
  return `SHA2(WEIGHT_STRING((${trimmed}) COLLATE ${collation}), 256)`;
}

/**
 * Finds equal keys by asking the target for the weights of literals, where the source does not know the target's collation.
 * Rows come ordered by the parts that are not text, so only one such group is remembered at a time.
 */
export async function findByWeights(
  context: ConflictContext,
  table: TablePlan,
  key: TargetKey,
  tally: Tally,
): Promise<void> {
  const transformed = isTransformed(key, context.cells);
  const orderBy = key.parts.flatMap((part, index) => (isText(part) || transformed ? [] : [index]));
  let group = '';
  const seen = new Map<string, string>();
  const most = valuesPerQuery / key.parts.length;
  for await (const batch of candidates(context, table, key, { most, orderBy })) {
    const digests = await digestsOf(context, key, batch);
    for (const [index, candidate] of batch.entries()) {
      const plain = transformed ? '' : plainParts(key, candidate.cells);
      if (plain !== group) {
        group = plain;
        seen.clear();
      }
      const digest = digests[index] ?? '';
      const before = seen.get(digest);
      const shown = `${candidate.name} (${showParts(key, candidate.cells)})`;
      if (before) tally.add(() => say('sample.pair', { one: before, other: shown }));
      else seen.set(digest, shown);
    }
  }
}

/** The parts that are no text, which rows are ordered by. */
function plainParts(key: TargetKey, cells: readonly Cell[]): string {
  return key.parts
    .map((part, index) => (isText(part) ? '' : (cells[index]?.toString('latin1') ?? '')))
    .join('\0');
}

/** One digest per candidate over all parts, text parts by their weight in the target. */
async function digestsOf(
  { target }: ConflictContext,
  key: TargetKey,
  batch: readonly Candidate[],
): Promise<readonly string[]> {
  const texts = key.parts.flatMap((part, index) => (isText(part) ? [{ part, index }] : []));
  const expressions = batch.flatMap(({ cells }) =>
    texts.map(({ part, index }) => weightExpression(cells[index] ?? null, part)),
  );
  const weights =
    expressions.length > 0 ? ((await target.queryCells(`SELECT ${expressions.join(', ')}`))[0] ?? []) : [];
  return batch.map(({ cells }, row) => {
    const hash = createHash('sha256');
    let text = row * texts.length;
    for (const [index, part] of key.parts.entries()) {
      const value = isText(part) ? weights[text++] : prefixOf(cells[index] ?? null, part);
      hash.update(`${value?.length ?? -1}:`).update(value ?? '');
    }
    return hash.digest('base64');
  });
}

function prefixOf(cell: Cell, { prefix }: KeyPart): Cell {
  return prefix === undefined || cell === null ? cell : cell.subarray(0, prefix);
}
