import { counted } from '../../../core/counted.js';
import { formatCount } from '../../../core/format.js';
import type { Difference, JobResult } from '../../../core/validation-shape.js';
import { findImages, readImages, type WrittenRow } from '../../../ledger/images.js';
import type { RunLedger } from '../../../ledger/location.js';
import { count } from '../../../mysql/count.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { sourceRows } from '../../../plan/reshape/reshape.js';
import { keyIdentity, type RowKey, showKey } from '../compare/keys.js';
import { showValues } from '../compare/show-value.js';
import { readOverwritten } from './take-back.js';
import { differingColumns, readWhole, type WholeTable, type WholeTables } from './whole-rows.js';

/** Differences that are listed of one table; all rows are counted. */
const listedAtMost = 200;

/**
 * Rows that were written over others, held against what the run left of them: what a row kept, what the run does not write, and of a
 * repair everything, since its rows are no longer what they were read as. And no row is left that a repair should have changed.
 */
export async function proveWritten(ledger: RunLedger, plan: Plan): Promise<readonly JobResult[]> {
  const results: JobResult[] = [];
  for (const { whole, chunks } of (await readOverwritten(ledger, plan)).values()) {
    const differences: Difference[] = [];
    let rows = 0;
    let wrong = 0;
    for (const { chunk } of chunks) {
      const images = await readImages(ledger, whole.plan.table, chunk);
      const found = await compare(ledger, whole, images);
      rows += images.length;
      wrong += new Set(found.map(({ key }) => key)).size;
      differences.push(...found.slice(0, listedAtMost - differences.length));
    }
    const left = await countLeft(ledger, whole.plan);
    const ok = wrong === 0 && left === 0;
    results.push({
      check: 'written-rows',
      table: whole.plan.table,
      ok,
      detail: ok
        ? counted(rows, 'row is as the run left it', 'rows are as the run left them')
        : `of ${counted(rows, 'row')} that the run wrote, ${wrong === 1 ? '1 is not as it left it' : `${formatCount(wrong)} are not as it left them`}; ${counted(left, 'row is', 'rows are')} left that it should have changed`,
      code: ok ? 'written-rows.same' : 'written-rows.different',
      params: { rows, wrong, left },
      differences,
    });
  }
  return results;
}

/** How single rows that were written over differ from what the run left; none where the table is not written over. */
export async function lookAtWritten(
  ledger: RunLedger,
  wholeOf: WholeTables,
  table: TablePlan,
  keys: readonly RowKey[],
): Promise<readonly Difference[]> {
  const whole = table.reshape?.over && (await wholeOf(table));
  return whole ? compare(ledger, whole, await findImages(ledger, table.table, keys)) : [];
}

async function countLeft({ session }: RunLedger, table: TablePlan): Promise<number> {
  return table.reshape?.over?.write === 'repair' ? count(session, sourceRows(table)) : 0;
}

async function compare(
  { session }: RunLedger,
  whole: WholeTable,
  images: readonly WrittenRow[],
): Promise<readonly Difference[]> {
  const { plan } = whole;
  const isRepair = plan.reshape?.over?.write === 'repair';
  const kept = new Set(plan.reshape?.over?.kept);
  // The others are compared with the source.
  const ours = whole.columns.filter(
    ({ name }) => isRepair || kept.has(name) || !plan.columns.some((column) => column.name === name),
  );
  const now = await readWhole(
    session,
    whole,
    images.map(({ key }) => key),
  );
  return images.flatMap(({ key: rowKey, after }): Difference[] => {
    const base = { table: plan.table, key: showKey(plan, rowKey), rowKey };
    const row = now.get(keyIdentity(rowKey))?.image;
    if (!row) return isRepair ? [{ ...base, kind: 'missing-in-target' }] : [];
    const wrong = new Set(differingColumns(row, after));
    return ours
      .filter(({ name }) => wrong.has(name))
      .map((column) => ({
        ...base,
        kind: 'field-mismatch',
        column: column.name,
        ...(column.secret ? {} : showValues(column, bytes(after[column.name]), bytes(row[column.name]))),
      }));
  });
}

const bytes = (text: string | null | undefined) => (text == null ? null : Buffer.from(text));
