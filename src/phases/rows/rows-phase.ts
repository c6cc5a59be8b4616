import { setTimeout as delay } from 'node:timers/promises';
import { mostPairs } from '../../config/pairs.js';
import { RefusedError } from '../../core/refused.js';
import { saidBy } from '../../core/sentence.js';
import { readCommittedChunks } from '../../ledger/chunks.js';
import { type LiveRecord, readLive, writeSnapshotEnd } from '../../ledger/live.js';
import type { RunLedger } from '../../ledger/location.js';
import { appendLog } from '../../ledger/log.js';
import { updateRun } from '../../ledger/runs.js';
import type { CopyMethod } from '../../mysql/bulk-method.js';
import { openDurableSession } from '../../mysql/durable-session.js';
import { readDatabaseFacts } from '../../mysql/facts.js';
import { readLogEnd } from '../../mysql/log-position.js';
import type { Session } from '../../mysql/session.js';
import { openSnapshot, type Snapshot } from '../../mysql/snapshot.js';
import type { CellContext } from '../../plan/mapping.js';
import type { TablePlan } from '../../plan/plan.js';
import { idPieces } from '../../plan/segments.js';
import type { CopyWork, PhaseOutcome } from '../phase.js';
import { isGivenUp } from './copy/copy-error.js';
import { createPair, type Pair } from './copy/copy-pair.js';
import { recordRaised } from './copy/raised-generators.js';
import { inTarget, raiseGenerators, readHighestIds } from './copy/reserve-ids.js';
import { createTableFeed } from './copy/table-feed.js';
import { tablesWithTenantRows } from './copy/tenant-rows.js';
import { openThrottle, type Throttle } from './copy/throttle.js';
import { createWork, type Work } from './copy/work-queue.js';
import { wholeTable } from './overwrite/whole-rows.js';
import { say } from './words.js';

interface MysqlPhaseOptions extends CopyWork {
  readonly method: CopyMethod;
  readonly cellContext: CellContext;
  /** Looks at the source in the snapshot, before the first row is copied. */
  readonly inSnapshot: (reader: Session) => Promise<void>;
}

interface MysqlPhaseResult {
  /** partial: `failed` tables were given up and the others copied. */
  readonly outcome: PhaseOutcome;
  readonly failed: readonly string[];
}

/** How soon a spare pair sees that it is wanted. */
const idlePollMs = 200;

