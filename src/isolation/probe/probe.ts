import { z } from 'zod';
import type { Sentence } from '../../core/sentence.js';
import { told } from '../../core/sentence.js';
import { count, type Plain, reason } from '../../core/shape.js';
import { quoteName, quoteTable, quoteText } from '../../core/sql.js';
import { MysqlError } from '../../mysql/errors.js';
import type { Session } from '../../mysql/session.js';
import type { Preset } from '../../preset/schema.js';
import { say } from '../words.js';

export const probeCheck = z.object({
  check: z
    .enum(['seen', 'orphans', 'unique', 'sequence'])
    .describe(
      'seen: rows of others that the account reads; orphans: rows that point at one of another tenant; unique: keys in which tenants collide; sequence: IDs that tenants share',
    ),
  verdict: z.enum(['good', 'info', 'bad', 'unclear']),
  table: z.string(),
  columns: z.array(z.string()),
  count: count.optional().describe('Rows; counted up to 1,000'),
  message: z.string(),
  because: reason.optional(),
});
export type ProbeCheck = Plain<z.infer<typeof probeCheck>>;

/** Counting ends here: it is a live server. */
const most = 1000;

type Found = Omit<ProbeCheck, 'message' | 'because'>;

function found(check: Found, said: Sentence): ProbeCheck {
  return { ...check, ...told(said) };
}

async function countUpTo(session: Session, from: string): Promise<number> {
  const [row] = await session.query(
    `SELECT COUNT(*) AS amount FROM (SELECT 1 FROM ${from} LIMIT ${most}) some`,
  );
  return Number(row?.amount ?? 0);
}

/** ER_TABLEACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR, ER_NO_SUCH_TABLE */
const isNotSeen = (error: unknown): boolean =>
  error instanceof MysqlError && [1142, 1143, 1146].includes(error.errno ?? 0);

interface Place {
  readonly database: string;
  readonly column: string;
  /** With the tenant's column. */
  readonly tables: readonly string[];
}

/** What a tenant's account sees of others: of each table, rows that are not the tenant's. */
export async function probeAccount(
  session: Session,
  { database, column, tables }: Place,
  tenant: string,
): Promise<readonly ProbeCheck[]> {
  const checks: ProbeCheck[] = [];
  for (const table of tables) {
    const base = { check: 'seen', table, columns: [column] } as const;
    const own = `${quoteName(column)} <=> ${quoteText(tenant)}`;
    try {
      const others = await countUpTo(session, `${quoteTable(database, table)} WHERE NOT (${own})`);
      const ours = others > 0 ? 0 : await countUpTo(session, `${quoteTable(database, table)} WHERE ${own}`);
      checks.push(
        others > 0
          ? found(
              { ...base, verdict: 'bad', count: others },
              say('probe.seen', { table, rows: atMost(others), tenant }),
            )
          : ours > 0
            ? found({ ...base, verdict: 'good', count: 0 }, say('probe.own', { table, rows: atMost(ours) }))
            : found({ ...base, verdict: 'info', count: 0 }, say('probe.empty', { table })),
      );
    } catch (error) {
      if (!isNotSeen(error)) throw error;
      checks.push(found({ ...base, verdict: 'good' }, say('probe.denied', { table })));
    }
  }
  return checks;
}

const atMost = (rows: number): string => (rows >= most ? `${most.toLocaleString('en')}+` : String(rows));

/** What the rows, keys and sequences of the database say by themselves. */
export async function probeRows(
  session: Session,
  place: Place,
  preset: Preset,
): Promise<readonly ProbeCheck[]> {
  return [
    ...(await probeReferences(session, place, preset)),
    ...(await probeKeys(session, place, preset)),
    ...(await probeSequences(session, place, preset)),
  ];
}

