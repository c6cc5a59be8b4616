import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import { trackProgress, withSteps } from '../core/progress.js';
import { RefusedError } from '../core/refused.js';
import { textOf } from '../core/sentence.js';
import { shell, shellWord } from '../core/shell.js';
import { readCapture, replaceCapture, saveCapture } from '../ledger/captures.js';
import { shareRows } from '../ledger/choose-run.js';
import { readCommittedChunks } from '../ledger/chunks.js';
import type { RunLedger } from '../ledger/location.js';
import { appendLog } from '../ledger/log.js';
import { listRuns, type StoredRun, updateRun } from '../ledger/runs.js';
import { holdTargetLock } from '../ledger/writer-lock.js';
import { readServerIdentity } from '../mysql/facts.js';
import { withRetry } from '../mysql/retry.js';
import { openSession, type Session } from '../mysql/session.js';
import { failureWords } from '../phases/failure-words.js';
import { changedRowsCapture } from '../phases/rows/captures.js';
import {
  type ChangedInPiece,
  type ChangedRows,
  countChanged,
  joinLooks,
  type NotCompared,
  nameChanged,
} from '../phases/rows/rollback/changed-rows.js';
import { deletePiece } from '../phases/rows/rollback/delete-rows.js';
import { findDependants, refuseDependants } from '../phases/rows/rollback/dependants.js';
import { businessesIn, type Piece, piecesOf } from '../phases/rows/rollback/pieces.js';
import { countRows, isStopped, scanRows } from '../phases/rows/rollback/scan-rows.js';
import { volatileColumns } from '../phases/rows/validate/run-validation.js';
import { madeSinceCapture } from '../phases/secrets/captures.js';
import { findMadeSince, type SecretMadeSince } from '../phases/secrets/rollback/made-since.js';
import { removeRunSecrets } from '../phases/secrets/rollback/remove-secrets.js';
import { cellContextOf } from '../plan/cell-context.js';
import type { TablePlan } from '../plan/plan.js';
import { changedCount } from './changed-count.js';
import { rollbackWeights } from './progress-weights.js';
import { rollbackStartedDetail, rolledBackDetail } from './rollback-facts.js';
import { findRun, upgradeTarget } from './target-ledger.js';
import type { RollbackOperation, RollbackRequest, RollbackSummary } from './types.js';

interface Work {
  readonly context: Context;
  readonly request: RollbackRequest;
  readonly listener: Listener;
  readonly control: RunControl;
  readonly session: Session;
  readonly ledger: RunLedger;
  readonly run: StoredRun;
}

/** Removes exactly what a run wrote, or counts it (dry run). Refuses when rows or secrets were changed since. */
export const rollback: RollbackOperation = async (context, request, listener, control) => {
  const { mysql } = context.config.target;
  if (!request.dryRun && request.confirm !== mysql.database) {
    throw new RefusedError(
      `the confirmation is "${request.confirm ?? ''}", but the target database is called "${mysql.database}"`,
      {
        remedy: `to remove rows from it, confirm with its name: --confirm ${mysql.database}`,
        because: {
          code: 'confirm.rollback',
          params: { given: request.confirm ?? '', database: mysql.database },
        },
      },
    );
  }
  const session = await openSession(mysql, request.dryRun ? 'target' : 'target-writer');
  try {
    if (!request.dryRun) await upgradeTarget(context, session);
    const { run, ledger } = await findRun(context, session, request.runId);
    refuseUnfit(context, run);
    if (!request.dryRun) await holdTargetLock(session, mysql.database);
    refuseOutOfOrder(context, run, await listRuns(ledger, mysql.database, run.tenantId));
    const progress = trackProgress('rollback', listener);
    progress.expect(rollbackWeights(run.plan, request.dryRun));
    const told = withSteps(listener, progress);
    const summary = await rollBack({ context, request, listener: told, control, session, ledger, run });
    if (summary.done || request.dryRun) progress.finish();
    return summary;
  } finally {
    await session.close();
  }
};

function refuseUnfit({ config }: Context, run: StoredRun): void {
  if (run.state === 'rolled-back') {
    throw new RefusedError(`run ${run.runId} was rolled back already`, {
      remedy: 'nothing is left to do',
      because: { code: 'rollback.done', params: { run: run.runId } },
    });
  }
  if (run.tenantId !== config.tenantId) {
    throw new RefusedError(
      `run ${run.runId} belongs to tenant ${run.tenantId}, and the config names ${config.tenantId}`,
      {
        remedy: 'use the config that the run was made with',
        because: {
          code: 'run.tenant',
          params: { run: run.runId, tenant: run.tenantId, named: config.tenantId },
        },
      },
    );
  }
}

