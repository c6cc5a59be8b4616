import { counted } from '../../../core/counted.js';
import { formatCount } from '../../../core/format.js';
import type { Sentence } from '../../../core/sentence.js';
import {
  type Difference,
  type DifferenceKind,
  type JobResult,
  type ValidationLevel,
  worded,
} from '../../../core/validation-shape.js';
import type { KeyRange } from '../../../mysql/chunks.js';
import { keyColumnPlans, shiftedRange } from '../../../plan/key-shift.js';
import type { ComparedTable } from '../compare/compared-table.js';
import type { ComparedRange } from '../compare/narrow.js';
import { rangeWords } from '../compare/range-words.js';
import { sayDifference } from '../compare/words.js';
import { countsResult, type SideCount } from './jobs/counts.js';

/** What one range's comparison found. */
export interface RangeOutcome {
  readonly compared: ComparedRange;
  /** Row by row, when the range was narrowed down. */
  readonly rows?: {
    /** Named differences, as many as there was room for. */
    readonly described: readonly Difference[];
    /** Rows that differ, all of them. */
    readonly differing: number;
    /** Of these, rows the source does not have. */
    readonly extra: number;
  };
  /** Rows whose secret version is wrong. */
  readonly versions: readonly Difference[];
  /** Rows on their way of which nobody can tell. */
  readonly undecided?: number;
}

/** Adds up the ranges of one table. */
export interface TableTally {
  add(outcome: RangeOutcome): void;
  /** Differences that may still be described. */
  room(): number;
  /** Rows compared so far. */
  readonly done: number;
  results(counts: {
    readonly expected: SideCount;
    readonly actual: SideCount;
    readonly moved?: number;
  }): JobResult[];
}

export function tallyTable(table: ComparedTable, level: ValidationLevel, limit: number): TableTally {
  const name = table.plan.table;
  const notCompared = table.volatile.join(', ');
  const differences: Difference[] = [];
  let rows = 0;
  let matching = 0;
  let ranges = 0;
  let differingRanges = 0;
  let differingRows = 0;
  let wrongVersions = 0;
  let unlisted = 0;
  let undecided = 0;

  function list(found: readonly Difference[]): void {
    const room = Math.max(0, limit - differences.length);
    differences.push(...found.slice(0, room));
    unlisted += Math.max(0, found.length - room);
  }

  function addRows(compared: ComparedRange, found: NonNullable<RangeOutcome['rows']>): void {
    const all = compared.expected.rows + found.extra;
    rows += all;
    matching += Math.max(0, all - found.differing);
    differingRows += found.differing;
    list(found.described);
    if (found.differing > 0) differingRanges += 1;
  }

  function checksumResult(): JobResult {
    const ok = differingRanges === 0 && wrongVersions === 0;
    const parts = [
      differingRanges === 0
        ? ''
        : `${formatCount(differingRanges)} of ${counted(ranges, 'range')} ${differingRanges === 1 ? 'differs' : 'differ'}`,
      differingRows === 0
        ? ''
        : `${formatCount(differingRows)} of ${counted(rows, 'row')} ${differingRows === 1 ? 'differs' : 'differ'}`,
      wrongVersions === 0
        ? ''
        : `${counted(wrongVersions, 'row names', 'rows name')} the wrong secret version`,
      unlisted === 0
        ? ''
        : `only the first ${counted(differences.length, 'difference is', 'differences are')} listed`,
      undecided === 0 ? '' : `${counted(undecided, 'row')} changed at every look and cannot be told`,
    ];
    return {
      check: level === 'full' ? 'full' : 'checksum',
      table: name,
      ok,
      detail: [
        ok ? `${counted(rows, 'row')} in ${counted(ranges, 'range')} ${rows === 1 ? 'is' : 'are'} equal` : '',
        ...parts,
        notCompared === '' ? '' : `not compared, because clients keep changing them: ${notCompared}`,
      ]
        .filter((part) => part !== '')
        .join('; '),
      code: 'rows.compared',
      params: {
        ok,
        rows,
        ranges,
        differingRanges,
        differingRows,
        wrongVersions,
        listed: unlisted === 0 ? null : differences.length,
        ...(undecided === 0 ? {} : { undecided }),
        notCompared: notCompared === '' ? null : notCompared,
      },
      differences,
      rows,
      matchingRows: Math.max(0, matching - wrongVersions),
    };
  }

  return {
    get done() {
      return rows;
    },
    room: () => Math.max(0, limit - differences.length),
    add({ compared, rows: found, versions, undecided: unknown = 0 }) {
      ranges += 1;
      undecided += unknown;
      if (found) {
        addRows(compared, found);
      } else {
        const all = Math.max(compared.expected.rows, compared.actual.rows);
        rows += all;
        if (compared.same) matching += all;
        else {
          differingRanges += 1;
          list([rangeDifference(table, compared)]);
        }
      }
      wrongVersions += versions.length;
      list(versions);
    },
    results: (counts) =>
      level === 'counts' ? [countsResult(table, counts)] : [countsResult(table, counts), checksumResult()],
  };
}

function rangeDifference(table: ComparedTable, { range, expected, actual }: ComparedRange): Difference {
  const kind: DifferenceKind =
    expected.rows > actual.rows
      ? 'missing-in-target'
      : expected.rows < actual.rows
        ? 'extra-in-target'
        : 'field-mismatch';
  return {
    kind,
    table: table.plan.table,
    ...worded({
      key: showRange(table, range),
      expected: sayDifference('difference.rows', { rows: expected.rows }),
      actual: sayDifference(expected.rows === actual.rows ? 'difference.other-checksum' : 'difference.rows', {
        rows: actual.rows,
      }),
    }),
  };
}

function showRange(table: ComparedTable, range: KeyRange): Sentence {
  const mapped = shiftedRange(table.plan, range);
  const show = (tuple: NonNullable<KeyRange['after']>) =>
    keyColumnPlans(table.plan)
      .map(({ name }, position) => {
        const cell = tuple[position];
        return `${name}=${cell && 'n' in cell ? cell.n : `0x${cell?.hex ?? ''}`}`;
      })
      .join(', ');
  const { after, through } = mapped;
  return rangeWords(after && show(after), through && show(through));
}
