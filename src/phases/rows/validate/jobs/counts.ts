import { askOnce } from '../../../../core/ask-once.js';
import { counted } from '../../../../core/counted.js';
import { formatCount } from '../../../../core/format.js';
import type { Sentence } from '../../../../core/sentence.js';
import { quoteName, quoteText } from '../../../../core/sql.js';
import { type Difference, type JobResult, worded } from '../../../../core/validation-shape.js';
import type { Plan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import { valueKind } from '../../../../plan/value-kind.js';
import type { ComparedTable } from '../../compare/compared-table.js';
import type { SessionPair } from '../../compare/rows.js';
import type { TableScope } from '../../compare/scope.js';
import { sayDifference } from '../../compare/words.js';

/** Rows of one side, and the ends of their first key column as the target writes it. */
export interface SideCount {
  readonly rows: number;
  readonly first: string | null;
  readonly last: string | null;
}

export interface RowCounts {
  readonly expected: SideCount;
  readonly actual: SideCount;
  /** Of the target's rows, those whose tenant ID is equal by the collation and not byte for byte; null where it was not asked. */
  readonly inexact: number | null;
}

/** Counts both sides at the same time. */
export type RowCounter = (pair: SessionPair, table: ComparedTable, scope: TableScope) => Promise<RowCounts>;

/** Counts each scope once, whichever check asks for it first; a failed count is made again. */
export function countOnce(tenant?: Plan['tenant']): RowCounter {
  return askOnce(
    (pair, table, scope) => countRows(pair, table, scope, tenant),
    (_, table, scope) => JSON.stringify([table.plan.table, scope.source, scope.target]),
  );
}

async function countRows(
  pair: SessionPair,
  table: ComparedTable,
  scope: TableScope,
  tenant: Plan['tenant'] | undefined,
): Promise<RowCounts> {
  const key = table.columns[table.keyPositions[0] ?? -1];
  // The ends of text differ by collation, so they say nothing.
  const comparable = key && table.ordered && valueKind(key.plan.target) === 'number';
  const ends = (value: string) => (comparable ? `MIN(${value}), MAX(${value})` : 'NULL, NULL');
  const inexact =
    tenant && table.columns.some((column) => column.name === tenant.column)
      ? `COUNT(IF(${otherBytes(tenant)}, 1, NULL))`
      : 'NULL';
  const [expected, actual] = await Promise.all([
    pair.source.queryCells(
      `SELECT COUNT(*), ${ends(key?.raw ?? '')} FROM ${sourceRows(table.plan)} WHERE ${scope.source}`,
    ),
    pair.target.queryCells(
      `SELECT COUNT(*), ${ends(key?.actual.value ?? '')}, ${inexact} FROM ${quoteName(table.plan.target)} WHERE ${scope.target}`,
    ),
  ]);
  const found = actual[0]?.[3];
  return {
    expected: readCount(expected[0]),
    actual: readCount(actual[0]),
    inexact: found ? Number(found.toString('latin1')) : null,
  };
}

/** SQL: the tenant's ID is not the very bytes. */
export function otherBytes({ column, id }: Plan['tenant']): string {
  return `CAST(${quoteName(column)} AS BINARY) <> CAST(${quoteText(id)} AS BINARY)`;
}

function readCount(row: readonly (Buffer | null)[] | undefined): SideCount {
  const [rows, first, last] = (row ?? []).map((cell) => cell?.toString('latin1') ?? null);
  return { rows: Number(rows ?? 0), first: first ?? null, last: last ?? null };
}

/** The `row-counts` check of one table. `moved`: changes of its rows that came meanwhile, and may be on their way. */
export function countsResult(
  table: ComparedTable,
  { expected, actual, moved = 0 }: Pick<RowCounts, 'expected' | 'actual'> & { readonly moved?: number },
): JobResult {
  const name = table.plan.table;
  const sameEnds = expected.first === actual.first && expected.last === actual.last;
  const isEqual = expected.rows === actual.rows && sameEnds;
  if (!isEqual && moved > 0 && Math.abs(expected.rows - actual.rows) <= moved)
    return movingResult(name, expected.rows, actual.rows, moved);
  const ok = isEqual;
  const differences: Difference[] = [];
  if (expected.rows !== actual.rows) {
    const missing = expected.rows - actual.rows;
    const net = Math.abs(missing);
    differences.push({
      kind: missing > 0 ? 'missing-in-target' : 'extra-in-target',
      table: name,
      // Rows that are missing and rows that are too many make up for each other here.
      ...worded({
        key:
          net === 1
            ? sayDifference('difference.net-row')
            : sayDifference('difference.net-rows', { rows: net }),
      }),
    });
  } else if (!sameEnds) {
    differences.push({
      kind: 'field-mismatch',
      table: name,
      column: table.plan.key[0],
      ...worded({
        key: sayDifference('difference.ends'),
        expected: endsWords(expected),
        actual: endsWords(actual),
      }),
    });
  }
  return {
    check: 'row-counts',
    table: name,
    ok,
    detail: ok
      ? `${counted(expected.rows, 'row')} on both sides${expected.first === null ? '' : `, keys ${ends(expected)}`}`
      : `${counted(expected.rows, 'row')} expected${suffix(expected)}, ${formatCount(actual.rows)} found${suffix(actual)}`,
    code: ok ? 'row-counts.equal' : 'row-counts.different',
    params: {
      expected: expected.rows,
      actual: actual.rows,
      ...(expected.first === null ? {} : { expectedFirst: expected.first, expectedLast: expected.last }),
      ...(actual.first === null ? {} : { actualFirst: actual.first, actualLast: actual.last }),
    },
    expected: String(expected.rows),
    actual: String(actual.rows),
    differences,
  };
}

/** While rows come and go, numbers that are no further apart than that say nothing. */
function movingResult(table: string, expected: number, actual: number, moved: number): JobResult {
  return {
    check: 'row-counts',
    table,
    ok: true,
    detail: `${counted(expected, 'row')} expected, ${formatCount(actual)} found while ${counted(moved, 'change was on its', 'changes were on their')} way: no difference that counts can tell`,
    code: 'row-counts.moving',
    params: { expected, actual, moved },
    expected: String(expected),
    actual: String(actual),
    differences: [],
  };
}

function suffix(side: SideCount): string {
  return side.first === null ? '' : ` (keys ${ends(side)})`;
}

const ends = (side: SideCount): string => endsWords(side).text;

function endsWords({ first, last }: SideCount): Sentence {
  return first === null
    ? sayDifference('difference.none')
    : sayDifference('difference.span', { first, last });
}
