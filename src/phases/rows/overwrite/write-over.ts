import { inBatches } from '../../../core/in-batches.js';
import { type Image, saveImages, type WrittenRow } from '../../../ledger/images.js';
import type { RunLedger } from '../../../ledger/location.js';
import { filterCondition, rangeCondition } from '../../../mysql/chunks.js';
import type { Session } from '../../../mysql/session.js';
import type { CellContext } from '../../../plan/mapping.js';
import type { TablePlan } from '../../../plan/plan.js';
import { compileTable } from '../compare/compared-table.js';
import { keyIdentity, type RowKey, sourceKeyCondition } from '../compare/keys.js';
import { expectedRows, keyOf, type SessionPair } from '../compare/rows.js';
import type { CopyResult } from '../copy/copy-chunk.js';
import { copyError, copyFailure } from '../copy/copy-error.js';
import type { Chunk } from '../copy/table-feed.js';
import { say } from '../words.js';
import { changeRows } from './change-rows.js';
import { differingColumns, makeRows, pick, readWhole, rowsAtOnce, type WholeTable } from './whole-rows.js';

interface WritingOver {
  /** In the run's snapshot. */
  readonly source: Session;
  /** The ledger's session is a target-writer outside any transaction. */
  readonly ledger: RunLedger;
  readonly whole: WholeTable;
  readonly chunk: Chunk;
  readonly context: CellContext;
  /** Within the transaction, with the keys that the chunk's rows have. */
  readonly beforeCommit: (result: CopyResult, keys: ReadonlySet<string>) => Promise<void>;
  readonly signal: AbortSignal;
}

/** A row as the preset wants it. */
interface Wanted {
  readonly key: RowKey;
  readonly values: Image;
}

/**
 * Writes the rows of one range over those that are there, in one transaction: each is locked, kept in the ledger as it was, changed or
 * made, read again and held against what it must be. Rows that are right already are left alone. Throws CopyError, without data.
 */
export async function writeOver(options: WritingOver): Promise<CopyResult> {
  const { ledger, chunk, signal } = options;
  const { session } = ledger;
  const cut = () => session.destroy();
  if (signal.aborted) throw copyError(chunk, copyFailure('ABORTED', say('copy.aborted')));
  signal.addEventListener('abort', cut, { once: true });
  let inTransaction = false;
  try {
    await session.begin();
    inTransaction = true;
    const { result, keys } = await write(options);
    await options.beforeCommit(result, keys);
    await session.commit();
    return result;
  } catch (error) {
    if (inTransaction) await session.rollback().catch(() => session.destroy());
    throw copyError(chunk, signal.aborted ? copyFailure('ABORTED', say('copy.aborted')) : error);
  } finally {
    signal.removeEventListener('abort', cut);
  }
}

async function write({ source, ledger, whole, chunk, context }: WritingOver) {
  const { session } = ledger;
  const { table } = chunk;
  const over = table.reshape?.over;
  const range = `${rangeCondition(table, chunk.range, 'source')} AND ${filterCondition(table)}`;
  const isRepair = over?.write === 'repair';
  let wanted = await all(wantedRows(table, context, { source, target: session }, range, isRepair));
  const there = await readWhole(
    session,
    whole,
    wanted.map(({ key }) => key),
    true,
  );
  // Locked by now: what the rows hold at this moment decides, not the snapshot.
  if (isRepair) {
    const locked: Wanted[] = [];
    for await (const some of inBatches(wanted, rowsAtOnce)) {
      const keys = some.map(({ key }) => key);
      const pair = { source: session, target: source };
      locked.push(...(await all(wantedRows(table, context, pair, sourceKeyCondition(table, keys)))));
    }
    wanted = locked;
  }
  const kept = new Set(over?.kept);
  const changed: Wanted[] = [];
  const made: Wanted[] = [];
  for (const row of wanted) {
    const before = there.get(keyIdentity(row.key))?.image;
    if (!before) {
      made.push(row);
      continue;
    }
    const columns = differingColumns(before, row.values).filter((name) => !kept.has(name));
    if (columns.length === 0) continue;
    changed.push({ key: row.key, values: pick(row.values, columns) });
  }
  // A repair makes no rows: this one went since the snapshot.
  if (isRepair) made.length = 0;
  const keys = new Set(wanted.map(({ key }) => keyIdentity(key)));
  for (const { key } of there.values())
    if (!isRepair && !keys.has(keyIdentity(key)))
      throw copyFailure('KEY_SPELLED_OTHERWISE', say('over.spelling', { key: table.key.join(', ') }));
  await changeRows(session, whole, changed);
  await makeRows(
    session,
    whole,
    made.map(({ values }) => values),
  );
  const written = [...changed, ...made];
  const after = await readWhole(
    session,
    whole,
    written.map(({ key }) => key),
  );
  const images = written.map(({ key, values }): WrittenRow => {
    const now = after.get(keyIdentity(key))?.image;
    const wrong = now && differingColumns(now, values);
    if (!now || !wrong || wrong.length > 0)
      throw copyFailure('WRITTEN_DIFFERS', say('over.differs', { columns: (wrong ?? table.key).join(', ') }));
    return { key, before: there.get(keyIdentity(key))?.image ?? null, after: now };
  });
  await saveImages(ledger, { table: table.table, chunk: chunk.number }, images);
  const bytes = wanted.reduce((sum, { values }) => sum + sizeOf(values), 0);
  return { result: { rows: wanted.length, bytes }, keys };
}

const sizeOf = (values: Image) =>
  Object.values(values).reduce((sum, text) => sum + (text === null ? 0 : text.length), 0);

async function all(rows: AsyncIterable<Wanted>): Promise<Wanted[]> {
  const found: Wanted[] = [];
  for await (const row of rows) found.push(row);
  return found;
}

/** The rows of the source that meet `where`, as the target must hold them; `keysOnly`: of each its key alone. */
export async function* wantedRows(
  table: TablePlan,
  cellContext: CellContext,
  pair: SessionPair,
  where: string,
  keysOnly = false,
): AsyncGenerator<Wanted> {
  const exclude = keysOnly ? table.columns.map(({ name }) => name) : [];
  const compared = compileTable(table, { cellContext, exclude, withKept: true });
  for await (const row of expectedRows(pair, compared, where)) {
    const values = compared.columns.map(({ name }, index) => [name, row[index]?.toString('utf8') ?? null]);
    yield { key: keyOf(compared, row), values: Object.fromEntries(values) };
  }
}
