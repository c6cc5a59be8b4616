import { quoteName, quoteTable } from '../../../core/sql.js';
import { type ForeignKey, readForeignKeys } from '../../../mysql/constraints.js';
import { MysqlError } from '../../../mysql/errors.js';
import type { Session } from '../../../mysql/session.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { isNot, scopeInRange } from '../compare/scope.js';
import { refuse } from '../words.js';
import type { Piece } from './pieces.js';

type TablePieces = readonly { readonly table: TablePlan; readonly pieces: readonly Piece[] }[];

/** Rows that would lose their parent, by one foreign key. `rows` is null where the account may not look. */
interface Dependants {
  readonly key: ForeignKey;
  readonly rows: number | null;
}

/**
 * Rows that stay and refer, by a foreign key, to rows that a rollback would take: other tenants', older ones, or those of
 * tables that never moved. The rollback writes with foreign keys off, so the server would neither refuse nor cascade.
 */
export async function findDependants(
  target: Session,
  plan: Plan,
  left: TablePieces,
): Promise<readonly Dependants[]> {
  const { database } = plan.target;
  const found: Dependants[] = [];
  for (const key of await readForeignKeys(target, database, plan)) {
    if (key.parentSchema !== database) continue;
    const parents = left.find(({ table }) => table.target === key.parent);
    if (!parents || parents.pieces.length === 0) continue;
    const rows = await countDependants(target, database, key, parents.pieces, left);
    if (rows !== 0) found.push({ key, rows });
  }
  return found;

  async function countDependants(
    session: Session,
    schema: string,
    key: ForeignKey,
    parents: readonly Piece[],
    tables: TablePieces,
  ): Promise<number | null> {
    const ofParent = tables.find(({ table }) => table.target === key.parent)?.table;
    const own = key.schema === schema ? tables.find(({ table }) => table.target === key.table) : undefined;
    const goes = (table: TablePlan, pieces: readonly Piece[]) =>
      pieces.map(({ scope, range }) => `(${scopeInRange(table, scope, range).target})`).join(' OR ');
    const stays = own && own.pieces.length > 0 ? ` AND ${isNot(goes(own.table, own.pieces))}` : '';
    const list = (names: readonly string[]) => `(${names.map(quoteName).join(', ')})`;
    if (!ofParent) return 0;
    try {
      const [row] = await session.queryCells(
        `SELECT COUNT(*) FROM ${quoteTable(key.schema, key.table)}
          WHERE ${list(key.columns)} IN (SELECT ${key.parentColumns.map(quoteName).join(', ')}
            FROM ${quoteTable(schema, key.parent)} WHERE ${goes(ofParent, parents)})${stays}`,
      );
      return Number(row?.[0]?.toString('latin1') ?? 0);
    } catch (error) {
      if (!(error instanceof MysqlError) || error.connectionLost) throw error;
      return null;
    }
  }
}

/** Throws RefusedError where rows of others hang on what a rollback would take. */
export function refuseDependants(dependants: readonly Dependants[], runId: string, database: string): void {
  if (dependants.length === 0) return;
  const list = dependants
    .map(({ key, rows }) => {
      const table = key.schema === database ? key.table : `${key.schema}.${key.table}`;
      const count = rows === null ? 'rows that cannot be read' : `${rows} ${rows === 1 ? 'row' : 'rows'}`;
      return `${table}: ${count} (foreign key ${key.name} (${key.columns.join(', ')}) → ${key.parent}, ON DELETE ${key.onDelete})`;
    })
    .join('; ');
  throw refuse('rollback.dependants', { run: runId, list });
}
