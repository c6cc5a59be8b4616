import { logEvent } from '../../../core/events.js';
import { withRetry } from '../../../core/retry.js';
import type { Sentence } from '../../../core/sentence.js';
import { findChunk, recordChunk } from '../../../ledger/chunks.js';
import type { CopyMethod } from '../../../mysql/bulk-method.js';
import { MysqlError } from '../../../mysql/errors.js';
import { mysqlRetry } from '../../../mysql/retry.js';
import { openSession, type Session } from '../../../mysql/session.js';
import { openSnapshot, type Snapshot } from '../../../mysql/snapshot.js';
import type { IndexFacts } from '../../../plan/facts.js';
import type { CellContext } from '../../../plan/mapping.js';
import type { TablePlan } from '../../../plan/plan.js';
import type { CopyWork } from '../../phase.js';
import { keyIdentity, type RowKey } from '../compare/keys.js';
import type { WholeTable } from '../overwrite/whole-rows.js';
import { writeOver } from '../overwrite/write-over.js';
import { say } from '../words.js';
import { copyChunk } from './copy-chunk.js';
import { canCopyWithinServer, canReadSource, copyWithinServer } from './copy-within-server.js';
import { withRowOfMisfit } from './json-misfits.js';
import { moveAside } from './move-aside.js';
import type { Chunk, TableFeed } from './table-feed.js';
import { readTenantKeys, storedRows } from './tenant-rows.js';

interface PairOptions extends Omit<CopyWork, 'preset'> {
  readonly index: number;
  /** In the run's snapshot. */
  readonly reader: Session;
  /** Whether the tenant has rows in this table of the target already, so that they must be told from the run's own. */
  readonly tenantHasRows: (table: string) => boolean;
  readonly method: CopyMethod;
  /** Source and target are databases of one server. */
  readonly withinServer: boolean;
  /** Told of a snapshot before the first row of it is copied. */
  readonly onSnapshot: (reader: Session) => Promise<void>;
  /** Tables of the target in which rows may be written over. */
  readonly overwritten: ReadonlyMap<string, WholeTable>;
  /** Of a run that follows its source: the keys of a table of the target. */
  readonly followed?: ((table: TablePlan) => readonly IndexFacts[]) | undefined;
  readonly cellContext: CellContext;
}

