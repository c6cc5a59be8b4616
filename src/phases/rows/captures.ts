import { z } from 'zod';
import { type Plain, reason, type Shape } from '../../core/shape.js';
import type { Capture } from '../../ledger/captures.js';
import { keyTuple } from '../../ledger/chunks.js';
import type { NotCompared } from '../phase.js';
import type { RowsChecksum } from './compare/row-digest.js';

/** What the rows' phase notes in the ledger before it writes or removes, for what comes later. */

const text = z.string();
const number = z.number();

const capturedRange = z.object({
  after: keyTuple.nullable(),
  through: keyTuple.nullable(),
  // Captures without `checksums` have other figures, which are not compared.
  checksum: z.object({
    rows: number,
    undigested: number.default(0),
    sum: text.default(''),
  } satisfies Shape<RowsChecksum>),
});
export type CapturedRange = Plain<z.infer<typeof capturedRange>>;

const tableCapture = z.object({
  /** Checksums of other tenants' rows by key range, in order; the last range ends at the last row there was. */
  ranges: z.array(capturedRange),
  /** The latest change any of them bore; null where the table has no such column. */
  lastChange: text.nullable(),
  /** Keys of our own tenant's rows that were there already. */
  own: z.array(z.array(text)),
});
export type TableCapture = Plain<z.infer<typeof tableCapture>>;

const others = z.object({
  /** How its checksums were made; another way of making them gives other figures for the same rows. */
  checksums: z.literal('sum64').optional(),
  tables: z.record(text, tableCapture),
});
export type OthersCapture = Plain<z.infer<typeof others>>;

/** What other tenants had in the target before the run. */
export const othersCapture: Capture<OthersCapture> = { kind: 'others', schema: others };

const sourceMark = z.object({
  rows: text,
  /** Highest first key column; null for an empty table or a key that is not a number. */
  lastKey: text.nullable(),
  /** Latest change in the table; null when it has no column that tells. */
  lastChange: text.nullable(),
  /** Latest value of each column that tells when a row was made or changed, whether clients bump it or not; absent in older runs. */
  times: z.record(text, text.nullable()).optional(),
});
export type SourceMark = Plain<z.infer<typeof sourceMark>>;

/** Where each source table stood when the snapshot was taken. */
export type SourceMarks = Readonly<Record<string, SourceMark>>;
export const sourceCapture: Capture<SourceMarks> = { kind: 'source', schema: z.record(text, sourceMark) };

/** A row that is not as the run wrote it. */
const changedRow = z.object({
  table: text,
  key: text,
  /** extra: in the run's range, but not in the source (any more). */
  kind: z.enum(['differs', 'extra']),
});
export type ChangedRow = Plain<z.infer<typeof changedRow>>;

/** The changed rows of one piece that still holds rows. */
const changedInPiece = z.object({
  table: text,
  chunk: number,
  /** Behind the run's own rows: what the tenant got since. */
  since: z.boolean(),
  /** All of them. */
  rows: number,
  /** The first ones. */
  named: z.array(changedRow),
});
export type ChangedInPiece = Plain<z.infer<typeof changedInPiece>>;

const notCompared = z.object({
  why: z.enum(['other-source', 'not-read']),
  message: text,
  because: reason.optional(),
} satisfies Shape<NotCompared>);

/** What a rollback found changed. */
const changedRows = z.object({
  pieces: z.array(changedInPiece),
  /** Absent where everything was compared with the source. */
  notCompared: notCompared.optional(),
});
export type ChangedRows = Plain<z.infer<typeof changedRows>>;

/** Rows changed since the run that a rollback takes along. */
export const changedRowsCapture: Capture<ChangedRows> = { kind: 'changed-rows', schema: changedRows };
