import { readFileSync } from 'node:fs';
import { isIP, Socket } from 'node:net';
import type { Connection, ConnectionOptions, SslOptions } from 'mysql2';
import { createConnection } from 'mysql2';
import type { MysqlEndpoint, TlsOptions } from '../config/config.js';
import type { Flavour } from '../plan/facts.js';
import { localFileRefused, MysqlError, toMysqlError } from './errors.js';

/** `source` and `target` cannot write; `target-writer` loads rows. */
export type SessionRole = 'source' | 'target' | 'target-writer';

/** Without NO_ZERO_*: zero dates that the source holds must pass. Backslash escapes stay on. */
const sqlMode = 'STRICT_ALL_TABLES,NO_AUTO_VALUE_ON_ZERO,NO_ENGINE_SUBSTITUTION';

const connectTimeoutMs = 10_000;
const keepAliveMs = 10_000;

function tlsOptions(tls: TlsOptions): SslOptions {
  return {
    ca: tls.ca && readFileSync(tls.ca),
    cert: tls.cert && readFileSync(tls.cert),
    key: tls.key && readFileSync(tls.key),
    rejectUnauthorized: tls.verify,
    verifyIdentity: tls.verify,
  };
}

function connectionOptions(endpoint: MysqlEndpoint): ConnectionOptions {
  return {
    ...(endpoint.socketPath === undefined
      ? { host: endpoint.host, port: endpoint.port }
      : { socketPath: endpoint.socketPath }),
    user: endpoint.user,
    password: endpoint.password?.reveal(),
    ...(endpoint.database === '' ? {} : { database: endpoint.database }),
    ssl: endpoint.tls && tlsOptions(endpoint.tls),
    charset: 'UTF8MB4_GENERAL_CI',
    connectTimeout: connectTimeoutMs,
    // A network that swallows everything is noticed within half a minute, not after the system's two hours.
    keepAliveInitialDelay: keepAliveMs,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    jsonStrings: true,
    multipleStatements: false,
    // `sendBytes` writes the plain form of COM_QUERY.
    flags: ['-CLIENT_QUERY_ATTRIBUTES'],
    connectAttributes: { program_name: 'tenantferry' },
    typeCast: (field, next) => (field.type === 'GEOMETRY' ? field.buffer() : next()),
    // Any server may answer any statement with "send me this file": it gets nothing, and is left.
    infileStreamFactory: () => {
      throw localFileRefused();
    },
  };
}

/** Value of sql_select_limit: as many rows as there are. */
export const noLimit = (2n ** 64n - 1n).toString();

/** The statements that make a new connection what its role promises. */
export function setupStatements(flavour: Flavour, role: SessionRole): readonly string[] {
  const mode = role === 'target-writer' ? `${sqlMode},ALLOW_INVALID_DATES` : sqlMode;
  const settings = [
    `time_zone = '+00:00'`,
    // ALLOW_INVALID_DATES lets a source's 2021-02-31 arrive as it is.
    `sql_mode = '${mode}'`,
    // What of a message may be shown is known of the English ones, and what a note means.
    "lc_messages = 'en_US'",
    'sql_safe_updates = 0',
    'sql_auto_is_null = 0',
    // Not DEFAULT, which is what the server is set to for everybody.
    `sql_select_limit = ${noLimit}`,
    'sql_big_selects = 1',
    'autocommit = 1',
    // A COMMIT that ends the connection, or begins a transaction, as a server may be told to.
    'completion_type = 0',
    'wait_timeout = 86400',
    // A reader waits here while its writer is slow, a writer while its reader is.
    'net_write_timeout = 3600',
    'net_read_timeout = 3600',
    'group_concat_max_len = 1048576',
    // Names in definitions are read between their quotes.
    'sql_quote_show_create = 1',
    // Of a list of 1,000 values on, MariaDB (here 10.5 and later) would make a table, and read all of ours to join it.
    flavour === 'mariadb'
      ? // A reader keeps its snapshot while the run is paused.
        'max_statement_time = 0 /*M!100300 , idle_transaction_timeout = 0, idle_readonly_transaction_timeout = 0, idle_write_transaction_timeout = 0 */ /*M!100500 , in_predicate_conversion_threshold = 0 */'
      : 'max_execution_time = 0',
    ...(role === 'target-writer' ? ['foreign_key_checks = 0', 'unique_checks = 1'] : []),
  ];
  return [
    'SET NAMES utf8mb4',
    `SET SESSION ${settings.join(', ')}`,
    'SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ',
    `SET SESSION TRANSACTION READ ${role === 'target-writer' ? 'WRITE' : 'ONLY'}`,
  ];
}

/**
 * For writers. All that a statement warns of is looked at: with a few of them kept, the rest could be anything. MySQL lets few accounts
 * ask for more than its 1024; where it does not, a statement with more warnings counts as one that altered something.
 */
export const keepWarnings = 'SET SESSION max_error_count = 65535';

/**
 * An IP address is looked for in the server's certificate as a host name is. The driver gives none for it, and Node then looks for
 * `localhost`, so that no certificate would do; the socket's own name of its host is what it asks next.
 */
function nameForCertificate(connection: Connection, { host, socketPath, tls }: MysqlEndpoint): void {
  const socket: unknown = Reflect.get(connection, 'stream');
  if (tls && socketPath === undefined && isIP(host) !== 0 && socket instanceof Socket)
    Reflect.set(socket, '_host', host);
}

/** A connected and authenticated connection. Throws MysqlError. */
export function connect(endpoint: MysqlEndpoint): Promise<Connection> {
  return new Promise((resolve, reject) => {
    let connection: Connection;
    try {
      connection = createConnection(connectionOptions(endpoint));
    } catch (error) {
      const { code, said } = toMysqlError(error);
      reject(new MysqlError({ code, message: said, retryable: false }));
      return;
    }
    nameForCertificate(connection, endpoint);
    // Stays for the connection's life: an 'error' event without a listener ends the process.
    connection.on('error', () => undefined);
    connection.connect((error) => {
      if (!error) {
        resolve(connection);
        return;
      }
      connection.destroy();
      reject(toMysqlError(error));
    });
  });
}
