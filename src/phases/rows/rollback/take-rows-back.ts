import type { Context } from '../../../config/context.js';
import { RefusedError } from '../../../core/refused.js';
import { withRetry } from '../../../core/retry.js';
import { told } from '../../../core/sentence.js';
import { cellContextOf } from '../../../keys/cell-context.js';
import { readCapture, replaceCapture } from '../../../ledger/captures.js';
import { readCommittedChunks } from '../../../ledger/chunks.js';
import type { StoredRun } from '../../../ledger/runs.js';
import { mysqlRetry } from '../../../mysql/retry.js';
import { openSession, type Session } from '../../../mysql/session.js';
import { readServerIdentity } from '../../../mysql/variables.js';
import type { TablePlan } from '../../../plan/plan.js';
import { failureWords } from '../../failure-words.js';
import { type NotCompared, nothingFound, type TakingBack, type Traces } from '../../phase.js';
import { waitingFor } from '../../tell-retries.js';
import { type ChangedInPiece, type ChangedRows, changedRowsCapture } from '../captures.js';
import {
  lookAtChunk,
  type OverwrittenTable,
  readOverwritten,
  refuseLostImages,
  restoreChunk,
} from '../overwrite/take-back.js';
import { volatileColumns } from '../validate/run-validation.js';
import { refuse } from '../words.js';
import { countChanged, joinLooks, nameChanged } from './changed-rows.js';
import { deletePiece } from './delete-rows.js';
import { findDependants, refuseDependants } from './dependants.js';
import { businessesIn, type Piece, piecesOf } from './pieces.js';
import { countRows, isStopped, scanRows } from './scan-rows.js';

/** The rows of a run: what is left of them, what of it was changed since, and how they are removed. */
export async function takeRowsBack(work: TakingBack): Promise<Traces> {
  const { ledger, run } = work;
  const pieces = await readPieces(work);
  const over = await readOverwritten(ledger, run.plan);
  await refuseLostImages(ledger, over);
  refuseDependants(
    await findDependants({ ledger, plan: run.plan, left: pieces, over }),
    run.runId,
    run.plan.target.database,
  );
  const { rows, changes } = withOverwritten(await look(work, pieces), await lookAtOverwritten(work, over));
  const found = (rowsChanged: ChangedRows) => ({
    ...nothingFound,
    rows,
    changed: nameChanged(rowsChanged).map(({ table, key, kind }) => ({
      subject: kind === 'extra' ? `${table} (not in the source)` : table,
      key,
    })),
    changedRows: countChanged(rowsChanged),
    notCompared: rowsChanged.notCompared,
  });
  return {
    found: found(changes),
    keep: async () => found(await keepChanged(work, changes)),
    remove: async () => ({ done: await removeRows(work, pieces, over), kept: [] }),
  };
}

/**
 * The changed rows that go along, with those that went before an interruption. Kept in the ledger before the rows go: they
 * cannot be found any more afterwards.
 */
async function keepChanged({ request, ledger, run }: TakingBack, changes: ChangedRows): Promise<ChangedRows> {
  const earlier = await readCapture(ledger, changedRowsCapture);
  const tables = run.plan.tables.map(({ table }) => table);
  const joined = joinLooks(earlier, changes, tables);
  if (request.includeChanged) await replaceCapture(ledger, changedRowsCapture, joined);
  return joined;
}

type Overwritten = ReadonlyMap<string, OverwrittenTable>;

export type TablePieces = readonly { readonly table: TablePlan; readonly pieces: readonly Piece[] }[];

/** What is left of the run, table by table in copying order. */
export async function readPieces({ context, ledger, run }: TakingBack): Promise<TablePieces> {
  const { plan } = run;
  const column = context.preset.business?.column;
  const committed = [];
  const businesses = new Set<number | string>(plan.bizIds);
  for (const table of plan.tables) {
    const chunks = await readCommittedChunks(ledger, table.table);
    committed.push({ table, chunks });
    if (plan.bizIds) continue;
    for (const business of await businessesIn(ledger.session, plan, table, chunks, column))
      businesses.add(business);
  }
  return committed.map(({ table, chunks }) => ({
    table,
    // Rows that were written over others go by what the ledger keeps of them.
    pieces: table.reshape?.over ? [] : piecesOf(plan, table, chunks, { column, values: [...businesses] }),
  }));
}

/** What would be removed, by table, and what of it was changed since. */
interface Look {
  readonly rows: Readonly<Record<string, number>>;
  readonly changes: ChangedRows;
}

function withOverwritten(ofPieces: Look, over: Look): Look {
  return {
    rows: { ...ofPieces.rows, ...over.rows },
    changes: { ...ofPieces.changes, pieces: [...ofPieces.changes.pieces, ...over.changes.pieces] },
  };
}

