import { counted } from '../../../core/counted.js';
import { quoteName, quoteTable } from '../../../core/sql.js';
import { type Image, readImages } from '../../../ledger/images.js';
import type { RunLedger } from '../../../ledger/location.js';
import { type ForeignKey, readForeignKeys } from '../../../mysql/constraints.js';
import { count } from '../../../mysql/count.js';
import { MysqlError } from '../../../mysql/errors.js';
import { canonicalLiteral } from '../../../plan/mapping.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { targetKeyCondition } from '../compare/keys.js';
import { isNot, scopeInRange } from '../compare/scope.js';
import type { OverwrittenTable } from '../overwrite/take-back.js';
import type { WholeTable } from '../overwrite/whole-rows.js';
import { refuse } from '../words.js';
import type { Piece } from './pieces.js';

type TablePieces = readonly { readonly table: TablePlan; readonly pieces: readonly Piece[] }[];

/** Rows that would lose their parent, by one foreign key. `rows` is null where the account may not look. */
interface Dependants {
  readonly key: ForeignKey;
  readonly rows: number | null;
}

/** What a rollback would take: ranges of rows that were made, and rows that were written over others. */
interface Going {
  readonly ledger: RunLedger;
  readonly plan: Plan;
  readonly left: TablePieces;
  /** By the table's name. */
  readonly over: ReadonlyMap<string, OverwrittenTable>;
}

/**
 * Rows that stay and refer, by a foreign key, to rows that a rollback would take: other tenants', older ones, or those of
 * tables that never moved. The rollback writes with foreign keys off, so the server would neither refuse nor cascade.
 */
export async function findDependants(going: Going): Promise<readonly Dependants[]> {
  const { ledger, plan } = going;
  const { database } = plan.target;
  const found: Dependants[] = [];
  for (const key of await readForeignKeys(ledger.session, database, plan)) {
    if (key.parentSchema !== database) continue;
    const rows = await countDependants(going, key);
    if (rows !== 0) found.push({ key, rows });
  }
  return found;
}

async function countDependants(going: Going, key: ForeignKey): Promise<number | null> {
  const { session } = going.ledger;
  let rows = 0;
  try {
    for await (const refers of referring(going, key)) {
      const all = `${quoteTable(key.schema, key.table)} WHERE ${refers}${staying(going, key)}`;
      rows += await count(session, all);
      for await (const own of ownRows(going, key)) rows -= await count(session, `${all} AND ${own}`);
    }
    return rows;
  } catch (error) {
    if (!(error instanceof MysqlError) || error.connectionLost) throw error;
    return null;
  }
}

const list = (names: readonly string[]) => `(${names.map(quoteName).join(', ')})`;
const goes = (table: TablePlan, pieces: readonly Piece[]) =>
  pieces.map(({ scope, range }) => `(${scopeInRange(table, scope, range).target})`).join(' OR ');

/** Which rows refer to what goes, as SQL over the referring table: piece by piece, so that no list grows too long. */
async function* referring({ ledger, plan, left, over }: Going, key: ForeignKey): AsyncGenerator<string> {
  const parent = left.find(({ table }) => table.target === key.parent);
  if (!parent) return;
  const { table, pieces } = parent;
  if (pieces.length > 0)
    yield `${list(key.columns)} IN (SELECT ${key.parentColumns.map(quoteName).join(', ')}
      FROM ${quoteTable(plan.target.database, key.parent)} WHERE ${goes(table, pieces)})`;
  const overwritten = over.get(table.table);
  for (const { chunk } of overwritten?.chunks ?? []) {
    const gone = (await readImages(ledger, table.table, chunk)).flatMap(({ before, after }) =>
      overwritten ? vanishing(overwritten.whole, key.parentColumns, before, after) : [],
    );
    if (gone.length > 0) yield `${list(key.columns)} IN (${gone.join(', ')})`;
  }
}

/** What a row is referred to by, where taking it back changes or deletes that. */
function vanishing(
  { columns }: WholeTable,
  names: readonly string[],
  before: Image | null,
  after: Image,
): readonly string[] {
  const parts = names.map((name) =>
    columns.find((column) => column.name.toLowerCase() === name.toLowerCase()),
  );
  const values = parts.map((column) => (column ? (after[column.name] ?? null) : null));
  // Nothing refers to a NULL.
  if (values.includes(null)) return [];
  if (before && parts.every((column) => column && before[column.name] === after[column.name])) return [];
  const literals = parts.map((column, index) =>
    column ? canonicalLiteral(values[index] ?? '', column.target) : 'NULL',
  );
  return [`(${literals.join(', ')})`];
}

/** Leaves out the referring rows that a rollback takes as well, where they are whole ranges. */
function staying({ plan, left }: Going, key: ForeignKey): string {
  const own =
    key.schema === plan.target.database ? left.find(({ table }) => table.target === key.table) : undefined;
  return own && own.pieces.length > 0 ? ` AND ${isNot(goes(own.table, own.pieces))}` : '';
}

/** Referring rows that were written over others by the run, and get back what they referred to before. */
async function* ownRows({ ledger, plan, over }: Going, key: ForeignKey): AsyncGenerator<string> {
  const own = [...over.values()].find(
    ({ whole }) => key.schema === plan.target.database && whole.plan.target === key.table,
  );
  if (!own) return;
  for (const { chunk } of own.chunks) {
    const keys = (await readImages(ledger, own.whole.plan.table, chunk)).map(({ key: rowKey }) => rowKey);
    if (keys.length > 0) yield targetKeyCondition(own.whole.plan, keys);
  }
}

/** Throws RefusedError where rows of others hang on what a rollback would take. */
export function refuseDependants(dependants: readonly Dependants[], runId: string, database: string): void {
  if (dependants.length === 0) return;
  const list = dependants
    .map(({ key, rows }) => {
      const table = key.schema === database ? key.table : `${key.schema}.${key.table}`;
      const count = rows === null ? 'rows that cannot be read' : counted(rows, 'row');
      return `${table}: ${count} (foreign key ${key.name} (${key.columns.join(', ')}) → ${key.parent}, ON DELETE ${key.onDelete})`;
    })
    .join('; ');
  throw refuse('rollback.dependants', { run: runId, list });
}
