import { findImages, type Image } from '../../../ledger/images.js';
import type { RunLedger } from '../../../ledger/location.js';
import { readDatabaseFacts } from '../../../mysql/facts.js';
import type { Session } from '../../../mysql/session.js';
import type { CellContext } from '../../../plan/mapping.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { keyIdentity, type RowKey, sourceKeyCondition } from '../compare/keys.js';
import { changeRow, differingColumns, makeRows, readWhole, wholeTable } from './whole-rows.js';
import { wantedRows } from './write-over.js';

interface PuttingRight {
  readonly source: Session;
  /** Its session writes, within a transaction. */
  readonly ledger: RunLedger;
  readonly plan: Plan;
  readonly table: TablePlan;
  readonly context: CellContext;
}

/** Gives one row what the run left of it; one that the run found right already, what the source says. */
export async function putRight(
  { source, ledger, plan, table, context }: PuttingRight,
  key: RowKey,
): Promise<void> {
  const { session } = ledger;
  const facts = await readDatabaseFacts(session, plan.target.database);
  const target = facts.tables[table.target];
  if (!target) throw new Error(`the target has no table ${table.target}`);
  const whole = wholeTable(table, target);
  const [written] = await findImages(ledger, table.table, [key]);
  const pair = { source, target: session };
  let wanted = written?.after;
  if (!wanted) {
    const ofSource = wantedRows(table, context, pair, sourceKeyCondition(table, [key]));
    for await (const { values } of ofSource) wanted = values;
  }
  if (!wanted) throw new Error('neither the ledger nor the source has the row');
  const now = (await readWhole(session, whole, [key], true)).get(keyIdentity(key))?.image;
  if (!now) {
    await makeRows(session, whole, [wanted]);
    return;
  }
  const kept = new Set(written ? [] : table.reshape?.over?.kept);
  const columns = differingColumns(now, wanted).filter((name) => !kept.has(name));
  const values: Image = Object.fromEntries(columns.map((name) => [name, wanted[name] ?? null]));
  if (columns.length > 0) await changeRow(session, whole, key, values);
}
