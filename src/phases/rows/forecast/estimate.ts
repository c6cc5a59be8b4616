import { counted } from '../../../core/counted.js';
import type { Reason } from '../../../core/sentence.js';

/** What one table's sample took, one pair of connections. */
export interface Sample {
  readonly table: string;
  readonly rows: number;
  readonly bytes: number;
  /** Reading and writing together; reading alone where `written` is false. */
  readonly seconds: number;
  readonly written: boolean;
}

interface TableSize {
  readonly table: string;
  readonly rows: number;
}

/** A written row takes about this many times as long as a read one: parsing, indexes, redo log. From runs on both servers. */
export const writeFactor = 4;
/** A real table's log and growing indexes come on top of a temporary one's cost. Measured on BSCP data: 1.5 and 1.6. */
export const realTableFactor = 1.5;
/** Share of a second pair of connections that shows on a machine where both servers are busy. */
const pairGain = 0.5;

interface EstimateInput {
  readonly samples: readonly Sample[];
  readonly tables: readonly TableSize[];
  readonly parallel: number;
  /** Rows of one chunk; every chunk commits. */
  readonly batchSize: number;
  /** One round trip to the target, seconds. */
  readonly roundTrip: number;
}

/** Seconds for the MySQL phase from a few samples. Tables without one are taken at the mean cost of a sampled row. */
export function estimateSeconds(input: EstimateInput): number {
  const { samples, tables, parallel, batchSize, roundTrip } = input;
  const cost = new Map(
    samples
      .filter(({ rows }) => rows > 0)
      .map(({ table, rows, seconds, written }) => [
        table,
        (seconds * (written ? realTableFactor : writeFactor)) / rows,
      ]),
  );
  const mean = [...cost.values()].reduce((sum, value) => sum + value, 0) / Math.max(1, cost.size);
  const work = tables.reduce((sum, { table, rows }) => sum + rows * (cost.get(table) ?? mean), 0);
  // Finding the range, beginning, the ledger's row and the commit.
  const chunks = tables.reduce((sum, { rows }) => sum + Math.ceil(rows / batchSize), 0);
  const waiting = chunks * 4 * roundTrip;
  return (work + waiting) / (1 + Math.max(0, parallel - 1) * pairGain);
}

/** One sentence on where the figures come from. */
export function describeBasis(samples: readonly Sample[], parallel: number, why: string | null): string {
  const rows = samples.reduce((sum, sample) => sum + sample.rows, 0);
  const written = samples.some((sample) => sample.written);
  const pairs = parallel > 1 ? `; a second pair of connections is taken to add half as much` : '';
  if (rows === 0) return 'there are no rows to sample, so only round trips count';
  return written
    ? `measured by copying ${counted(rows, 'row')} of the ${counted(samples.length, 'largest table')} into a temporary table of the target; a real table is taken to need ${realTableFactor} times as long for its log and indexes${pairs}`
    : `measured by reading ${counted(rows, 'row')} of the ${counted(samples.length, 'largest table')} and taking ${writeFactor} times as long for writing them, since ${why ?? 'no temporary table could be made'}${pairs}`;
}

/** Why the writing could not be measured. */
export interface Obstacle {
  readonly text: string;
  readonly why: 'no-privilege' | 'not-written' | 'changed-only';
  readonly serverCode?: string;
}

/** What `describeBasis` says, in values, for translation. */
export function basisParams(
  samples: readonly Sample[],
  parallel: number,
  obstacle: Obstacle | null,
): Reason['params'] {
  const written = samples.some((sample) => sample.written);
  return {
    rows: samples.reduce((sum, sample) => sum + sample.rows, 0),
    tables: samples.length,
    written,
    factor: written ? realTableFactor : writeFactor,
    pairs: parallel > 1,
    ...(obstacle ? { why: obstacle.why } : {}),
    ...(obstacle?.serverCode === undefined ? {} : { serverCode: obstacle.serverCode }),
  };
}
