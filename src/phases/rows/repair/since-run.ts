import type { RepairProposal, SinceRun } from '../../../core/repair.js';
import { keyColumnPlans, unshiftedKey } from '../../../plan/key-shift.js';
import type { TablePlan } from '../../../plan/plan.js';
import { sourceTable } from '../../../plan/reshape/reshape.js';
import type { Preset } from '../../../preset/schema.js';
import type { SourceMark } from '../captures.js';
import { type ComparedTable, compileTable } from '../compare/compared-table.js';
import { keyIdentity, type RowKey, sourceKeyCondition, targetKeyCondition } from '../compare/keys.js';
import { actualRows, type CanonicalRow, expectedRows, keyOf } from '../compare/rows.js';
import { tableScope } from '../compare/scope.js';
import { numberKey, timeColumns } from '../validate/jobs/source-unchanged.js';
import { changedColumn } from '../validate/run-validation.js';
import { say } from '../words.js';
import type { DifferingRow, Judging, RunMarks } from './judging.js';
import { findUnseenChange } from './unseen-changes.js';

/** What a preset says of changes that leave no time in their rows, by table. */
export function unseenChangesOf(preset: Pick<Preset, 'tables' | 'skip'>): RunMarks['unseenChanges'] {
  const rules = [
    ...preset.tables.map(({ name, unseen_changes }) => [name, unseen_changes] as const),
    ...preset.skip.map(({ table, unseen_changes }) => [table, unseen_changes] as const),
  ];
  return Object.fromEntries(rules.flatMap(([table, rule]) => (rule ? [[table, rule] as const] : [])));
}

/** Rows judged at once. */
const batchRows = 200;

/**
 * What happened to rows since the run's snapshot, by their keys, their own times and the marks that the run kept; rows of which
 * nothing tells so are left out. Times are compared with times in rows, never with a clock. Reads only.
 */
export async function judgeRows(
  judging: Judging,
  table: TablePlan,
  rows: readonly DifferingRow[],
): Promise<ReadonlyMap<string, SinceRun>> {
  // A repair's rows are its own source.
  if (table.reshape?.over?.write === 'repair') return new Map();
  const { marks, volatile } = judging.options;
  const startedAt = comparable(judging.options.startedAt?.replace('T', ' ').replace('Z', '') ?? '9999');
  const compared = compileTimes(judging, table);
  const mark = marks?.[table.table];
  const bumped = volatile[table.table]?.includes(changedColumn) ?? false;
  const since = new Map<string, SinceRun>();
  let lostRows: boolean | undefined;
  for (let from = 0; from < rows.length; from += batchRows) {
    const some = rows.slice(from, from + batchRows);
    const keys = some.map(({ key }) => key);
    const { source, target } = await readTimes(judging, compared, keys);
    for (const row of some) {
      const identity = keyIdentity(row.key);
      const times = { source: source.get(identity), target: target.get(identity) };
      const isNewKey = isAbove(table, row.key, mark);
      let found = judge({ ...times, isNewKey, mark, bumped, startedAt });
      if (!found && !times.source && !isNewKey) {
        lostRows ??= await hasLostRows(judging, table, mark);
        if (lostRows) found = 'deleted-in-source';
      }
      found ??= times.source ? await findUnseenChange(judging, table, row, times.target !== undefined) : null;
      if (found) since.set(identity, found);
    }
  }
  return since;
}

/** A table of which only the key and the times are compared. */
function compileTimes({ options }: Judging, table: TablePlan): ComparedTable {
  const { cellContext } = options;
  const known = new Set([...table.key, ...timeColumns(table, changedColumn).map(({ name }) => name)]);
  return compileTable(table, {
    cellContext,
    exclude: table.columns.map(({ name }) => name).filter((name) => !known.has(name)),
  });
}

async function readTimes({ pair }: Judging, compared: ComparedTable, keys: readonly RowKey[]) {
  const { plan } = compared;
  const source = await timesOf(compared, expectedRows(pair, compared, sourceKeyCondition(plan, keys)));
  const there = actualRows(pair.target, compared, targetKeyCondition(plan, keys));
  return { source, target: await timesOf(compared, there) };
}

type Times = ReadonlyMap<string, string>;

