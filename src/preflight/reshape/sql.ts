import type { Finding } from '../../core/finding.js';
import { quoteName } from '../../core/sql.js';
import { describeMysqlError, MysqlError } from '../../mysql/errors.js';
import type { Session } from '../../mysql/session.js';
import type { Reshape, TableFacts } from '../../plan/facts.js';
import { rowsOf } from '../../plan/reshape/reshape.js';

/** SQL of the preset that the source's server refuses: a column that is not there, types that cannot be compared. Reads no row. */
export async function checkSql(source: Session, tables: readonly TableFacts[]): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const table of tables) {
    if (!table.reshape) continue;
    const refused = await refusal(source, `SELECT 1 FROM ${rowsOf(table)} LIMIT 0`);
    const whole = refused ?? (await refusal(source, `SELECT * FROM ${rowsOf(table)} LIMIT 0`));
    if (whole) findings.push(...(await findPart(source, table.name, table.reshape, whole)));
  }
  return findings;
}

/** Which part of a table's SQL it is; the table itself, where each part alone is taken. */
async function findPart(
  source: Session,
  table: string,
  { from, where, rejects, columns }: Reshape,
  whole: MysqlError,
): Promise<readonly Finding[]> {
  const inFrom = await refusal(source, `SELECT 1 FROM ${from} LIMIT 0`);
  if (inFrom) return [describe({ table, key: 'from', error: inFrom })];
  const parts: readonly (readonly [key: string, sql: string, column?: string])[] = [
    ...(where === undefined ? [] : [['where', where] as const]),
    ...rejects.map(({ when }, index) => [`reject[${index}].when`, when] as const),
    ...Object.entries(columns).map(([column, sql]) => [`columns.${column}`, sql, column] as const),
  ];
  const found: Finding[] = [];
  for (const [key, sql, column] of parts) {
    const error = await refusal(source, `SELECT ${sql} AS ${quoteName('value')} FROM ${from} LIMIT 0`);
    if (error) found.push(describe({ table, key, column, error }));
  }
  return found.length > 0 ? found : [describe({ table, key: 'from', error: whole })];
}

async function refusal(session: Session, sql: string): Promise<MysqlError | undefined> {
  try {
    await session.queryCells(sql);
    return undefined;
  } catch (error) {
    if (!(error instanceof MysqlError) || describeMysqlError(error).retryable) throw error;
    return error;
  }
}

interface Refused {
  readonly table: string;
  /** Of the preset's table: `where`, `columns.name`. */
  readonly key: string;
  readonly column?: string | undefined;
  readonly error: MysqlError;
}

function describe({ table, key, column, error }: Refused): Finding {
  const { code, message } = describeMysqlError(error);
  return {
    code: 'reshape.sql',
    severity: 'blocker',
    subject: 'config',
    title: `the source's server refuses the SQL of ${table}, ${key}, in the preset (${code}): ${message}`,
    remedy: `correct ${key} of the table ${table} in the preset; the account needs SELECT on every table that it names`,
    table,
    column,
    params: { key, serverCode: code, message },
  };
}