/** One reading and one writing connection that copy a chunk at a time, and replace themselves when they break. */
export interface Pair {
  readonly index: number;
  readonly take: (feed: TableFeed, rows: number) => Promise<Chunk | null>;
  readonly copy: (chunk: Chunk) => Promise<{ readonly rows: number; readonly bytes: number }>;
  readonly read: <Result>(work: (reader: Session) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
}

export function createPair(options: PairOptions): Pair {
  const { index, config, ledger, listener, control, tenantHasRows } = options;
  let reader = options.reader;
  let ownSnapshot: Snapshot | null = null;
  let writer: Session | null = null;
  const withinReach = new Map<string, boolean>();

  async function answers(session: Session): Promise<boolean> {
    try {
      await session.query('SELECT 1');
      return true;
    } catch {
      return false;
    }
  }

  /** Replaces whichever side no longer answers. A new reader has a snapshot of its own, and that is said. */
  async function repair(): Promise<void> {
    if (writer && !(await answers(writer))) {
      writer.destroy();
      writer = null;
    }
    if (await answers(reader)) return;
    reader.destroy();
    await ownSnapshot?.close().catch(() => undefined);
    ownSnapshot = await openSnapshot(config.source.mysql, 1);
    const [replacement] = ownSnapshot.readers;
    if (!replacement) throw new Error('the new snapshot has no reader');
    await options.onSnapshot(replacement);
    reader = replacement;
    listener(logEvent('warning', say('copy.new-snapshot', { at: ownSnapshot.takenAt })));
  }

  async function copyOnce(
    chunk: Chunk,
    aside = false,
  ): Promise<{ readonly rows: number; readonly bytes: number }> {
    writer ??= await openSession(config.target.mysql, 'target-writer');
    const target = writer;
    // What the tenant gets behind the source's last row from now on is not the run's; what it has there already neither.
    const looked = chunk.isLast ? { ...chunk.range, through: null } : chunk.range;
    const rowsBefore = tenantHasRows(chunk.table.table)
      ? await readTenantKeys(target, options.plan, chunk.table, looked)
      : [];
    const record = (
      { rows, bytes }: { readonly rows: number; readonly bytes: number },
      notOurs: readonly RowKey[] = rowsBefore,
    ) =>
      recordChunk(
        { ...ledger, session: target },
        {
          table: chunk.table.table,
          chunk: chunk.number,
          range: chunk.range,
          rows,
          bytes,
          rowsBefore: notOurs,
        },
      );
    const { table, range, number } = chunk;
    const whole = options.overwritten.get(table.table);
    if (whole) {
      return writeOver({
        source: reader,
        ledger: { ...ledger, session: target },
        whole,
        chunk,
        context: options.cellContext,
        beforeCommit: (result, keys) =>
          record(
            result,
            rowsBefore.filter((key) => !keys.has(keyIdentity(key))),
          ),
        signal: control.abort,
      });
    }
    if (options.withinServer && (await isWithinReach(target, chunk.table))) {
      return copyWithinServer({
        session: target,
        plan: options.plan,
        table,
        range,
        number,
        beforeCommit: (result) => record(result),
      });
    }
    const copied = copyChunk({
      source: reader,
      target,
      table,
      range,
      number,
      stored: storedRows(options.plan, table, range, tenantHasRows(table.table)),
      method: options.method,
      context: options.cellContext,
      signal: control.abort,
      afterBegin: aside
        ? () =>
            moveAside({
              source: reader,
              target,
              plan: options.plan,
              table,
              range,
              indexes: options.followed?.(table) ?? [],
              context: options.cellContext,
            })
        : undefined,
      beforeCommit: (result) => record(result),
    });
    return copied.catch(async (error: unknown) => {
      if (!aside && mayMoveAside(table, error)) return copyOnce(chunk, true);
      throw await withRowOfMisfit(reader, chunk, error);
    });
  }

  /** A unique value that an earlier snapshot of a followed run has copied with another row; not where the tenant's own rows may hold it. */
  function mayMoveAside({ table }: TablePlan, error: unknown): boolean {
    // LOAD DATA LOCAL drops what is a duplicate, and tells of it by its counts alone.
    const isDuplicate =
      error instanceof MysqlError && (error.errno === 1062 || error.code === 'LOAD_DIFFERS');
    const mayBeTheirs = tenantHasRows(table) && options.plan.ids.mode === 'preserve';
    return isDuplicate && options.followed !== undefined && !mayBeTheirs;
  }

  /** Within one server the server copies by itself what it may read and what needs no work of ours. */
  async function isWithinReach(target: Session, table: TablePlan): Promise<boolean> {
    const known = withinReach.get(table.table);
    if (known !== undefined) return known;
    const can =
      canCopyWithinServer(table, options.cellContext) && (await canReadSource(target, options.plan, table));
    withinReach.set(table.table, can);
    return can;
  }

  /** A connection lost during COMMIT leaves open whether it happened: the ledger knows, so it is asked before and after. */
  async function copyAgain(chunk: Chunk) {
    const alreadyCommitted = async () => {
      writer ??= await openSession(config.target.mysql, 'target-writer');
      return findChunk({ ...ledger, session: writer }, chunk.table.table, chunk.number);
    };
    const before = await alreadyCommitted();
    if (before) return before;
    try {
      return await copyOnce(chunk);
    } catch (error) {
      const after = await alreadyCommitted().catch(() => null);
      if (after) return after;
      throw error;
    }
  }

  const retrying = (subject: string | Sentence) => mysqlRetry({ subject, listener, ...control, repair });

  return {
    index,
    take: (feed, rows) => withRetry(() => feed.next(reader, rows), retrying(feed.table.table)),
    read: (work) => withRetry(() => work(reader), retrying(say('retry.reading'))),
    copy: (chunk) =>
      withRetry(
        (attempt) => (attempt === 1 ? copyOnce(chunk) : copyAgain(chunk)),
        retrying(say('retry.chunk', { table: chunk.table.table, chunk: chunk.number })),
      ),
    close: async () => {
      await writer?.close().catch(() => undefined);
      await ownSnapshot?.close().catch(() => undefined);
    },
  };
}