/** What a later run brought to the same tenant lies between this one's rows, or passes for made since in its businesses. */
function refuseOutOfOrder({ config }: Context, run: StoredRun, ofTenant: readonly StoredRun[]): void {
  const later = ofTenant.find(
    ({ runId, startedAt, state, plan }) =>
      runId !== run.runId &&
      startedAt > run.startedAt &&
      state !== 'rolled-back' &&
      shareRows(plan, run.plan),
  );
  if (!later) return;
  throw new RefusedError(
    `run ${later.runId} brought rows to the same tenant after run ${run.runId}, and they would be removed with it`,
    {
      remedy: shell`take the later one back first: tenantferry rollback -c ${config.path} --run ${later.runId}`,
      because: {
        code: 'rollback.later',
        params: { later: later.runId, run: run.runId, config: shellWord(config.path) },
      },
    },
  );
}

async function rollBack(work: Work): Promise<RollbackSummary> {
  const { request, listener, control, session, ledger, run } = work;
  const { runId } = run;
  const pieces = await readPieces(work);
  refuseDependants(await findDependants(session, run.plan, pieces), runId, run.plan.target.database);
  const { rows, changes } = await look(work, pieces);
  // Nothing is removed yet, and the run stays what it was.
  if (isStopped(control)) {
    if (request.dryRun) throw new Error('the dry run was stopped by the operator');
    return { runId, rows: {}, secrets: 0, changed: [], done: false };
  }
  const madeSince = await secretsMadeSince(work, pieces, changes);
  const secrets = await removeRunSecrets({ ...work, dryRun: true, madeSince });
  const found = (rowsChanged: ChangedRows): RollbackSummary => ({
    runId,
    rows,
    secrets: secrets.versions,
    includeChanged: request.includeChanged,
    changed: [
      ...nameChanged(rowsChanged).map(({ table, key, kind }) => ({
        subject: kind === 'extra' ? `${table} (not in the source)` : table,
        key,
      })),
      ...secrets.changed.map((path) => ({ subject: 'secret', key: path })),
    ],
    changedRows: countChanged(rowsChanged),
    compared: rowsChanged.notCompared === undefined,
    ...(rowsChanged.notCompared ? { notCompared: rowsChanged.notCompared } : {}),
    done: false,
  });
  const left = found(changes);
  if (request.dryRun) return left;
  refuseChanged(left);
  const summary = found(await keepChanged(work, changes));
  await updateRun(ledger, { state: 'rolling-back' });
  await appendLog(ledger, 'rollback-started', rollbackStartedDetail(summary));
  listener({ type: 'phase-started', phase: 'rollback', at: new Date().toISOString() });
  const started = Date.now();
  const done = await removeRows(work, pieces);
  if (!done) {
    await appendLog(ledger, 'rollback-stopped', 'by the operator');
    return summary;
  }
  const removed = await removeRunSecrets({ ...work, dryRun: false, madeSince });
  await updateRun(ledger, { state: 'rolled-back', finishedAt: new Date().toISOString() });
  await appendLog(ledger, 'rolled-back', rolledBackDetail(summary, removed.kept.length));
  const seconds = (Date.now() - started) / 1000;
  listener({ type: 'phase-finished', phase: 'rollback', at: new Date().toISOString(), seconds });
  return { ...summary, kept: removed.kept, done: true };
}

/** Throws RefusedError where something was changed since and is not to go as well. */
function refuseChanged(summary: RollbackSummary): void {
  const { runId, changed } = summary;
  const count = changedCount(summary);
  if (count === 0 || summary.includeChanged) return;
  const list = changed
    .slice(0, 10)
    .map(({ subject, key }) => `${subject} ${key}`)
    .join('; ');
  throw new RefusedError(
    `${count} rows or secrets were changed since run ${runId}, so nothing was removed: ${list}`,
    {
      remedy: 'look at them first; to remove them as well, roll back with --include-changed',
      because: { code: 'rollback.changed', params: { changed: count, run: runId, list } },
    },
  );
}

/**
 * The changed rows that go along, with those that went before an interruption. Kept in the ledger before the rows go: they
 * cannot be found any more afterwards.
 */
async function keepChanged({ request, ledger, run }: Work, changes: ChangedRows): Promise<ChangedRows> {
  const earlier = await readCapture(ledger, changedRowsCapture);
  const tables = run.plan.tables.map(({ table }) => table);
  const joined = joinLooks(earlier, changes, tables);
  if (request.includeChanged) await replaceCapture(ledger, changedRowsCapture, joined);
  return joined;
}

/**
 * The secrets of rows that go along though the run did not bring them. Kept in the ledger before the rows go: a rollback that is
 * taken up again would not find them any more.
 */
