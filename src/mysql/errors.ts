/** What a failed statement or connection means, without the data that server messages like to quote. */
export interface MysqlErrorDescription {
  /** Symbolic code: ER_DUP_ENTRY, ECONNREFUSED, PROTOCOL_CONNECTION_LOST … */
  readonly code: string;
  /** The server's words with quoted values cut out; names of tables, columns, keys and users stay. */
  readonly message: string;
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
  /** The session cannot be used any more. */
  readonly connectionLost: boolean;

  constructor(description: MysqlErrorDescription & { errno?: number; connectionLost?: boolean }) {
    super(description.message);
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

/** Errors whose whole text is made of names, privileges and settings, never of a row's values. */
const harmlessNumbers: ReadonlySet<number> = new Set([
  1040, 1044, 1045, 1046, 1048, 1049, 1050, 1051, 1053, 1054, 1072, 1091, 1109, 1129, 1130, 1136, 1142, 1143,
  1146, 1148, 1153, 1158, 1159, 1160, 1161, 1184, 1193, 1203, 1205, 1213, 1227, 1231, 1238, 1264, 1265, 1290,
  1305, 1317, 1364, 1370, 1396, 1406, 1410, 1419, 1451, 1452, 1524, 1698, 1792, 1820, 1836, 1862, 1927, 1969,
  3024, 3118, 3159, 3168, 3169, 3819, 3948, 4025, 4031, 4166,
]);

/** The connection is gone, for a reason nobody told. */
export function connectionLost(): MysqlError {
  return new MysqlError({
    code: 'PROTOCOL_CONNECTION_LOST',
    message: 'the connection was lost',
    retryable: true,
    connectionLost: true,
  });
}

/** The server asked for a file that no statement of ours announced. */
export function localFileRefused(): MysqlError {
  return new MysqlError({
    code: 'LOCAL_FILE_REFUSED',
    message:
      'the server asked for a local file that was not announced; nothing was sent and the connection was cut',
    retryable: false,
    connectionLost: true,
  });
}

function property(error: object, name: string): unknown {
  return Reflect.get(error, name);
}

/** `Duplicate entry 'secret' for key 'PRIMARY'` → `Duplicate entry … for key 'PRIMARY'`. */
export function withoutValues(message: string): string {
  const quote = message.search(/['"`]/);
  if (quote < 0) return message;
  // Only the end is trusted to hold a name: a value before it may hold any quotes and words.
  const tail = /\bfor (?:key|column|constraint|function) ['`][^'"]{1,200}['`]?(?: at row \d+)?\.?$/.exec(
    message,
  );
  const head = message.slice(0, quote).replace(/[\s:(]+$/, '');
  return tail && tail.index > quote ? `${head} … ${tail[0]}` : `${head} …`;
}

/** Code, message without data, and whether to try again, of whatever a session or mysql2 threw. */
export function describeMysqlError(error: unknown): MysqlErrorDescription {
  const { code, message, retryable } = toMysqlError(error);
  return { code, message, retryable };
}

const networkFailures: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses connections: the server is not running or listens elsewhere',
  EHOSTUNREACH: 'cannot be reached from this machine',
  ENETUNREACH: 'cannot be reached from this machine',
  ETIMEDOUT: 'does not answer',
};

/** Node's `connect ECONNREFUSED 127.0.0.1:3306` in words. */
function networkWords(code: string, error: Error): string | null {
  const words = networkFailures[code];
  const [host, port] = [property(error, 'address'), property(error, 'port')];
  return words !== undefined && typeof host === 'string' && typeof port === 'number'
    ? `${host}:${port} ${words}`
    : null;
}

/** mysql2's or Node's error as ours. */
export function toMysqlError(error: unknown): MysqlError {
  if (error instanceof MysqlError) return error;
  if (!(error instanceof Error)) {
    return new MysqlError({ code: 'UNKNOWN', message: 'unknown failure', retryable: false });
  }
  const errno = property(error, 'errno');
  const code = property(error, 'code');
  if (property(error, 'sqlState') !== undefined && typeof errno === 'number') {
    const text = String(property(error, 'sqlMessage') ?? error.message);
    return new MysqlError({
      code: typeof code === 'string' ? code : `ER_${errno}`,
      errno,
      message: harmlessNumbers.has(errno) ? text : withoutValues(text),
      retryable: retryableNumbers.has(errno),
      connectionLost: connectionEnds.has(errno),
    });
  }
  if (typeof code === 'string') {
    const retryable = retryableCodes.has(code);
    const message = networkWords(code, error) ?? error.message;
    return new MysqlError({ code, message, retryable, connectionLost: retryable });
  }
  if (property(error, 'fatal') === true) {
    return connectionLost();
  }
  return new MysqlError({ code: 'CLIENT', message: withoutValues(error.message), retryable: false });
}
