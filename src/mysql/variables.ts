import { createHash } from 'node:crypto';
import { quoteText } from '../core/sql.js';
import type { Session } from './session.js';

/** Variables the checks and the plan look at. A server that lacks one simply has no entry for it. */
const variableNames = [
  'binlog_format',
  'character_set_server',
  'collation_server',
  'datadir',
  'event_scheduler',
  'expire_logs_days',
  'gtid_mode',
  'hostname',
  'innodb_buffer_pool_size',
  'innodb_flush_log_at_trx_commit',
  'innodb_lock_wait_timeout',
  'innodb_strict_mode',
  'local_infile',
  'log_bin',
  'lower_case_table_names',
  'max_allowed_packet',
  'max_connections',
  'max_statement_time',
  'port',
  'read_only',
  'require_secure_transport',
  'server_uid',
  'server_uuid',
  'sql_mode',
  'super_read_only',
  'sync_binlog',
  'time_zone',
  'transaction_isolation',
  'tx_isolation',
  'wait_timeout',
];

/** Name → value, of those that the server knows. */
export async function readVariables(session: Session): Promise<Record<string, string>> {
  const rows = await session.query(
    `SHOW GLOBAL VARIABLES WHERE Variable_name IN (${variableNames.map(quoteText).join(', ')})`,
  );
  return Object.fromEntries(rows.map((row) => [String(row.Variable_name), String(row.Value)]));
}

/** Never changes for one server, and differs from its copies': MySQL's uuid, or a digest of what tells MariaDB instances apart. */
export function serverIdentity(variables: Readonly<Record<string, string>>): string {
  if (variables.server_uuid) return variables.server_uuid;
  // MariaDB's own server_uid is made of the machine and the port only.
  const place = [variables.server_uid, variables.hostname, variables.port, variables.datadir].join('\0');
  return createHash('sha256').update(place).digest('hex').slice(0, 32);
}

/** What `DatabaseFacts.serverIdentity` says of a server, by itself. */
export async function readServerIdentity(session: Session): Promise<string> {
  return serverIdentity(await readVariables(session));
}