/** Rows that were written over others are held against what the run left, which the ledger knows. */
async function lookAtOverwritten(
  { ledger, listener, control }: TakingBack,
  tables: Overwritten,
): Promise<Look> {
  const rows: Record<string, number> = {};
  const pieces: ChangedInPiece[] = [];
  for (const [table, { whole, chunks }] of tables) {
    for (const [index, { chunk }] of chunks.entries()) {
      if (isStopped(control)) break;
      const { written, ...changed } = await lookAtChunk(ledger, whole, chunk);
      rows[table] = (rows[table] ?? 0) + written;
      pieces.push(changed);
      listener({
        type: 'rollback-progress',
        subject: `comparing ${table}`,
        step: 'compare',
        table,
        done: index + 1,
        total: chunks.length,
      });
    }
  }
  return { rows, changes: { pieces } };
}

/** When changed rows are removed, too, a source that cannot be compared is no reason to fail: the rows are only counted. */
async function look(work: TakingBack, left: TablePieces): Promise<Look> {
  if (!work.request.includeChanged) return compareWithSource(work, left);
  try {
    return await compareWithSource(work, left);
  } catch (error) {
    const rows = await countLeft(work, left);
    return { rows, changes: { pieces: [], notCompared: whyNotCompared(error) } };
  }
}

function whyNotCompared(error: unknown): NotCompared {
  const isOther = error instanceof RefusedError && error.because?.code === 'run.source';
  return { why: isOther ? 'other-source' : 'not-read', ...told(failureWords(error)) };
}

/** Throws what the servers refuse, and RefusedError where it is not the run's source. */
async function compareWithSource(
  { context, request, listener, control, run }: TakingBack,
  left: TablePieces,
): Promise<Look> {
  const { config, preset } = context;
  const volatile = volatileColumns(preset);
  const cellContext = cellContextOf(config, 'work', waitingFor(control, listener));
  const rows: Record<string, number> = {};
  const pieces: ChangedInPiece[] = [];
  await using source = await openSession(config.source.mysql, 'source');
  if (request.includeChanged) await refuseOtherSource(context, run, source);
  await using target = await openSession(config.target.mysql, 'target');
  for (const { table, pieces: ofTable } of left) {
    if (isStopped(control)) break;
    const scanned = await scanRows({ source, target }, run.plan, table, ofTable, {
      cellContext,
      volatile: volatile[table.table] ?? [],
      listener,
      control,
    });
    rows[table.table] = scanned.rows;
    pieces.push(...scanned.changed);
  }
  if (pieces.some((piece) => piece.rows > 0)) await refuseOtherSource(context, run, source);
  return { rows, changes: { pieces } };
}

async function countLeft({ context, control, run }: TakingBack, left: TablePieces): Promise<Look['rows']> {
  const rows: Record<string, number> = {};
  await using target = await openSession(context.config.target.mysql, 'target');
  for (const { table, pieces } of left) {
    if (isStopped(control)) break;
    rows[table.table] = await countRows(target, run.plan, table, pieces);
  }
  return rows;
}

/** Rows of another source than the run's, such as one merged into the tenant later, all look changed. */
async function refuseOtherSource(
  { config }: Context,
  { runId, plan }: StoredRun,
  source: Session,
): Promise<void> {
  const { database } = config.source.mysql;
  if (database === plan.source.database && (await readServerIdentity(source)) === plan.source.identity)
    return;
  throw refuse('run.source', { run: runId, database: plan.source.database, named: database });
}

/** Children first. False when the operator stopped it between two chunks. */
async function removeRows(
  { context, listener, control, ledger, run }: TakingBack,
  left: TablePieces,
  over: Overwritten,
): Promise<boolean> {
  let writer = ledger.session;
  const repair = async () => {
    writer = await openSession(context.config.target.mysql, 'target-writer');
  };
  try {
    for (const { table, pieces } of left.toReversed()) {
      const overwritten = over.get(table.table);
      const steps = overwritten
        ? overwritten.chunks.map(
            ({ chunk }) =>
              () =>
                restoreChunk({ ...ledger, session: writer }, overwritten.whole, chunk),
          )
        : pieces.map((piece) => () => deletePiece({ ...ledger, session: writer }, run.plan, table, piece));
      for (const [index, step] of steps.toReversed().entries()) {
        if (isStopped(control)) return false;
        const subject = `removing ${table.table}`;
        await withRetry<unknown>(step, mysqlRetry({ subject, listener, ...control, repair }));
        listener({
          type: 'rollback-progress',
          subject,
          step: 'remove',
          table: table.table,
          done: index + 1,
          total: steps.length,
        });
      }
    }
    return true;
  } finally {
    if (writer !== ledger.session) await writer.close();
  }
}