async function timesOf(
  table: ComparedTable,
  rows: AsyncIterable<CanonicalRow>,
): Promise<ReadonlyMap<string, Times>> {
  const found = new Map<string, Times>();
  for await (const row of rows) {
    const times = table.columns.flatMap(({ name }, position) => {
      const cell = row[position];
      return cell && !table.keyPositions.includes(position)
        ? [[name, comparable(cell.toString('latin1'))] as const]
        : [];
    });
    found.set(keyIdentity(keyOf(table, row)), new Map(times));
  }
  return found;
}

/** `2026-01-01 00:00:00` and `…00.000000` are one moment. */
function comparable(time: string): string {
  const [whole = '', fraction = ''] = time.split('.');
  return `${whole}.${fraction.padEnd(6, '0')}`;
}

interface Judged {
  readonly source: Times | undefined;
  readonly target: Times | undefined;
  /** The key is above the source's last one at the snapshot. */
  readonly isNewKey: boolean;
  readonly mark: SourceMark | undefined;
  /** Clients bump the changed column by pulling. */
  readonly bumped: boolean;
  readonly startedAt: string;
}

function judge({ source, target, isNewKey, mark, bumped, startedAt }: Judged): SinceRun | null {
  const isLater = (times: Times | undefined, column: string): boolean => {
    const time = times?.get(column);
    const last = mark?.times?.[column];
    if (time === undefined || last === undefined) return false;
    // A copy has the same times as its original, so two times that differ are of a change.
    const isOther = target !== undefined && source?.get(column) !== target.get(column);
    return last === null || time > comparable(last) || (isOther && time >= startedAt);
  };
  const columns = Object.keys(mark?.times ?? {});
  const madeLater = (times: Times | undefined) =>
    columns.some((column) => column !== changedColumn && isLater(times, column));
  if (!source) {
    return columns.some((column) => isLater(target, column)) ? 'made-in-target' : null;
  }
  if (!target) {
    if (isNewKey || madeLater(source)) return 'made-in-source';
    return !bumped && isLater(source, changedColumn) ? 'changed-in-source' : null;
  }
  if (isNewKey || madeLater(target)) return 'made-in-target';
  if (isLater(target, changedColumn)) return 'changed-in-target';
  return isLater(source, changedColumn) ? 'changed-in-source' : null;
}

function isAbove(table: TablePlan, key: RowKey, mark: SourceMark | undefined): boolean {
  const [column] = keyColumnPlans(table);
  if (!mark || !column || table.key.length !== 1 || numberKey(table) === undefined) return false;
  return mark.lastKey === null || BigInt(unshiftedKey(column, key[0] ?? '')) > BigInt(mark.lastKey);
}

/** Whether rows of the snapshot are gone from the source by now: then a row that only the target has may be one of them. */
async function hasLostRows(
  { pair, options: { plan } }: Judging,
  table: TablePlan,
  mark: SourceMark | undefined,
): Promise<boolean> {
  if (!mark) return false;
  const key = numberKey(table);
  // What was made since would hide what is gone.
  const then = key && mark.lastKey !== null ? `${key} <= ${BigInt(mark.lastKey)}` : 'TRUE';
  const [row] = await pair.source.queryCells(
    `SELECT COUNT(*) FROM ${sourceTable(plan, table)}
      WHERE ${tableScope(plan, table).source} AND ${then}`,
  );
  return BigInt(row?.[0]?.toString('latin1') ?? 0) < BigInt(mark.rows);
}

/** The proposals, with those about rows that are newer than the run left to a person. */
export async function leaveNewer(
  judging: Judging,
  proposals: readonly RepairProposal[],
): Promise<readonly RepairProposal[]> {
  const { plan } = judging.options;
  const newer = new Map<RepairProposal, SinceRun>();
  const byTable = Map.groupBy(
    proposals.filter(({ action, rowKey }) => rowKey && action !== 'by-hand'),
    ({ table }) => table,
  );
  for (const [name, ofTable] of byTable) {
    const table = plan.tables.find((candidate) => candidate.table === name);
    if (!table) continue;
    const rows = ofTable.flatMap(({ rowKey, columns }) => (rowKey ? [{ key: rowKey, columns }] : []));
    const found = await judgeRows(judging, table, rows);
    for (const proposal of ofTable) {
      const since = found.get(keyIdentity(proposal.rowKey ?? []));
      if (since) newer.set(proposal, since);
    }
  }
  return proposals.map((proposal) => {
    const since = newer.get(proposal);
    return since ? { ...proposal, action: 'by-hand', since, reason: say(`since.${since}`) } : proposal;
  });
}