/** Rows that point at a row of another tenant. */
async function probeReferences(
  session: Session,
  { database, column, tables }: Place,
  preset: Preset,
): Promise<readonly ProbeCheck[]> {
  const id = preset.id.column;
  if (id === '') return [];
  const columns = await readColumns(session, database);
  const checks: ProbeCheck[] = [];
  for (const table of tables) {
    const own = preset.tables.find(({ name }) => name === table)?.references ?? {};
    for (const [name, parent] of Object.entries({ ...preset.references, ...own })) {
      const isThere =
        columns.has(`${table}.${name}`.toLowerCase()) &&
        tables.includes(parent) &&
        columns.has(`${parent}.${id}`.toLowerCase());
      if (!isThere) continue;
      const [child, other] = [quoteTable(database, table), quoteTable(database, parent)];
      const rows = await countUpTo(
        session,
        `${child} c JOIN ${other} p ON p.${quoteName(id)} = c.${quoteName(name)} WHERE NOT (p.${quoteName(column)} <=> c.${quoteName(column)})`,
      );
      const base = { check: 'orphans', table, columns: [name], count: rows } as const;
      checks.push(
        rows > 0
          ? found(
              { ...base, verdict: 'bad' },
              say('probe.orphans', { table, column: name, parent, rows: atMost(rows) }),
            )
          : found({ ...base, verdict: 'good' }, say('probe.no-orphans', { table, column: name, parent })),
      );
    }
  }
  return checks;
}

async function readColumns(session: Session, database: string): Promise<ReadonlySet<string>> {
  const rows = await session.query(
    `SELECT TABLE_NAME AS in_table, COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ${quoteText(database)}`,
  );
  return new Set(rows.map(({ in_table, name }) => `${in_table}.${name}`.toLowerCase()));
}

/** Unique keys without the tenant, but for that of the ID alone: there one tenant's value keeps another's out. */
async function probeKeys(
  session: Session,
  { database, column, tables }: Place,
  preset: Preset,
): Promise<readonly ProbeCheck[]> {
  const rows = await session.query(
    `SELECT TABLE_NAME AS in_table, INDEX_NAME AS name, COLUMN_NAME AS part FROM information_schema.STATISTICS
      WHERE TABLE_SCHEMA = ${quoteText(database)} AND NON_UNIQUE = 0 ORDER BY TABLE_NAME, INDEX_NAME, SEQ_IN_INDEX`,
  );
  const keys = new Map<string, { table: string; columns: string[] }>();
  for (const { in_table, name, part } of rows) {
    const key = keys.get(`${in_table}\0${name}`) ?? { table: String(in_table), columns: [] };
    key.columns.push(String(part ?? '(expression)'));
    keys.set(`${in_table}\0${name}`, key);
  }
  const same = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();
  return [...keys.values()]
    .filter(
      ({ table, columns }) =>
        tables.includes(table) && !(columns.length === 1 && same(columns[0] ?? '', preset.id.column)),
    )
    .map(({ table, columns }) => {
      const params = { table, columns: columns.join(', ') };
      return columns.some((one) => same(one, column))
        ? found({ check: 'unique', verdict: 'good', table, columns }, say('probe.unique-good', params))
        : found({ check: 'unique', verdict: 'bad', table, columns }, say('probe.unique', params));
    });
}

/** IDs that all tenants draw from one row: no fault, but a tenant learns of the others' pace by its own. */
async function probeSequences(
  session: Session,
  { database, tables }: Place,
  { id_generators }: Preset,
): Promise<readonly ProbeCheck[]> {
  const rows = await session.query(
    `SELECT TABLE_NAME AS in_table, COLUMN_NAME AS name FROM information_schema.COLUMNS
      WHERE TABLE_SCHEMA = ${quoteText(database)} AND EXTRA LIKE '%auto_increment%' ORDER BY TABLE_NAME`,
  );
  const shared = rows
    .map(({ in_table, name }) => ({ table: String(in_table), column: String(name) }))
    .filter(({ table }) => tables.includes(table));
  if (id_generators) shared.push({ table: id_generators.table, column: id_generators.max_column });
  return shared.map(({ table, column }) =>
    found(
      { check: 'sequence', verdict: 'info', table, columns: [column] },
      say('probe.sequence', { table, column }),
    ),
  );
}
