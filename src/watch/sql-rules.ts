import type { Comparison, WatchRule } from '../config/watch.js';
import type { Sentence } from '../core/sentence.js';
import { quoteText } from '../core/sql.js';
import { describeMysqlError, MysqlError } from '../mysql/errors.js';
import type { Session } from '../mysql/session.js';
import { bindParameters } from '../preset/sql/check.js';
import { hashOf } from './alert.js';
import type { Held, Observed } from './life.js';
import { say } from './words.js';

/** Rules by SQL: one SELECT on a read-only session, and an explicit comparison. */

const timeoutMs = 10_000;
/** Rows that a rule may give; of one with more nothing is told but that. */
const mostRows = 10_000;
const longestKey = 200;

/** Sets the session up for rules: the server itself ends what takes too long, and gives no more rows than are looked at. */
export async function prepareForRules(session: Session): Promise<void> {
  const limit =
    session.facts.flavour === 'mariadb'
      ? `max_statement_time = ${timeoutMs / 1000}`
      : `max_execution_time = ${timeoutMs}`;
  await session.execute(`SET SESSION ${limit}, sql_select_limit = ${mostRows + 1}`);
}

/** Looks at a rule. Throws MysqlError where the connection was lost or somebody ended the statement, which says nothing of the rule. */
export async function lookAtSql(
  session: Session,
  { id: rule, when, sql }: Pick<WatchRule, 'id' | 'when'> & { readonly sql: string },
  tenantId: string,
): Promise<Observed> {
  try {
    const rows = await session.queryCells(bindParameters(sql, { tenant: quoteText(tenantId) }));
    return observedIn(
      rows.map((row) => row.map((cell) => cell?.toString('utf8') ?? null)),
      rule,
      when,
    );
  } catch (error) {
    if (error instanceof MysqlError && (error.connectionLost || error.retryable)) throw error;
    return { rule, failed: describeMysqlError(error).said };
  }
}

/** What a rule's rows say. NULL is no value, so nothing holds for it. */
export function observedIn(
  rows: readonly (readonly (string | null)[])[],
  rule: string,
  when: Comparison,
): Observed {
  const columns = rows[0]?.length ?? 0;
  const failed = (said: Sentence): Observed => ({ rule, failed: said });
  if (rows.length === 0) return { rule, held: [] };
  if (columns > 2) return failed(say('rule.columns', { columns }));
  if (columns === 1 && rows.length > 1) return failed(say('rule.rows'));
  if (rows.length > mostRows) return failed(say('rule.too-many', { most: mostRows }));
  const held = new Map<string, Held>();
  for (const row of rows) {
    const text = row.at(-1) ?? null;
    if (text === null) continue;
    if (!isNumber(text)) return failed(say('rule.no-number'));
    const key = columns === 2 ? keyOf(row[0] ?? '') : '';
    const value = Number(text);
    if (compares(value, when) && !held.has(key)) held.set(key, { key, value });
  }
  return { rule, held: [...held.values()] };
}

/** What is cut ends with a mark of the whole, since many keys may begin alike. */
function keyOf(text: string): string {
  return text.length <= longestKey ? text : `${text.slice(0, longestKey - 9)}…${hashOf(text).slice(0, 8)}`;
}

function isNumber(text: string): boolean {
  return /^[-+]?(\d+(\.\d*)?|\.\d+)(e[-+]?\d+)?$/i.test(text);
}

export function compares(value: number, { operator, limit }: Comparison): boolean {
  switch (operator) {
    case '>':
      return value > limit;
    case '>=':
      return value >= limit;
    case '<':
      return value < limit;
    case '<=':
      return value <= limit;
    case '=':
      return value === limit;
    case '!=':
      return value !== limit;
  }
}
