import type { Finding } from '../../core/finding.js';
import { type Sentence, textOf } from '../../core/sentence.js';
import { quoteName } from '../../core/sql.js';
import { describeMysqlError, MysqlError } from '../../mysql/errors.js';
import type { Session } from '../../mysql/session.js';
import type { Reshape, TableFacts } from '../../plan/facts.js';
import { rowsOf } from '../../plan/reshape/reshape.js';
import { say } from '../words.js';

/**
 * SQL of the preset that the source's server refuses: a column that is not there, types that cannot be compared. Reads no row. What
 * is told of it is the server's answer to the `masked` tables, whose parameters have no values of the operator's.
 */
export async function checkSql(
  source: Session,
  tables: readonly TableFacts[],
  masked: Readonly<Record<string, TableFacts>>,
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const { name: table, ...facts } of tables) {
    const made = facts.reshape;
    if (!made) continue;
    const shown = masked[table]?.reshape ?? made;
    const refused = (statement: Statement) => refusalOf(source, { made, shown, statement });
    const whole =
      (await refused((reshape) => `SELECT 1 FROM ${rowsOf({ name: table, reshape })} LIMIT 0`)) ??
      (await refused((reshape) => `SELECT * FROM ${rowsOf({ name: table, reshape })} LIMIT 0`));
    if (whole) findings.push(...(await findPart(table, made, refused, whole)));
  }
  return findings;
}

type Statement = (of: Reshape) => string;

/** Why a statement is refused: the server's code, and its words where they hold no value of the operator's. */
interface Refusal {
  readonly code: string;
  readonly message: string | Sentence;
}

/** Which part of a table's SQL it is; the table itself, where each part alone is taken. */
async function findPart(
  table: string,
  { where, rejects, columns }: Reshape,
  refused: (statement: Statement) => Promise<Refusal | undefined>,
  whole: Refusal,
): Promise<readonly Finding[]> {
  const inFrom = await refused(({ from }) => `SELECT 1 FROM ${from} LIMIT 0`);
  if (inFrom) return [describe({ table, key: 'from', refusal: inFrom })];
  const parts: readonly (readonly [key: string, sql: Statement, column?: string])[] = [
    ...(where === undefined ? [] : [['where', (of: Reshape) => of.where ?? ''] as const]),
    ...rejects.map(
      (_, index) => [`reject[${index}].when`, (of: Reshape) => of.rejects[index]?.when ?? ''] as const,
    ),
    ...Object.keys(columns).map(
      (column) => [`columns.${column}`, (of: Reshape) => of.columns[column] ?? '', column] as const,
    ),
  ];
  const found: Finding[] = [];
  for (const [key, sql, column] of parts) {
    const part = await refused((of) => `SELECT ${sql(of)} AS ${quoteName('value')} FROM ${of.from} LIMIT 0`);
    if (part) found.push(describe({ table, key, column, refusal: part }));
  }
  return found.length > 0 ? found : [describe({ table, key: 'from', refusal: whole })];
}

/** The server's words are those about `shown`; it may take that one, where it is a value that it does not like. */
async function refusalOf(
  session: Session,
  {
    made,
    shown,
    statement,
  }: { readonly made: Reshape; readonly shown: Reshape; readonly statement: Statement },
): Promise<Refusal | undefined> {
  const refused = await refusal(session, statement(made));
  if (!refused) return undefined;
  const [own, masked] = [statement(made), statement(shown)];
  const told = own === masked ? refused : await refusal(session, masked);
  return told ?? { code: refused.code, message: say('param.value') };
}

async function refusal(session: Session, sql: string): Promise<Refusal | undefined> {
  try {
    await session.queryCells(sql);
    return undefined;
  } catch (error) {
    if (!(error instanceof MysqlError) || describeMysqlError(error).retryable) throw error;
    return describeMysqlError(error);
  }
}

interface Refused {
  readonly table: string;
  /** Of the preset's table: `where`, `columns.name`. */
  readonly key: string;
  readonly column?: string | undefined;
  readonly refusal: Refusal;
}

function describe({ table, key, column, refusal: { code, message } }: Refused): Finding {
  return {
    code: 'reshape.sql',
    severity: 'blocker',
    subject: 'config',
    title: `the source's server refuses the SQL of ${table}, ${key}, in the preset (${code}): ${textOf(message)}`,
    remedy: `correct ${key} of the table ${table} in the preset; the account needs SELECT on every table that it names`,
    table,
    column,
    params: { key, serverCode: code, message },
  };
}
