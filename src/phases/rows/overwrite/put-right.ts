import { findImages } from '../../../ledger/images.js';
import type { RunLedger } from '../../../ledger/location.js';
import type { Session } from '../../../mysql/session.js';
import type { CellContext } from '../../../plan/mapping.js';
import { keyIdentity, type RowKey, sourceKeyCondition } from '../compare/keys.js';
import {
  changeStatement,
  differingColumns,
  makeStatement,
  pick,
  readWhole,
  type WholeTable,
} from './whole-rows.js';
import { wantedRows } from './write-over.js';

interface PuttingRight {
  readonly source: Session;
  /** Its session reads the target; `lock`: within a transaction that writes afterwards. */
  readonly ledger: RunLedger;
  readonly whole: WholeTable;
  readonly context: CellContext;
  readonly lock: boolean;
}

/** What would put a row right. */
export interface Righting {
  readonly sql: string;
  /** Columns that it sets. */
  readonly columns: readonly string[];
}

/**
 * What gives one row what the run left of it; one that the run found right already, what the source says. null: it is right.
 * 'unknown': neither the ledger nor the source has the row.
 */
export async function putRight(
  { source, ledger, whole, context, lock }: PuttingRight,
  key: RowKey,
): Promise<Righting | 'unknown' | null> {
  const { session } = ledger;
  const { plan: table } = whole;
  const [written] = await findImages(ledger, table.table, [key]);
  const pair = { source, target: session };
  let wanted = written?.after;
  if (!wanted) {
    const ofSource = wantedRows(table, context, pair, sourceKeyCondition(table, [key]));
    for await (const { values } of ofSource) wanted = values;
  }
  if (!wanted) return 'unknown';
  const now = (await readWhole(session, whole, [key], lock)).get(keyIdentity(key))?.image;
  if (!now) return { sql: makeStatement(whole, wanted), columns: Object.keys(wanted) };
  const kept = new Set(written ? [] : table.reshape?.over?.kept);
  const columns = differingColumns(now, wanted).filter((name) => !kept.has(name));
  if (columns.length === 0) return null;
  return { sql: changeStatement(whole, key, pick(wanted, columns)), columns };
}
