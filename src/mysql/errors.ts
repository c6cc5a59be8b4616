import { type Sentence, saidBy, textOf } from '../core/sentence.js';
import { shownMessage, withoutValues } from './server-messages.js';
import { say } from './words.js';

/** What a failed statement or connection means, without the data that server messages like to quote. */
interface MysqlErrorDescription {
  /** Symbolic code: ER_DUP_ENTRY, ECONNREFUSED, PROTOCOL_CONNECTION_LOST … */
  readonly code: string;
  /** The server's words with quoted values cut out; names of tables, columns, keys and users stay. */
  readonly message: string;
  /** The message; a sentence where the words are ours. */
  readonly said: string | Sentence;
  /** The same work may succeed when tried again (deadlock, lock wait, lost connection, restart). */
  readonly retryable: boolean;
}

/** Every failure of a session: mysql2's own errors carry the SQL text with its values, so they never leave `session.ts`. */
export class MysqlError extends Error implements MysqlErrorDescription {
  override readonly name = 'MysqlError';
  readonly code: string;
  /** The server's error number; 0 when the failure is not the server's answer. */
  readonly errno: number;
  readonly retryable: boolean;
  readonly said: string | Sentence;
  /** The session cannot be used any more. */
  readonly connectionLost: boolean;

  constructor(description: {
    readonly code: string;
    readonly message: string | Sentence;
    readonly retryable: boolean;
    readonly errno?: number;
    readonly connectionLost?: boolean;
  }) {
    super(textOf(description.message));
    this.said = description.message;
    this.code = description.code;
    this.errno = description.errno ?? 0;
    this.retryable = description.retryable;
    this.connectionLost = description.connectionLost ?? false;
  }
}

/** Server errors that go away by themselves; https://dev.mysql.com/doc/mysql-errors/en/server-error-reference.html */
const retryableNumbers: ReadonlySet<number> = new Set([
  1020, // record has changed since last read (MariaDB's snapshot isolation)
  1040, // too many connections
  1053, // server shutdown in progress
  1077, // normal shutdown
  1152, // aborted connection
  1158, // network read error
  1159, // network read time-out
  1160, // network write error
  1161, // network write time-out
  1180, // error during COMMIT
  1203, // too many connections of this user
  1205, // lock wait time-out
  1213, // deadlock
  1317, // query was interrupted
  1927, // connection was killed (MariaDB)
  3168, // server is not available
  3169, // session was killed
  4031, // disconnected because of inactivity
]);

/** Of those, the ones after which the connection is gone. */
const connectionEnds: ReadonlySet<number> = new Set([1053, 1077, 1152, 1927, 3168, 3169, 4031]);

const retryableCodes: ReadonlySet<string> = new Set([
  'EAI_AGAIN',
  'ECONNABORTED',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOENT', // the socket file is missing while the server restarts
  'EPIPE',
  'ETIMEDOUT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_ERROR',
  'PROTOCOL_PACKETS_OUT_OF_ORDER',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_UNEXPECTED_PACKET',
]);

/** The connection is gone, for a reason nobody told. */
export function connectionLost(): MysqlError {
  return new MysqlError({
    code: 'PROTOCOL_CONNECTION_LOST',
    message: say('mysql.lost'),
    retryable: true,
    connectionLost: true,
  });
}

/** The server asked for a file that no statement of ours announced. */
export function localFileRefused(): MysqlError {
  return new MysqlError({
    code: 'LOCAL_FILE_REFUSED',
    message: say('mysql.local-file'),
    retryable: false,
    connectionLost: true,
  });
}

function property(error: object, name: string): unknown {
  return Reflect.get(error, name);
}

/** Code, message without data, and whether to try again, of whatever a session or mysql2 threw. */
export function describeMysqlError(error: unknown): MysqlErrorDescription {
  const { code, message, said, retryable } = toMysqlError(error);
  return { code, message, said, retryable };
}

const networkFailures = {
  ECONNREFUSED: 'mysql.refuses',
  EHOSTUNREACH: 'mysql.unreachable',
  ENETUNREACH: 'mysql.unreachable',
  ETIMEDOUT: 'mysql.no-answer',
} as const;

/** Node's `connect ECONNREFUSED 127.0.0.1:3306` in words. */
function networkWords(code: string, error: Error): Sentence | null {
  const name = Object.entries(networkFailures).find(([known]) => known === code)?.[1];
  const [host, port] = [property(error, 'address'), property(error, 'port')];
  return name !== undefined && typeof host === 'string' && typeof port === 'number'
    ? say(name, { place: `${host}:${port}` })
    : null;
}

/** mysql2 knows MySQL's names only, and MariaDB uses some numbers for other things. */
function serverCode(errno: number, code: unknown, text: string): string {
  if (errno === 4151 && text.includes('locked')) return 'ER_ACCOUNT_HAS_BEEN_LOCKED';
  if (errno === 4025 && text.startsWith('CONSTRAINT ')) return 'ER_CONSTRAINT_FAILED';
  return typeof code === 'string' ? code : `ER_${errno}`;
}

/** mysql2's or Node's error as ours. */
export function toMysqlError(error: unknown): MysqlError {
  if (error instanceof MysqlError) return error;
  if (!(error instanceof Error)) {
    return new MysqlError({ code: 'UNKNOWN', message: say('mysql.unknown'), retryable: false });
  }
  const errno = property(error, 'errno');
  const code = property(error, 'code');
  const sqlState = property(error, 'sqlState');
  if (sqlState !== undefined && typeof errno === 'number') {
    const text = String(property(error, 'sqlMessage') ?? error.message);
    return new MysqlError({
      code: serverCode(errno, code, text),
      errno,
      message: shownMessage(errno, String(sqlState), text),
      retryable: retryableNumbers.has(errno),
      connectionLost: connectionEnds.has(errno),
    });
  }
  if (typeof code === 'string') {
    const retryable = retryableCodes.has(code);
    const message = networkWords(code, error) ?? saidBy(error);
    return new MysqlError({ code, message, retryable, connectionLost: retryable });
  }
  if (property(error, 'fatal') === true) {
    return connectionLost();
  }
  return new MysqlError({ code: 'CLIENT', message: withoutValues(error.message), retryable: false });
}
