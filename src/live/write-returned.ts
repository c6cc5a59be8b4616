import { quoteName } from '../core/sql.js';
import type { Session } from '../mysql/session.js';
import { parseSecretPath, pathColumns } from '../phases/secrets/secret-paths.js';
import type { Cell } from '../plan/transform-rows.js';
import type { Target } from './apply-batch.js';
import type { Outcome } from './batch.js';
import { FollowStopped } from './follow-stopped.js';
import type { ReturnedTable } from './returned-table.js';
import type { LoggedRow } from './source-log.js';
import { haveKeysOf } from './sql-target.js';
import type { WayBack } from './way-back.js';
import { say } from './words.js';

/** The source, as rows are fed back to it. */
export interface Returning extends Target {
  /** What it has of these rows now, in their order. Throws FollowStopped where it has one no more. */
  readonly present: (table: ReturnedTable, rows: readonly LoggedRow[]) => Promise<readonly LoggedRow[]>;
}

/** Rows that went go; those that the source has keep what was not changed; the others are new. */
export async function writeReturned(
  source: Returning,
  wayBack: WayBack,
  outcomes: readonly (Outcome & { readonly logged?: LoggedRow })[],
): Promise<void> {
  const changes = outcomes.map((outcome) => ({
    ...outcome,
    table: wayBack.tableOf(outcome),
    logged: outcome.logged ?? outcome.row,
    first: outcome.first ?? null,
  }));
  for (const [table, touched] of Map.groupBy(changes, (change) => change.table)) {
    const there = touched.filter(({ isThere }) => isThere);
    const known = there.filter(({ first }) => first !== null);
    const present = await source.present(
      table,
      known.map(({ first }) => first ?? []),
    );
    await source.remove(
      table,
      touched.map(({ row }) => row),
    );
    await source.insert(
      table,
      there.filter(({ first }) => first === null).map(({ row }) => row),
    );
    await source.insert(
      table.whole,
      known.map((change, index) => table.merged(change, present[index] ?? [])),
    );
  }
}

/** Whether a row names a secret, or a version of it, that it did not name before. */
export function namesAnotherSecret({ plan, tableOf }: WayBack, outcome: Outcome): boolean {
  const { isThere, row, first = null } = outcome;
  const table = tableOf(outcome);
  const entry = plan.vault?.secrets.find((one) => one.table === table.plan.table);
  if (!entry || !isThere) return false;
  const columns = [...pathColumns(parseSecretPath(entry.path)), entry.version_column];
  return table.hasChanged({ row, logged: row, first }, columns);
}

/** Rows asked for at once. */
const readAtOnce = 100;

/** Reads them where the rows are written. It throws MysqlError. */
export async function readPresent(
  session: Session,
  table: ReturnedTable,
  rows: readonly LoggedRow[],
): Promise<readonly LoggedRow[]> {
  const present: LoggedRow[] = [];
  for (let from = 0; from < rows.length; from += readAtOnce) {
    const conditions = rows.slice(from, from + readAtOnce).map((row) => haveKeysOf(table)([row]));
    const number = conditions.map((condition, index) => `WHEN ${condition} THEN ${index}`).join(' ');
    const found = await session.queryCells(
      `SELECT CASE ${number} END, ${table.reads.join(', ')} FROM ${quoteName(table.plan.target)}
        WHERE ${conditions.map((condition) => `(${condition})`).join(' OR ')}`,
    );
    const byNumber = new Map(found.map(([index, ...cells]): [number, Cell[]] => [Number(index), cells]));
    for (const index of conditions.keys()) {
      const cells = byNumber.get(index);
      if (!cells)
        throw new FollowStopped(say('back.missing', { table: table.plan.table }), say('back.missing.remedy'));
      present.push(cells);
    }
  }
  return present;
}
