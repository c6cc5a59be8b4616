import { counted } from '../../../../core/counted.js';
import { formatCount } from '../../../../core/format.js';
import { ofTenant } from '../../../../core/of-tenant.js';
import { quoteTable } from '../../../../core/sql.js';
import { type JobResult, worded } from '../../../../core/validation-shape.js';
import { shareRows } from '../../../../ledger/choose-run.js';
import { type ChunkRecord, readCommittedChunks } from '../../../../ledger/chunks.js';
import type { RunLedger } from '../../../../ledger/location.js';
import { listRuns, type StoredRun } from '../../../../ledger/runs.js';
import { businessCondition, type KeyRange, rangeCondition } from '../../../../mysql/chunks.js';
import type { Session } from '../../../../mysql/session.js';
import {
  isReserved,
  keyColumnPlans,
  type ReservedIds,
  reservedIds,
  shiftedRange,
  withinReserved,
} from '../../../../plan/key-shift.js';
import type { Plan, TablePlan } from '../../../../plan/plan.js';
import { ownOffset } from '../../../../plan/treatments.js';
import { type RowKey, targetKeyCondition } from '../../compare/keys.js';
import { isNot, type OtherRunRows, type OtherRuns, tenantCondition } from '../../compare/scope.js';
import { sayDifference } from '../../compare/words.js';

/** What a run says is its own: the ranges of its chunks, less what stood there before. SQL on bare column names. */
interface Claim {
  readonly runId: string;
  readonly condition: string;
  readonly brought: number;
}

/**
 * The rows that other runs brought to the tables of this one, by the ledger. The first key range is open below and holds
 * earlier runs' rows, too, so a row is the latest run's that claims it.
 */
export async function readOtherRuns(
  ledger: RunLedger,
  run: Pick<StoredRun, 'plan' | 'targetDatabase' | 'tenantId'>,
): Promise<OtherRuns> {
  const all = await listRuns(ledger, run.targetDatabase, run.tenantId);
  const runs = all.filter(
    ({ runId, state, plan }) =>
      runId === ledger.runId || (state !== 'rolled-back' && shareRows(plan, run.plan)),
  );
  if (runs.length < 2) return {};
  const found: Record<string, readonly OtherRunRows[]> = {};
  for (const { table } of run.plan.tables) {
    const claims: Claim[] = [];
    const others: OtherRunRows[] = [];
    for (const { runId, plan } of runs) {
      const claim = await claimOf({ ...ledger, runId }, plan, table);
      if (!claim) continue;
      const later = claims.map(({ condition }) => isNot(condition));
      if (runId !== ledger.runId) {
        const { brought } = claim;
        others.push({ runId, brought, rows: [`(${claim.condition})`, ...later].join(' AND ') });
      }
      claims.push(claim);
    }
    if (others.length > 0) found[table] = others;
  }
  return found;
}

async function claimOf(ledger: RunLedger, plan: Plan, name: string): Promise<Claim | null> {
  const table = plan.tables.find((candidate) => candidate.table === name);
  // Rows of a table without a key cannot be told apart.
  if (!table || table.key.length === 0) return null;
  const { chunks } = await readCommittedChunks(ledger, name);
  const written = chunks.filter(({ removed, rows }) => !removed && rows > 0);
  if (written.length === 0) return null;
  const ids = ownIds(plan, table);
  const before = written
    .flatMap(({ rowsBefore }) => rowsBefore)
    .filter((key) => ids === null || isWithin(ids, key));
  const ranges = joinedRanges(written).map(
    (range) => `(${rangeCondition(table, shiftedRange(table, range), 'target')})`,
  );
  const parts = [
    businessCondition(table, 'target'),
    `(${ranges.join(' OR ')})`,
    ...(ids ? [withinReserved(plan, table)] : []),
    ...(before.length > 0 ? [`NOT ${targetKeyCondition(table, before)}`] : []),
  ];
  return {
    runId: ledger.runId,
    condition: parts.filter((part) => part !== 'TRUE').join(' AND '),
    brought: written.reduce((sum, { rows }) => sum + rows, 0),
  };
}

/** The IDs reserved for a run that shifts them, where they are the key; null where none were. */
function ownIds(plan: Plan, table: TablePlan): ReservedIds | null {
  const [key] = keyColumnPlans(table);
  const isOwn = table.key.length === 1 && key !== undefined && ownOffset(key.treatment) !== undefined;
  return isOwn ? (reservedIds(plan, table) ?? null) : null;
}

function isWithin(ids: ReservedIds, [id = '']: RowKey): boolean {
  return /^\d+$/.test(id) && isReserved(ids, BigInt(id));
}

/** Ranges that go on where another ends, as one. */
function joinedRanges(chunks: readonly ChunkRecord[]): readonly KeyRange[] {
  const joined: KeyRange[] = [];
  for (const { range } of chunks.toSorted((a, b) => a.chunk - b.chunk)) {
    const last = joined.at(-1);
    const goesOn = last?.through && JSON.stringify(last.through) === JSON.stringify(range.after);
    if (last && goesOn) joined[joined.length - 1] = { after: last.after, through: range.through };
    else joined.push(range);
  }
  return joined;
}

/**
 * Rows of other runs are not compared, only counted: more of them than the run brought are rows that nobody did. What is
 * missing of them, that run's own validation finds.
 */
export async function checkOtherRuns(
  target: Session,
  plan: Plan,
  otherRuns: OtherRuns,
): Promise<JobResult[]> {
  const results: JobResult[] = [];
  for (const table of plan.tables) {
    for (const other of otherRuns[table.table] ?? [])
      results.push(await checkRun(target, plan, table, other));
  }
  return results;
}

async function checkRun(
  target: Session,
  plan: Plan,
  table: TablePlan,
  { runId, rows, brought }: OtherRunRows,
): Promise<JobResult> {
  const ours = [tenantCondition(plan, table) ?? 'TRUE', rows];
  const [row] = await target.queryCells(
    `SELECT COUNT(*) FROM ${quoteTable(plan.target.database, table.target)} WHERE ${ours.join(' AND ')}`,
  );
  const found = Number(row?.[0]?.toString('latin1') ?? 0);
  const extra = Math.max(0, found - brought);
  return {
    check: 'other-runs',
    table: table.table,
    ok: extra === 0,
    detail:
      extra === 0
        ? `${counted(found, 'row')}${ofTenant(plan.tenant.id, ' of the same tenant')} ${found === 1 ? 'is' : 'are'} run ${runId}'s: ${found === 1 ? 'it is' : 'they are'} not compared here`
        : `${counted(found, 'row stands', 'rows stand')} where run ${runId} brought ${formatCount(brought)}: ${formatCount(extra)} that no run wrote`,
    code: extra === 0 ? 'other-runs.theirs' : 'other-runs.extra',
    params: { run: runId, found, brought, extra, ...(plan.tenant.id === '' ? { alone: true } : {}) },
    expected: String(brought),
    actual: String(found),
    differences:
      extra === 0
        ? []
        : [
            {
              kind: 'extra-in-target',
              table: table.table,
              ...worded({ key: sayDifference('difference.among-run', { rows: extra, run: runId }) }),
            },
          ],
  };
}