async function secretsMadeSince(
  { request, ledger, run }: Work,
  pieces: TablePieces,
  changes: ChangedRows,
): Promise<readonly SecretMadeSince[]> {
  if (!request.includeChanged && Object.keys(countChanged(changes)).length === 0) return [];
  const saved = await readCapture(ledger, madeSinceCapture);
  if (saved) return saved;
  const found = await findMadeSince(ledger, run.plan, pieces);
  if (!request.dryRun && request.includeChanged) await saveCapture(ledger, madeSinceCapture, found);
  return found;
}

type TablePieces = readonly { readonly table: TablePlan; readonly pieces: readonly Piece[] }[];

/** What is left of the run, table by table in copying order. */
async function readPieces({ context, ledger, run, session }: Work): Promise<TablePieces> {
  const { plan } = run;
  const column = context.preset.business?.column;
  const committed = [];
  const businesses = new Set<number | string>(plan.bizIds);
  for (const table of plan.tables) {
    const chunks = await readCommittedChunks(ledger, table.table);
    committed.push({ table, chunks });
    if (plan.bizIds) continue;
    for (const business of await businessesIn(session, plan, table, chunks, column)) businesses.add(business);
  }
  return committed.map(({ table, chunks }) => ({
    table,
    pieces: piecesOf(plan, table, chunks, { column, values: [...businesses] }),
  }));
}

/** What would be removed, by table, and what of it was changed since. */
interface Look {
  readonly rows: Readonly<Record<string, number>>;
  readonly changes: ChangedRows;
}

/** Where changed rows are to go as well, a source that cannot be compared is no reason to fail: the rows are counted. */
async function look(work: Work, left: TablePieces): Promise<Look> {
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
  return { why: isOther ? 'other-source' : 'not-read', message: textOf(failureWords(error)) };
}

/** Throws what the servers refuse, and RefusedError where it is not the run's source. */
async function compareWithSource(
  { context, request, listener, control, run }: Work,
  left: TablePieces,
): Promise<Look> {
  const { config, preset } = context;
  const volatile = volatileColumns(preset);
  const rows: Record<string, number> = {};
  const pieces: ChangedInPiece[] = [];
  const source = await openSession(config.source.mysql, 'source');
  let target: Session | undefined;
  try {
    if (request.includeChanged) await refuseOtherSource(context, run, source);
    target = await openSession(config.target.mysql, 'target');
    for (const { table, pieces: ofTable } of left) {
      if (isStopped(control)) break;
      const scanned = await scanRows({ source, target }, run.plan, table, ofTable, {
        cellContext: cellContextOf(config),
        volatile: volatile[table.table] ?? [],
        listener,
        control,
      });
      rows[table.table] = scanned.rows;
      pieces.push(...scanned.changed);
    }
    if (pieces.some((piece) => piece.rows > 0)) await refuseOtherSource(context, run, source);
    return { rows, changes: { pieces } };
  } finally {
    await Promise.all([source.close(), target?.close()]);
  }
}

async function countLeft({ context, control, run }: Work, left: TablePieces): Promise<Look['rows']> {
  const rows: Record<string, number> = {};
  const target = await openSession(context.config.target.mysql, 'target');
  try {
    for (const { table, pieces } of left) {
      if (isStopped(control)) break;
      rows[table.table] = await countRows(target, run.plan, table, pieces);
    }
    return rows;
  } finally {
    await target.close();
  }
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
  throw new RefusedError(
    `run ${runId} cannot be compared with its source: it came from another server or database (${plan.source.database}) than the config names (${database})`,
    {
      remedy: 'use the config that the run was made with',
      because: {
        code: 'run.source',
        params: { run: runId, database: plan.source.database, named: database },
      },
    },
  );
}

/** Children first. False when the operator stopped it between two chunks. */
async function removeRows(
  { context, listener, control, session, ledger, run }: Work,
  left: TablePieces,
): Promise<boolean> {
  let writer = session;
  const repair = async () => {
    writer = await openSession(context.config.target.mysql, 'target-writer');
  };
  try {
    for (const { table, pieces } of left.toReversed()) {
      for (const [index, piece] of pieces.toReversed().entries()) {
        if (isStopped(control)) return false;
        await withRetry(() => deletePiece({ ...ledger, session: writer }, run.plan, table, piece), {
          subject: `removing ${table.table}`,
          listener,
          abort: control.abort,
          stop: control.stop,
          repair,
        });
        listener({
          type: 'rollback-progress',
          subject: `removing ${table.table}`,
          step: 'remove',
          table: table.table,
          done: index + 1,
          total: pieces.length,
        });
      }
    }
    return true;
  } finally {
    if (writer !== session) await writer.close();
  }
}
