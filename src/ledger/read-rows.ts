import { z } from 'zod';
import { RefusedError } from '../core/refused.js';
import { MysqlError } from '../mysql/errors.js';
import type { Session } from '../mysql/session.js';
import { type LedgerLocation, tableName } from './location.js';
import type { LedgerTable } from './upgrades/index.js';
import { refuse } from './words.js';

/** What is read from a ledger is not trusted: anybody may have written there, and disks lose bits. */

interface Place {
  readonly session: Session;
  readonly location: LedgerLocation;
  readonly runId?: string;
}

/** A count as servers give it: SUMs and 64-bit integers are text. One look, since lists of chunks are long. */
export const count = z.unknown().transform((value, context): number => {
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof number === 'number' && Number.isSafeInteger(number) && number >= 0) return number;
  context.addIssue('no count');
  return z.NEVER;
});

/** A TINYINT that says yes or no. */
export const flag = z.union([z.literal(0), z.literal(1)]).transform((value) => value === 1);

/** A column of JSON text. */
export function json<Schema extends z.ZodType>(schema: Schema) {
  return z
    .string()
    .transform((text, context): unknown => {
      try {
        return JSON.parse(text);
      } catch {
        context.addIssue('no JSON');
        return z.NEVER;
      }
    })
    .pipe(schema);
}

/** The column that keeps a value: `startedAt` in `started_at`. */
export function columnOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A row by the names that its values have here. */
export function row<Shape extends z.ZodRawShape>(shape: Shape) {
  const columns = Object.keys(shape).map((name) => [name, columnOf(name)] as const);
  return z
    .record(z.string(), z.unknown())
    .transform((given) => Object.fromEntries(columns.map(([name, column]) => [name, given[column]])))
    .pipe(z.object(shape));
}

/** Rows of one of the ledger's tables. RefusedError names run, table and column where a value is not one that this tool wrote. */
export async function readRows<Schema extends z.ZodType>(
  place: Place,
  table: LedgerTable,
  schema: Schema,
  sql: string,
): Promise<z.output<Schema>[]> {
  const rows = await place.session.query(sql).catch((error: unknown) => {
    throw explain(place, table, error);
  });
  return rows.map((given) => readValue(place, table, schema, given));
}

/** One row, for those that are read as a stream. */
export function readValue<Schema extends z.ZodType>(
  { location, runId }: Omit<Place, 'session'>,
  table: LedgerTable,
  schema: Schema,
  given: Readonly<Record<string, unknown>>,
): z.output<Schema> {
  const { data, error } = schema.safeParse(given);
  if (!error) return data as z.output<Schema>;
  // No deeper: further down, names may be IDs of rows.
  const [name = '', part] = error.issues[0]?.path ?? [];
  const column = columnOf(String(name));
  const params = {
    table: tableName(location, table),
    column: typeof part === 'string' ? `${column}.${part}` : column,
    run: runId ?? (typeof given.run_id === 'string' ? given.run_id : null),
  };
  throw new RefusedError(
    `the ledger is damaged: ${params.table}, column ${params.column}${params.run === null ? '' : `, of run ${params.run}`} holds what no tenantferry wrote there`,
    {
      remedy: `put the value back from a backup of ${params.table}, then run the same command again`,
      because: { code: 'ledger.damaged', params },
    },
  );
}

/** ER_BAD_FIELD_ERROR, ER_NO_SUCH_TABLE: the tables are another tool's, or somebody altered them. */
function explain({ location }: Place, table: LedgerTable, error: unknown): unknown {
  if (!(error instanceof MysqlError) || ![1054, 1146].includes(error.errno)) return error;
  const { database } = location;
  const params = { table: tableName(location, table), database, message: error.message };
  return refuse('ledger.foreign', params, { cause: error });
}
