import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config/config.js';
import { openSession, type Session } from '../mysql/session.js';
import { openSnapshot, type Snapshot } from '../mysql/snapshot.js';
import type { CellContext } from '../plan/mapping.js';
import type { Plan, TablePlan } from '../plan/plan.js';
import { quoteName, quoteTable } from '../plan/sql.js';
import type { Preset } from '../preset/schema.js';
import { type CopyMethod, createPair, type Pair } from './copy-pair.js';
import type { Listener, RunControl } from './events.js';
import { readCommittedChunks, recordTableEnd } from './ledger/chunks.js';
import type { LedgerLocation } from './ledger/location.js';
import { appendLog } from './ledger/log.js';
import { updateRun } from './ledger/runs.js';
import { raiseGenerators, readHighestIds } from './reserve-ids.js';
import { createTableFeed, type TableFeed } from './table-feed.js';

export interface MysqlPhaseOptions {
  readonly config: Config;
  readonly preset: Preset;
  readonly plan: Plan;
  readonly runId: string;
  readonly ledger: LedgerLocation;
  readonly method: CopyMethod;
  readonly cellContext: CellContext;
  readonly listener: Listener;
  readonly control: RunControl;
}

export interface MysqlPhaseResult {
  /** partial: `failed` tables were given up and the others copied. */
  readonly outcome: 'complete' | 'partial' | 'stopped';
  readonly failed: readonly string[];
}

/** Pairs that can be added while a run is under way need their reader in the snapshot from the start. */
const sparePairs = 4;
const idlePollMs = 200;
/** Above this a COUNT(*) before copying would cost more than an exact percentage is worth. */
const exactCountLimit = 20_000_000;
/** What a chunk should weigh: large enough that a commit costs little, small enough that a retry does too. */
const chunkBytes = 8 * 1024 * 1024;
const chunkRowsLimit = 20_000;

