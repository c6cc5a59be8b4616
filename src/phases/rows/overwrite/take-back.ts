import type { Sentence } from '../../../core/sentence.js';
import { type ChunkRecord, markChunkRemoved, readCommittedChunks } from '../../../ledger/chunks.js';
import { type Image, lostImages, readImages } from '../../../ledger/images.js';
import type { RunLedger } from '../../../ledger/location.js';
import { readDatabaseFacts } from '../../../mysql/facts.js';
import type { Plan } from '../../../plan/plan.js';
import type { ChangedInPiece } from '../captures.js';
import { keyIdentity, showKey } from '../compare/keys.js';
import { namedAtMost } from '../rollback/changed-rows.js';
import { refuse, say } from '../words.js';
import { changeRows, type RowChange } from './change-rows.js';
import {
  deleteRows,
  differingColumns,
  makeRows,
  pick,
  readWhole,
  type WholeTable,
  wholeTable,
} from './whole-rows.js';

/** A table in which a run wrote over rows, with the chunks that are not taken back yet. */
export interface OverwrittenTable {
  readonly whole: WholeTable;
  readonly chunks: readonly ChunkRecord[];
}

/** By the table's name; none where each table's rows were made anew. */
export async function readOverwritten(
  ledger: RunLedger,
  plan: Plan,
): Promise<ReadonlyMap<string, OverwrittenTable>> {
  const tables = plan.tables.filter(({ reshape }) => reshape?.over);
  const found = new Map<string, OverwrittenTable>();
  if (tables.length === 0) return found;
  const facts = await readDatabaseFacts(ledger.session, plan.target.database);
  for (const table of tables) {
    const target = facts.tables[table.target];
    if (!target) continue;
    const { chunks } = await readCommittedChunks(ledger, table.table);
    found.set(table.table, {
      whole: wholeTable(table, target),
      chunks: chunks.filter(({ rows, removed }) => rows > 0 && !removed),
    });
  }
  return found;
}

/** Throws RefusedError where the ledger has lost rows that the run kept: a rollback would leave what it wrote, and say that it is done. */
export async function refuseLostImages(
  ledger: RunLedger,
  tables: ReadonlyMap<string, OverwrittenTable>,
): Promise<void> {
  const list: Sentence[] = [];
  for (const [table, { chunks }] of tables) {
    const lost = await lostImages(ledger, table);
    const rows = chunks.reduce((sum, { chunk }) => sum + (lost.get(chunk) ?? 0), 0);
    if (rows > 0) list.push(say('rollback.no-images.table', { table, rows }));
  }
  if (list.length > 0) throw refuse('rollback.no-images', { run: ledger.runId, list });
}

/** What the run wrote in one chunk, and what of it is another row by now. Rows that the run made and that are gone are nothing to take back. */
export async function lookAtChunk(
  ledger: RunLedger,
  whole: WholeTable,
  chunk: number,
): Promise<ChangedInPiece & { readonly written: number }> {
  const { plan } = whole;
  const images = await readImages(ledger, plan.table, chunk);
  const now = await readWhole(
    ledger.session,
    whole,
    images.map(({ key }) => key),
  );
  const changed = images.filter(({ key, before, after }) => {
    const row = now.get(keyIdentity(key))?.image;
    return row ? differingColumns(row, after).length > 0 : before !== null;
  });
  return {
    table: plan.table,
    chunk,
    since: false,
    rows: changed.length,
    named: changed
      .slice(0, namedAtMost)
      .map(({ key }) => ({ table: plan.table, key: showKey(plan, key), kind: 'differs' })),
    written: images.filter(({ key, before }) => before !== null || now.has(keyIdentity(key))).length,
  };
}

/** Gives each row of one chunk back what it was, and deletes those that the run made; in one transaction with the ledger's note. */
export async function restoreChunk(ledger: RunLedger, whole: WholeTable, chunk: number): Promise<void> {
  const { session } = ledger;
  const { plan } = whole;
  await session.begin();
  try {
    const images = await readImages(ledger, plan.table, chunk);
    const now = await readWhole(
      session,
      whole,
      images.map(({ key }) => key),
      true,
    );
    await deleteRows(
      session,
      whole,
      images.filter(({ before }) => before === null).map(({ key }) => key),
    );
    const changed: RowChange[] = [];
    const gone: Image[] = [];
    for (const { key, before } of images) {
      if (before === null) continue;
      const row = now.get(keyIdentity(key))?.image;
      if (!row) gone.push(before);
      const columns = row ? differingColumns(row, before) : [];
      if (columns.length > 0) changed.push({ key, values: pick(before, columns) });
    }
    await changeRows(session, whole, changed);
    await makeRows(session, whole, gone);
    await markChunkRemoved(ledger, plan.table, chunk);
    await session.commit();
  } catch (error) {
    await session.rollback().catch(() => undefined);
    throw error;
  }
}
