import { quoteName, quoteTable } from '../core/sql.js';
import type { LiveRecord } from '../ledger/live.js';
import { MysqlError } from '../mysql/errors.js';
import { generatorTable, readGenerators } from '../mysql/generators.js';
import type { Session } from '../mysql/session.js';
import { growthOf, handedOut } from '../plan/id-ranges.js';
import { columnName, type Plan, tableName } from '../plan/plan.js';
import type { IdPiece } from '../plan/segments.js';
import type { Preset } from '../preset/schema.js';

/** The tables of which a run may write IDs up to a highest one. */
export function limitedTables(plan: Plan, kept: LiveRecord['room']): readonly string[] {
  return Object.keys((plan.ids.mode === 'offset' ? plan.ids.room : kept) ?? {});
}

/** Nearer to the end than this share of what a table gets at a time, room is made. */
const nearShare = 10n;

/** Whether a source that has handed out IDs so far comes near the end of what the run has. */
export function isNear({ highest }: IdPiece, handed: bigint): boolean {
  return highest - handed < growthOf(handed) / nearShare;
}

/** The highest ID that the source's generators have handed out, by table; 0 for a table without one. */
export async function readHandedOut(
  source: Session,
  plan: Plan,
  preset: Preset,
): Promise<(table: string) => bigint> {
  const generators = generatorTable(preset);
  const generated = generators ? await readGenerators(source, plan.source.database, generators) : {};
  return (table) => handedOut(generated[table], preset.id.max);
}

/** 0 where there are none, and for a table that the source does not have. */
export async function highestRow(
  source: Session,
  plan: Plan,
  table: string,
  idColumn: string,
): Promise<bigint> {
  const columns = plan.tables.find((planned) => planned.table === table)?.columns ?? [];
  const id = quoteName(columnName({ columns }, idColumn, 'source'));
  const named = quoteTable(plan.source.database, tableName(plan, table, 'source'));
  try {
    const [row] = await source.queryCells(`SELECT COALESCE(MAX(${id}), 0) FROM ${named}`);
    return BigInt(row?.[0]?.toString('latin1') ?? '0');
  } catch (error) {
    // ER_NO_SUCH_TABLE: the table is left out, and only references to it move.
    if (error instanceof MysqlError && error.errno === 1146) return 0n;
    throw error;
  }
}
