import { quoteName, quoteText, textCells } from '../../../core/sql.js';
import type { RunLedger } from '../../../ledger/location.js';
import type { Session } from '../../../mysql/session.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { scopeInRange } from '../../rows/compare/scope.js';
import type { Piece } from '../../rows/rollback/pieces.js';
import { unknownPaths } from '../ledger.js';
import { fillPath, parseSecretPath, pathColumns, secretTable } from '../secret-paths.js';

/** A secret of a row that a rollback removes, though the run did not bring it: a release made in the target, a renamed key. */
export interface SecretMadeSince {
  readonly table: string;
  readonly path: string;
  /** Column → value of what makes up the path, for looking whether another row still names it. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Paths asked about at once. */
const batchPaths = 500;

/** The secrets that rows of these pieces name and the run has not written. Reads only. */
export async function findMadeSince(
  ledger: RunLedger,
  plan: Plan,
  left: readonly { readonly table: TablePlan; readonly pieces: readonly Piece[] }[],
): Promise<readonly SecretMadeSince[]> {
  const { session } = ledger;
  const found: SecretMadeSince[] = [];
  for (const entry of plan.vault?.secrets ?? []) {
    const parts = parseSecretPath(entry.path);
    const names = pathColumns(parts);
    let batch = new Map<string, SecretMadeSince>();
    const settle = async () => {
      const unknown = await unknownPaths(ledger, [...batch.keys()]);
      for (const path of unknown) found.push(batch.get(path) as SecretMadeSince);
      batch = new Map();
    };
    const { table, pieces } = left.find((one) => one.table.table === entry.table) ?? {};
    for (const piece of table ? (pieces ?? []) : []) {
      if (!table) continue;
      // Read whole before the ledger is asked on the same connection.
      const rows = await session.queryCells(
        `SELECT DISTINCT ${names.map(quoteName).join(', ')} FROM ${secretTable(plan, entry)}
          WHERE ${scopeInRange(table, piece.scope, piece.range).target}`,
      );
      for (const cells of rows) {
        const values = textCells(cells);
        const path = fillPath(parts, values);
        const columns = Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
        batch.set(path, { table: entry.table, path, columns });
        if (batch.size >= batchPaths) await settle();
      }
    }
    await settle();
  }
  return found;
}

/** Whether any row of the target, whoever's, names the secret. */
export async function isStillNamed(
  session: Session,
  plan: Plan,
  { table, columns }: SecretMadeSince,
): Promise<boolean> {
  const same = Object.entries(columns).map(([name, value]) => `${quoteName(name)} = ${quoteText(value)}`);
  const rows = await session.queryCells(
    `SELECT 1 FROM ${secretTable(plan, { table })} WHERE ${same.join(' AND ')} LIMIT 1`,
  );
  return rows.length > 0;
}
