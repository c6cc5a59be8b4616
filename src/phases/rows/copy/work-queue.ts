import { type Sentence, told } from '../../../core/sentence.js';
import { recordTableEnd } from '../../../ledger/chunks.js';
import { appendLog } from '../../../ledger/log.js';
import { filterCondition } from '../../../mysql/chunks.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { sourceTable } from '../../../plan/reshape/reshape.js';
import type { CopyWork } from '../../phase.js';
import type { Pair } from './copy-pair.js';
import type { Chunk, TableFeed } from './table-feed.js';

/** Above this a COUNT(*) before copying would cost more than an exact percentage is worth. */
const exactCountLimit = 20_000_000;
/** What a chunk should weigh: large enough that a commit costs little, small enough that a retry does too. */
const chunkBytes = 8 * 1024 * 1024;
const chunkRowsLimit = 20_000;

/** The tables of a phase and how far each one is. */
export interface Work {
  readonly add: (feed: TableFeed, finished: boolean, rowsAlready: number) => void;
  /** The next chunk for this pair, from the first table that has one; null when nothing is left to hand out. */
  readonly next: (pair: Pair) => Promise<Chunk | null>;
  readonly committed: (chunk: Chunk, rows: number, bytes: number) => Promise<void>;
  /** Gives a table up; its remaining chunks are not handed out. */
  readonly fail: (table: string, message: string | Sentence) => void;
  readonly failedTables: () => readonly string[];
  /** Nothing will be handed out any more: each table is finished or given up. */
  readonly nothingLeft: () => boolean;
  /** Counts the rows of the next table that was not counted, so that no pair waits for it later; false when nothing was counted. */
  readonly countAhead: (pair: Pair) => Promise<boolean>;
  /** Ends the phase after an error. */
  readonly halt: () => void;
  /** Aborted when nothing is left, or by `halt`. */
  readonly over: AbortSignal;
}

type WorkOptions = Pick<CopyWork, 'config' | 'plan' | 'ledger' | 'listener' | 'control'>;

export function createWork(options: WorkOptions): Work {
  const { config, plan, ledger, listener, control } = options;
  interface Entry {
    readonly feed: TableFeed;
    finished: boolean;
    started: Promise<void> | null;
    /** Rows the plan takes of the table. */
    total: Promise<number> | null;
    startedAt: number;
    rows: number;
    chunkRows: number;
    readonly rowsAlready: number;
  }
  const entries: Entry[] = [];
  const failed = new Set<string>();
  const over = new AbortController();

  const isOver = ({ finished, feed }: Entry) => finished || failed.has(feed.table.table);
  const nothingLeft = () => entries.every(isOver);

  function count(entry: Entry, pair: Pair): Promise<number> {
    entry.total ??= countRows(pair, plan, entry.feed.table).catch((error: unknown) => {
      entry.total = null;
      throw error;
    });
    return entry.total;
  }

  async function announce(entry: Entry, pair: Pair) {
    entry.startedAt = performance.now();
    const rows = await count(entry, pair);
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
    await recordTableEnd(ledger, table, entry.feed.endNumber());
    const rows = entry.rows + entry.rowsAlready;
    listener({ type: 'table-finished', table, rows, seconds: (performance.now() - entry.startedAt) / 1000 });
    await appendLog(ledger, 'table-finished', `${table}: ${rows} rows`);
    if (nothingLeft()) over.abort();
  }

  return {
    over: over.signal,
    halt: () => over.abort(),
    add: (feed, finished, rowsAlready) => {
      const chunkRows = config.options.batchSize;
      entries.push({
        feed,
        finished,
        started: null,
        total: null,
        startedAt: 0,
        rows: 0,
        chunkRows,
        rowsAlready,
      });
    },
    next: async (pair) => {
      for (const entry of entries) {
        if (isOver(entry)) continue;
        entry.started ??= announce(entry, pair);
        await entry.started;
        // A second's rows at most of a pace that is asked for meanwhile: a chunk that has begun is finished, however slow it shall go.
        const most = control.steering?.now().rowsPerSecond ?? chunkRowsLimit;
        const chunk = await pair.take(entry.feed, Math.min(entry.chunkRows, most));
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
      listener({ type: 'table-failed', table, ...told(message) });
      if (nothingLeft()) over.abort();
    },
    failedTables: () => [...failed],
    nothingLeft,
    countAhead: async (pair) => {
      const entry = entries.find((one) => one.total === null && !isOver(one));
      if (!entry) return false;
      // Who needs the number meets a failure again, and can do something about it.
      return count(entry, pair).then(
        () => true,
        () => false,
      );
    },
  };
}

/** Towards chunks of one weight, at most four times as many rows each time, so that one odd chunk does not upset the size. */
function nextChunkRows(now: number, rows: number, bytes: number): number {
  if (rows === 0) return now;
  const fitting = Math.round(chunkBytes / Math.max(1, bytes / rows));
  return Math.max(1, Math.min(fitting, now * 4, chunkRowsLimit));
}

async function countRows(pair: Pair, plan: Plan, table: TablePlan): Promise<number> {
  if (table.approximateRows > exactCountLimit) return table.approximateRows;
  return pair.read(async (reader) => {
    const rows = await reader.query(
      `SELECT COUNT(*) AS total FROM ${sourceTable(plan, table)} WHERE ${filterCondition(table)}`,
    );
    return Number(rows[0]?.total ?? 0);
  });
}