/** Copies every planned table, chunk by chunk, from one snapshot; takes up where the ledger says an earlier attempt ended. */
export async function runMysqlPhase(options: MysqlPhaseOptions): Promise<MysqlPhaseResult> {
  const { config, plan, ledger, runId, listener, control } = options;
  const admin = await openSession(config.target.mysql, 'target-writer');
  const readers = Math.min(16, control.parallelism() + sparePairs);
  let snapshot: Snapshot | undefined;
  try {
    snapshot = await openSnapshot(config.source.mysql, readers);
    await announceSnapshot(options, admin, snapshot);
    await reserve(options, admin, snapshot);
    const work = createWork(options, admin);
    for (const table of plan.tables) {
      const earlier = await readCommittedChunks(admin, ledger, runId, table.table);
      work.add(
        createTableFeed(table, earlier),
        earlier.finished,
        sum(earlier.chunks.map(({ rows }) => rows)),
      );
    }
    const pairs = snapshot.readers.map((reader, index) => createPair({ ...options, index, reader }));
    const failures = await Promise.allSettled(pairs.map((pair) => runPair(pair, work, options)));
    await Promise.allSettled(pairs.map((pair) => pair.close()));
    for (const failure of failures) if (failure.status === 'rejected') throw failure.reason;
    const failed = work.failedTables();
    if (control.stop.aborted && !work.allDone()) return { outcome: 'stopped', failed };
    return { outcome: failed.length > 0 ? 'partial' : 'complete', failed };
  } finally {
    await snapshot?.close().catch(() => undefined);
    await admin.close().catch(() => undefined);
    void listener;
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

async function announceSnapshot(
  { runId, ledger, listener }: MysqlPhaseOptions,
  admin: Session,
  snapshot: Snapshot,
) {
  const { takenAt: at, how, position, consistent } = snapshot;
  listener({ type: 'snapshot-taken', at, how, consistent, ...(position ? { position } : {}) });
  await updateRun(admin, ledger, runId, { snapshot: { at, how, position: position ?? null } });
  await appendLog(admin, ledger, runId, 'snapshot-taken', `${at}: ${how}${position ? ` (${position})` : ''}`);
}

async function reserve(options: MysqlPhaseOptions, admin: Session, snapshot: Snapshot) {
  const { plan, preset, ledger, runId, listener } = options;
  const reader = snapshot.readers[0];
  if (!reader) throw new Error('the snapshot has no reader');
  const highest = await readHighestIds(reader, plan, preset.id.column);
  const raised = await raiseGenerators(admin, plan, preset, highest);
  if (raised.length === 0) return;
  await updateRun(admin, ledger, runId, { generators: raised });
  for (const { resource, from, to } of raised) {
    listener({ type: 'generator-raised', resource, from, to });
    await appendLog(admin, ledger, runId, 'generator-raised', `${resource}: ${from} → ${to}`);
  }
}

/** The tables of a phase and how far each one is. */
interface Work {
  readonly add: (feed: TableFeed, finished: boolean, rowsAlready: number) => void;
  /** The next chunk for this pair, from the first table that has one; null when nothing is left to hand out. */
  readonly next: (pair: Pair) => Promise<Awaited<ReturnType<TableFeed['next']>>>;
  readonly committed: (
    chunk: NonNullable<Awaited<ReturnType<TableFeed['next']>>>,
    rows: number,
    bytes: number,
  ) => Promise<void>;
  /** Gives a table up; its remaining chunks are not handed out. */
  readonly fail: (table: string, message: string) => void;
  readonly failedTables: () => readonly string[];
  readonly allDone: () => boolean;
  /** Set by the first error that ends the phase. */
  halted: boolean;
}

function createWork(options: MysqlPhaseOptions, admin: Session): Work {
  const { config, plan, ledger, runId, listener } = options;
  interface Entry {
    readonly feed: TableFeed;
    finished: boolean;
    started: Promise<void> | null;
    startedAt: number;
    rows: number;
    chunkRows: number;
    readonly rowsAlready: number;
  }
  const entries: Entry[] = [];
  const failed = new Set<string>();

  async function announce(entry: Entry, pair: Pair) {
    const { table } = entry.feed;
    entry.startedAt = Date.now();
    const rows = await countRows(pair, table, plan.source.database);
    const { rowsAlready, feed } = entry;
    listener({
      type: 'table-started',
      table: feed.table.table,
      rows,
      approximateBytes: feed.table.approximateBytes,
      rowsAlreadyCopied: rowsAlready,
    });
  }

  async function finishWhenDone(entry: Entry) {
    if (entry.finished || !entry.feed.isDone()) return;
    entry.finished = true;
    const { table } = entry.feed.table;
    await recordTableEnd(admin, ledger, runId, table, entry.feed.endNumber());
    const rows = entry.rows + entry.rowsAlready;
    listener({ type: 'table-finished', table, rows, seconds: (Date.now() - entry.startedAt) / 1000 });
    await appendLog(admin, ledger, runId, 'table-finished', `${table}: ${rows} rows`);
  }

  return {
    halted: false,
    add: (feed, finished, rowsAlready) => {
      const chunkRows = config.options.batchSize;
      entries.push({ feed, finished, started: null, startedAt: 0, rows: 0, chunkRows, rowsAlready });
    },
    next: async (pair) => {
      for (const entry of entries) {
        if (entry.finished || failed.has(entry.feed.table.table)) continue;
        entry.started ??= announce(entry, pair);
        await entry.started;
        const chunk = await pair.take(entry.feed, entry.chunkRows);
        if (chunk) return chunk;
        await finishWhenDone(entry);
      }
      return null;
    },
    committed: async (chunk, rows, bytes) => {
      const entry = entries.find(({ feed }) => feed.table === chunk.table);
      if (!entry) return;
      entry.feed.committed(chunk);
      entry.rows += rows;
      entry.chunkRows = nextChunkRows(entry.chunkRows, rows, bytes);
      await finishWhenDone(entry);
    },
    fail: (table, message) => {
      failed.add(table);
      listener({ type: 'table-failed', table, message });
    },
    failedTables: () => [...failed],
    allDone: () => entries.every(({ finished }) => finished),
  };
}

/** Towards chunks of one weight, at most doubling each time so that one odd chunk does not upset the size. */
function nextChunkRows(now: number, rows: number, bytes: number): number {
  if (rows === 0) return now;
  const fitting = Math.round(chunkBytes / Math.max(1, bytes / rows));
  return Math.max(1, Math.min(fitting, now * 2, chunkRowsLimit));
}

async function countRows(pair: Pair, table: TablePlan, database: string): Promise<number> {
  if (table.approximateRows > exactCountLimit) return table.approximateRows;
  const { filter } = table;
  const where = filter ? ` WHERE ${quoteName(filter.column)} IN (${filter.values.join(', ')})` : '';
  return pair.read(async (reader) => {
    const rows = await reader.query(
      `SELECT COUNT(*) AS total FROM ${quoteTable(database, table.table)}${where}`,
    );
    return Number(rows[0]?.total ?? 0);
  });
}

async function runPair(pair: Pair, work: Work, options: MysqlPhaseOptions): Promise<void> {
  const { config, listener, control } = options;
  while (!work.halted && !control.stop.aborted && !control.abort.aborted) {
    await control.waitWhilePaused();
    if (pair.index >= control.parallelism()) {
      if (work.allDone()) return;
      await delay(idlePollMs);
      continue;
    }
    try {
      const chunk = await work.next(pair);
      if (!chunk) return;
      const started = Date.now();
      try {
        const { rows, bytes } = await pair.copy(chunk);
        const seconds = (Date.now() - started) / 1000;
        listener({
          type: 'chunk-committed',
          table: chunk.table.table,
          chunk: chunk.number,
          rows,
          bytes,
          seconds,
          worker: pair.index,
        });
        await work.committed(chunk, rows, bytes);
      } catch (error) {
        if (config.options.onError === 'stop' || control.abort.aborted) throw error;
        work.fail(chunk.table.table, error instanceof Error ? error.message : String(error));
      }
    } catch (error) {
      work.halted = true;
      throw error;
    }
  }
}
