import { MysqlError } from '../../mysql/errors.js';
import type { Session } from '../../mysql/session.js';
import { refuse } from '../words.js';

/** A kind of statement that a server has seen, and how often. */
export interface Digest {
  /** Database that a name without one means. */
  readonly schema: string;
  readonly digest: string;
  /** null: what found no more room in the server's list. */
  readonly text: string | null;
  readonly executions: number;
  readonly rowsExamined: number;
  readonly rowsSent: number;
  readonly rowsAffected: number;
  /** UTC. */
  readonly firstSeen: string;
  readonly lastSeen: string;
}

/** ER_TABLEACCESS_DENIED_ERROR, ER_DBACCESS_DENIED_ERROR, ER_COLUMNACCESS_DENIED_ERROR */
const denied = [1142, 1044, 1143];

/** Bytes that the server keeps of a digest's text. RefusedError where it collects none, with how to switch that on. */
export async function prepareAudit(session: Session): Promise<number> {
  const rows = await session.query(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN ('performance_schema', 'max_digest_length', 'performance_schema_max_digest_length')`,
  );
  const variables = new Map(rows.map((row) => [String(row.Variable_name).toLowerCase(), String(row.Value)]));
  if (variables.get('performance_schema') !== 'ON') {
    throw session.facts.flavour === 'mariadb' ? refuse('audit.off-mariadb') : refuse('audit.off');
  }
  const consumers = await ask(
    session,
    `SELECT NAME AS name FROM performance_schema.setup_consumers
      WHERE NAME IN ('global_instrumentation', 'thread_instrumentation', 'statements_digest') AND ENABLED <> 'YES'`,
  );
  if (consumers.length > 0)
    throw refuse('audit.consumers', { names: consumers.map(({ name }) => name).join(', ') });
  const lengths = ['max_digest_length', 'performance_schema_max_digest_length'].map((name) =>
    Number(variables.get(name) ?? 1024),
  );
  return Math.min(...lengths);
}

/** All that the server has counted, without its sample texts: they hold values. */
export async function readDigests(session: Session): Promise<readonly Digest[]> {
  const rows = await ask(
    session,
    `SELECT SCHEMA_NAME AS in_schema, DIGEST AS digest, DIGEST_TEXT AS digest_text, COUNT_STAR AS executions,
        SUM_ROWS_EXAMINED AS examined, SUM_ROWS_SENT AS sent, SUM_ROWS_AFFECTED AS affected,
        FIRST_SEEN AS first_seen, LAST_SEEN AS last_seen
      FROM performance_schema.events_statements_summary_by_digest`,
  );
  return rows.map((row) => ({
    schema: String(row.in_schema ?? ''),
    digest: String(row.digest ?? ''),
    text: row.digest === null || row.digest_text === null ? null : String(row.digest_text),
    executions: Number(row.executions),
    rowsExamined: Number(row.examined),
    rowsSent: Number(row.sent),
    rowsAffected: Number(row.affected),
    firstSeen: `${row.first_seen}`,
    lastSeen: `${row.last_seen}`,
  }));
}

async function ask(session: Session, sql: string) {
  return session.query(sql).catch((error: unknown) => {
    if (!(error instanceof MysqlError) || !denied.includes(error.errno ?? 0)) throw error;
    throw refuse('audit.denied');
  });
}

/** What was done between two readings. A count that has fallen was begun anew. */
export function doneSince(before: readonly Digest[], after: readonly Digest[]): readonly Digest[] {
  const key = ({ schema, digest }: Digest): string => `${schema}\0${digest}`;
  const earlier = new Map(before.map((one) => [key(one), one]));
  return after
    .map((one) => {
      const first = earlier.get(key(one));
      if (!first || first.executions > one.executions) return one;
      return {
        ...one,
        executions: one.executions - first.executions,
        rowsExamined: Math.max(0, one.rowsExamined - first.rowsExamined),
        rowsSent: Math.max(0, one.rowsSent - first.rowsSent),
        rowsAffected: Math.max(0, one.rowsAffected - first.rowsAffected),
      };
    })
    .filter(({ executions }) => executions > 0);
}
