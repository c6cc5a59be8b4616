import type { DifferenceKind } from '../../core/validation-shape.js';
import { type KeyRange, nextRange } from '../../mysql/chunks.js';
import type { KeyTuple } from '../../mysql/key-cells.js';
import type { Flight } from '../../phases/in-flight.js';
import { keyIdentity, type RowKey } from '../../phases/rows/compare/keys.js';
import { compareRange, differingRows } from '../../phases/rows/compare/narrow.js';
import type { SessionPair } from '../../phases/rows/compare/rows.js';
import type { RowsTable } from '../../phases/rows/compare/rows-table.js';
import { scopeInRange, wholeTable } from '../../phases/rows/compare/scope.js';
import { type VersionChanges, versionDifferences } from '../../phases/rows/compare/versions.js';
import { settledCounts } from '../../phases/rows/validate/settled-counts.js';

/** What one part of a pass showed. */
export interface PassPart {
  readonly table: string;
  /** Rows compared. */
  readonly rows: number;
  /** Rows that differ at this reading. */
  readonly suspects: readonly RowKey[];
  /** There are more suspects than these. */
  readonly more: boolean;
  /** By the number of rows alone; undefined: they were not counted. */
  readonly miscounted?: DifferenceKind | null;
}

/** One walk over the tables, part by part. */
export interface Pass {
  /** Compares the next part; null: none is left. After an error the same part is tried again. */
  readonly next: (pair: SessionPair) => Promise<PassPart | null>;
  /** Leaves the table that could not be compared. */
  readonly skip: () => string | undefined;
}

/** Chunks grow and shrink towards this time: a short one disturbs nobody. */
const chunkSeconds = 0.2;
const chunkRows = { first: 1_000, least: 100, most: 20_000 };
/** Suspects of one part. */
const mostSuspects = 10_000;

/** All rows of all tables, in ranges of their keys. */
export function fullPass(tables: readonly RowsTable[]): Pass {
  let position = 0;
  let after: KeyRange['after'] = null;
  let size = chunkRows.first;
  let versions: VersionChanges | undefined;

  function leave(): void {
    position += 1;
    after = null;
    size = chunkRows.first;
    versions = undefined;
  }

  return {
    async next(pair) {
      const rows = tables[position];
      if (!rows) return null;
      versions ??= await rows.readVersionChanges();
      const begun = performance.now();
      const range = await rangeBehind(pair, rows, after, size);
      const part = await comparePart(pair, rows, range, versions);
      const seconds = (performance.now() - begun) / 1000;
      const factor = Math.min(2, Math.max(0.25, chunkSeconds / Math.max(seconds, 0.001)));
      size = Math.round(Math.min(chunkRows.most, Math.max(chunkRows.least, size * factor)));
      // What lies behind the source's last key can only be extra rows, so the last range is open.
      if (range.through === null) leave();
      else after = range.through;
      return part;
    },
    skip() {
      const table = tables[position]?.table.plan.table;
      leave();
      return table;
    },
  };
}

/** Table → where the last sample of it ended. */
export type SamplePlaces = Map<string, KeyTuple | null>;

interface Sampling {
  /** Rows of each table. */
  readonly sample: number;
  readonly places: SamplePlaces;
  readonly flight: Flight;
}

/** The number of rows of each table, and a sample that goes on where the one before ended. */
export function samplePass(tables: readonly RowsTable[], { sample, places, flight }: Sampling): Pass {
  let position = 0;
  return {
    async next(pair) {
      const rows = tables[position];
      if (!rows) return null;
      const { table } = rows.table.plan;
      const { counts, differs } = await settledCounts(pair, rows, flight);
      const isMissing = counts.expected.rows > counts.actual.rows;
      const miscounted = differs ? (isMissing ? 'missing-in-target' : 'extra-in-target') : null;
      const isLarge = !rows.table.ordered && counts.expected.rows > sample;
      const range = await rangeBehind(pair, rows, places.get(table) ?? null, sample);
      // Without an order that both servers share there are no ranges.
      const none: PassPart = { table, rows: 0, suspects: [], more: false };
      const part = isLarge ? none : await comparePart(pair, rows, range, await rows.readVersionChanges());
      places.set(table, range.through);
      position += 1;
      return { ...part, miscounted };
    },
    skip() {
      const table = tables[position]?.table.plan.table;
      position += 1;
      return table;
    },
  };
}

async function rangeBehind(
  { source }: SessionPair,
  { table }: RowsTable,
  after: KeyRange['after'],
  size: number,
): Promise<KeyRange> {
  if (!table.ordered) return wholeTable;
  return (await nextRange(source, table.plan, after, size)) ?? { after, through: null };
}

async function comparePart(
  pair: SessionPair,
  { table, scope, versionColumn }: RowsTable,
  range: KeyRange,
  changes: VersionChanges,
): Promise<PassPart> {
  const compared = await compareRange(pair, table, scope, range);
  const suspects = new Map<string, RowKey>();
  let more = false;
  if (!compared.same)
    for await (const { key } of differingRows(pair, table, scope, compared, () => true)) {
      more = suspects.size === mostSuspects;
      if (more) break;
      suspects.set(keyIdentity(key), key);
    }
  if (versionColumn) {
    const where = scopeInRange(table.plan, scope, range);
    for (const { rowKey = [] } of await versionDifferences(pair, table, versionColumn, changes, where))
      suspects.set(keyIdentity(rowKey), rowKey);
  }
  return {
    table: table.plan.table,
    rows: Math.max(compared.expected.rows, compared.actual.rows),
    suspects: [...suspects.values()],
    more,
  };
}