/** Copies every planned table, chunk by chunk, from one snapshot; takes up where the ledger says an earlier attempt ended. */
export async function runMysqlPhase(options: MysqlPhaseOptions): Promise<MysqlPhaseResult> {
  const { config, plan, control } = options;
  const admin = await openDurableSession({
    endpoint: config.target.mysql,
    role: 'target-writer',
    listener: options.listener,
    abort: control.abort,
    stop: control.stop,
  });
  const ledger = { ...options.ledger, session: admin };
  const live = await readLive(ledger);
  const isLive = live !== undefined;
  const withinServer = !isLive && isWithinServer(options);
  const readers = mostPairs(control.parallelism());
  let snapshot: Snapshot | undefined;
  try {
    snapshot = await openSnapshot(config.source.mysql, readers);
    await announceSnapshot({ ...options, ledger }, snapshot, withinServer);
    const [firstReader] = snapshot.readers;
    if (!firstReader) throw new Error('the snapshot has no reader');
    const onSnapshot = async (reader: Session) => {
      if (isLive) await noteSnapshotEnd(ledger, reader);
    };
    await onSnapshot(firstReader);
    await options.inSnapshot(firstReader);
    await reserve({ ...options, ledger }, firstReader, live);
    const work = createWork({ ...options, ledger });
    for (const table of plan.tables) {
      const earlier = await readCommittedChunks(ledger, table.table);
      work.add(
        createTableFeed(table, earlier),
        earlier.finished,
        sum(earlier.chunks.map(({ rows }) => rows)),
      );
    }
    const present = await tablesWithTenantRows(admin, plan);
    const over = plan.tables.filter(({ reshape }) => reshape?.over);
    const facts =
      isLive || over.length > 0 ? await readDatabaseFacts(admin, plan.target.database) : undefined;
    const overwritten = new Map(
      over.flatMap((table) => {
        const found = facts?.tables[table.target];
        return found ? [[table.table, wholeTable(table, found)] as const] : [];
      }),
    );
    const followed = isLive && facts && ((table: TablePlan) => facts.tables[table.target]?.indexes ?? []);
    const tenantHasRows = (table: string) => present.has(table);
    const pairs = snapshot.readers.map((reader, index) =>
      createPair({
        ...options,
        index,
        reader,
        tenantHasRows,
        withinServer,
        onSnapshot,
        overwritten,
        followed: followed || undefined,
      }),
    );
    const throttle = await openThrottle(config, options.listener, {
      expectedRows: config.options.batchSize,
      rowsPerSecond: () =>
        control.steering?.now().rowsPerSecond ?? config.options.throttle?.maxRowsPerSecond ?? null,
    });
    const failures = await Promise.allSettled(pairs.map((pair) => runPair(pair, work, throttle, options)));
    await Promise.allSettled([...pairs.map((pair) => pair.close()), throttle.close()]);
    for (const failure of failures) if (failure.status === 'rejected') throw failure.reason;
    const failed = work.failedTables();
    if (control.stop.aborted && !work.nothingLeft()) return { outcome: 'stopped', failed };
    return { outcome: failed.length > 0 ? 'partial' : 'complete', failed };
  } finally {
    await snapshot?.close().catch(() => undefined);
    await admin.close().catch(() => undefined);
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

const isWithinServer = ({ config, plan }: MysqlPhaseOptions) =>
  config.options.withinServer !== false &&
  plan.source.identity === plan.target.identity &&
  plan.tables.some(({ reshape }) => !reshape);

/** Said where the snapshot does not cover what is copied. */
const withinServerNote =
  'source and target are one server, which copies by itself (INSERT … SELECT): each chunk is of the moment it is copied, so writes to the source must be stopped';

async function announceSnapshot(options: MysqlPhaseOptions, snapshot: Snapshot, within: boolean) {
  const { ledger, listener } = options;
  const { takenAt: at, position } = snapshot;
  const how = within ? withinServerNote : snapshot.how;
  const because = within ? { code: 'snapshot.within-server' } : snapshot.because;
  const consistent = snapshot.consistent && !within;
  listener({ type: 'snapshot-taken', at, how, because, consistent, position });
  await updateRun(ledger, { snapshot: { at, how, because, position: position ?? null } });
  await appendLog(ledger, 'snapshot-taken', `${at}: ${how}${position ? ` (${position})` : ''}`);
}

/** Following takes rows for older ones until here: it must be known before the first row of the snapshot is copied. */
async function noteSnapshotEnd(ledger: RunLedger, reader: Session): Promise<void> {
  const end = await readLogEnd(reader);
  if (!end) throw new RefusedError(say('copy.no-log-end'), { remedy: say('copy.no-log-end.remedy') });
  await writeSnapshotEnd(ledger, end);
}

async function reserve(
  { plan, preset, ledger, listener }: MysqlPhaseOptions,
  reader: Session,
  live: LiveRecord | undefined,
) {
  const { session, runId } = ledger;
  const highest = await readHighestIds(reader, plan, preset);
  for (const [table, id] of Object.entries(highest)) {
    const room = idPieces(plan, table, live?.room ?? {}).at(-1)?.highest;
    if (room === undefined || BigInt(id) <= room) continue;
    throw new RefusedError(
      `the source went on handing out IDs: ${table} has ${id} now, and the range reserved for it ends at ${room}`,
      {
        remedy: live
          ? 'run the same command again with --resume: it reserves more'
          : `stop writes to the source, remove this run with rollback --run ${runId}, and start again`,
        because: {
          code: 'source.ids-ran-out',
          params: { table, id, room: String(room), run: runId, live: live !== undefined },
        },
      },
    );
  }
  const raised = await raiseGenerators(session, plan, preset, inTarget(plan, highest));
  await recordRaised(ledger, listener, plan, raised);
}

async function runPair(
  pair: Pair,
  work: Work,
  throttle: Throttle,
  options: MysqlPhaseOptions,
): Promise<void> {
  const { config, listener, control } = options;
  const ended = () => work.over.aborted || control.stop.aborted || control.abort.aborted;
  while (!ended()) {
    await control.waitWhilePaused();
    if (pair.index >= control.parallelism()) {
      if (work.nothingLeft()) return;
      // One of the spare ones counts ahead: at the beginning of a table the others would wait for it.
      const counted = pair.index === control.parallelism() && (await work.countAhead(pair));
      if (!counted) await delay(idlePollMs, undefined, { signal: work.over }).catch(() => undefined);
      continue;
    }
    await throttle.waitForTurn(ended, control.waitWhilePaused);
    if (control.stop.aborted) return;
    try {
      const chunk = await work.next(pair);
      if (!chunk) return;
      const started = performance.now();
      let copied = 0;
      try {
        const { rows, bytes } = await pair.copy(chunk);
        copied = rows;
        const seconds = (performance.now() - started) / 1000;
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
        const isStopping = control.abort.aborted || (control.stop.aborted && isGivenUp(error));
        if (config.options.onError === 'stop' || isStopping) throw error;
        work.fail(chunk.table.table, saidBy(error));
      } finally {
        throttle.copied(copied);
      }
    } catch (error) {
      work.halt();
      if (control.stop.aborted && isGivenUp(error)) return;
      throw error;
    }
  }
}
