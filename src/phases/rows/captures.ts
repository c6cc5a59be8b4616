import { z } from 'zod';
import type { Shape } from '../../core/shape.js';
import type { Capture } from '../../ledger/captures.js';
import { keyTuple } from '../../ledger/chunks.js';
import type { NotCompared } from '../phase.js';
import type { RowsChecksum } from './compare/row-digest.js';
import type { ChangedInPiece, ChangedRow, ChangedRows } from './rollback/changed-rows.js';
import type { OthersCapture, TableCapture } from './validate/jobs/other-tenants.js';
import type { SourceMark, SourceMarks } from './validate/jobs/source-unchanged.js';

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
} satisfies Shape<TableCapture['ranges'][number]>);

const tableCapture = z.object({
  ranges: z.array(capturedRange),
  lastChange: text.nullable(),
  own: z.array(z.array(text)),
} satisfies Shape<TableCapture>);

/** What other tenants had in the target before the run. */
export const othersCapture: Capture<OthersCapture> = {
  kind: 'others',
  schema: z.object({
    checksums: z.literal('sum64').optional(),
    tables: z.record(text, tableCapture),
  } satisfies Shape<OthersCapture>),
};

const sourceMark = z.object({
  rows: text,
  lastKey: text.nullable(),
  lastChange: text.nullable(),
  times: z.record(text, text.nullable()).optional(),
} satisfies Shape<SourceMark>);

/** Where the source's tables stood in the snapshot. */
export const sourceCapture: Capture<SourceMarks> = { kind: 'source', schema: z.record(text, sourceMark) };

const changedRow = z.object({
  table: text,
  key: text,
  kind: z.enum(['differs', 'extra']),
} satisfies Shape<ChangedRow>);

const changedInPiece = z.object({
  table: text,
  chunk: number,
  since: z.boolean(),
  rows: number,
  named: z.array(changedRow),
} satisfies Shape<ChangedInPiece>);

const notCompared = z.object({
  why: z.enum(['other-source', 'not-read']),
  message: text,
} satisfies Shape<NotCompared>);

/** Rows changed since the run that a rollback takes along. */
export const changedRowsCapture: Capture<ChangedRows> = {
  kind: 'changed-rows',
  schema: z.object({
    pieces: z.array(changedInPiece),
    notCompared: notCompared.optional(),
  } satisfies Shape<ChangedRows>),
};
