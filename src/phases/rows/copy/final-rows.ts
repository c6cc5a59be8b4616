import type { BulkChannel } from '../../../mysql/bulk-channel.js';
import { packRow } from '../../../mysql/cells.js';
import type { Session } from '../../../mysql/session.js';
import { batchOf, transformedRows } from '../../../plan/transform-rows.js';
import type { CopiedColumns } from './copy-columns.js';

/** Where a writer's rows come from. */
type RowsOf = Pick<BulkChannel, 'readRows' | 'pauseRows' | 'resumeRows'>;

/**
 * The source's rows as the writers take them. Where no column is transformed in batches that is the session's own channel. Else
 * rows wait for their values, in their order and a large one as a whole, and the reader is no more than a batch ahead.
 * `isWanted`: false once a row has failed; the rest is read away then. Reading throws TransformError.
 */
export function finalRows(
  { bulk, streamCells }: Pick<Session, 'bulk' | 'streamCells'>,
  { columns }: CopiedColumns,
  isWanted: () => boolean,
): RowsOf {
  const batches = columns.map(({ transform }) => batchOf(transform));
  if (batches.every((batch) => batch === undefined)) return bulk;
  let pause: PromiseWithResolvers<void> | null = null;
  return {
    pauseRows() {
      pause ??= Promise.withResolvers();
    },
    resumeRows() {
      pause?.resolve();
      pause = null;
    },
    async readRows(sql, onRow) {
      for await (const cells of transformedRows(streamCells(sql, false), batches)) {
        await pause?.promise;
        if (!isWanted()) return;
        onRow(packRow(cells));
      }
    },
  };
}
