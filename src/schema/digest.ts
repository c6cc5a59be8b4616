import { createHash } from 'node:crypto';
import { quoteTable, quoteText } from '../core/sql.js';
import type { Session } from '../mysql/session.js';
import type { Effect, ThingKind } from './kinds.js';

/** What a digest is of a thing that is not there. */
export const absent = 'absent';

type Where = { readonly database: string; readonly name: string };
type Cells = readonly (readonly (Buffer | null)[])[];

/** SHA-256 of what information_schema says of a thing, hex; `absent`. The rows in it, and the next AUTO_INCREMENT, do not count. */
export async function digestOf(
  session: Session,
  database: string,
  effect: Pick<Effect, 'kind' | 'database' | 'name'>,
): Promise<string> {
  const parts = await readers[effect.kind](session, {
    database: effect.database ?? database,
    name: effect.name,
  });
  if (parts.every((cells) => cells.length === 0)) return absent;
  const hash = createHash('sha256');
  for (const cells of parts) {
    hash.update(`\0${cells.length}`);
    for (const cell of cells.flat())
      hash.update(cell === null ? '\0N' : `\0${cell.length}:`).update(cell ?? '');
  }
  return hash.digest('hex');
}

const readers: Readonly<Record<ThingKind, (session: Session, where: Where) => Promise<readonly Cells[]>>> = {
  async table(session, { database, name }) {
    const of = `table_schema = ${quoteText(database)} AND table_name = ${quoteText(name)}`;
    const tables = await session.queryCells(
      `SELECT table_type, engine, row_format, table_collation, create_options, table_comment
        FROM information_schema.tables WHERE ${of}`,
    );
    const [type] = tables[0] ?? [];
    if (!type) return [];
    const columns = await session.queryCells(
      `SELECT column_name, column_default, is_nullable, column_type, character_set_name, collation_name, extra,
          column_comment, generation_expression
        FROM information_schema.columns WHERE ${of} ORDER BY ordinal_position`,
    );
    if (String(type) === 'VIEW') {
      const view = `SELECT view_definition, check_option, definer, security_type FROM information_schema.views WHERE ${of}`;
      return [tables, columns, await session.queryCells(view)];
    }
    // Keys, checks and partitions stand in tables of their own, with other columns on each server; here they stand together.
    const [made = []] = await session.queryCells(`SHOW CREATE TABLE ${quoteTable(database, name)}`);
    const whole = String(made[1] ?? '').replace(/ AUTO_INCREMENT=\d+/, '');
    return [tables, columns, [[Buffer.from(whole)]]];
  },
  async trigger(session, { database, name }) {
    return [
      await session.queryCells(
        `SELECT event_manipulation, event_object_table, action_order, action_timing, action_statement
          FROM information_schema.triggers
          WHERE trigger_schema = ${quoteText(database)} AND trigger_name = ${quoteText(name)}`,
      ),
    ];
  },
  async routine(session, { database, name }) {
    const parameters = await session.queryCells(
      `SELECT routine_type, ordinal_position, parameter_mode, parameter_name, dtd_identifier
        FROM information_schema.parameters
        WHERE specific_schema = ${quoteText(database)} AND specific_name = ${quoteText(name)}
        ORDER BY routine_type, ordinal_position`,
    );
    const routines = await session.queryCells(
      `SELECT routine_type, dtd_identifier, routine_definition, is_deterministic, sql_data_access, security_type, routine_comment
        FROM information_schema.routines
        WHERE routine_schema = ${quoteText(database)} AND routine_name = ${quoteText(name)} ORDER BY routine_type`,
    );
    return routines.length === 0 ? [] : [routines, parameters];
  },
  async event(session, { database, name }) {
    return [
      await session.queryCells(
        `SELECT event_definition, event_type, execute_at, interval_value, interval_field, starts, ends, status, on_completion,
            event_comment
          FROM information_schema.events
          WHERE event_schema = ${quoteText(database)} AND event_name = ${quoteText(name)}`,
      ),
    ];
  },
};
