import type { MysqlEndpoint } from '../../config/config.js';
import type { Finding } from '../../core/finding.js';
import { sentenceOf } from '../../core/sentence.js';
import { tlsFault } from '../../core/tls-fault.js';
import { connectWords } from './words.js';

/** A server's answer, or the lack of one, cut down to what may be shown. */
interface ConnectError {
  readonly code: string;
  readonly message: string;
}

type Side = 'source' | 'target';

/** Codes of the system and of servers → the finding's code and, behind a point, its cause: as in `words.ts`. */
const problems: Readonly<Record<string, string>> = {
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  EAI_NONAME: 'unknown-host',
  EAI_FAIL: 'unknown-host',
  ECONNREFUSED: 'refused',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'timeout',
  ENETUNREACH: 'timeout',
  EHOSTDOWN: 'timeout',
  CONNECT_TIMEOUT: 'timeout',
  ENOENT: 'socket',
  EACCES: 'socket',
  HANDSHAKE_NO_SSL_SUPPORT: 'tls.not-offered',
  ER_SECURE_TRANSPORT_REQUIRED: 'tls.required',
  ER_ACCESS_DENIED_ERROR: 'auth.password',
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: 'auth.password',
  ER_HOST_NOT_PRIVILEGED: 'host-not-allowed',
  ER_HOST_IS_BLOCKED: 'host-blocked',
  ER_BAD_DB_ERROR: 'database.absent',
  ER_DBACCESS_DENIED_ERROR: 'database.no-access',
  ER_CON_COUNT_ERROR: 'connections',
  ER_TOO_MANY_USER_CONNECTIONS: 'connections',
  ER_USER_LIMIT_REACHED: 'connections',
  ER_ACCOUNT_HAS_BEEN_LOCKED: 'auth.locked',
  ER_USER_ACCESS_DENIED_FOR_USER_ACCOUNT_BLOCKED_BY_PASSWORD_LOCK: 'auth.locked',
  ER_MUST_CHANGE_PASSWORD: 'auth.expired',
  ER_MUST_CHANGE_PASSWORD_LOGIN: 'auth.expired',
  ER_PLUGIN_IS_NOT_LOADED: 'auth-method',
  ER_NOT_SUPPORTED_AUTH_MODE: 'auth-method',
  AUTH_SWITCH_PLUGIN_ERROR: 'auth-method',
  ER_SERVER_OFFLINE_MODE: 'offline',
};
const certificate =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO|HANDSHAKE_SSL|HOSTNAME_MISMATCH)/;

/** Where we connect to, as an operator would write it. */
export function placeOf(endpoint: MysqlEndpoint): string {
  return endpoint.socketPath ?? `${endpoint.host}:${endpoint.port}`;
}

function problemOf({ code, message }: ConnectError, { password }: MysqlEndpoint): string {
  const known = problems[code] ?? (certificate.test(code) ? tlsProblem(`${code} ${message}`) : 'connect');
  const isWithout = known === 'auth.password' && (/using password: NO/i.test(message) || !password);
  return isWithout ? 'auth.no-password' : known;
}

/** The driver gives its own code to all that it finds wrong with a certificate. */
function tlsProblem(text: string): string {
  const fault = tlsFault(text);
  return fault === 'expired' || fault === 'client' ? `tls.${fault}` : 'tls.failed';
}

/** Why no session could be opened, as one blocker with the remedy. */
export function connectProblem(error: ConnectError, endpoint: MysqlEndpoint, side: Side): Finding {
  const problem = problemOf(error, endpoint);
  const { host, user, database, tls } = endpoint;
  // The server names the account as it sees us.
  const [, account = user, from = null] = /'([^']*)'@'([^']*)'/.exec(error.message) ?? [];
  const place = placeOf(endpoint);
  const withTls = tls === undefined ? 'none' : tls.cert === undefined ? 'no-certificate' : 'certificate';
  const key = `${side}.mysql`;
  const word = (name: string, values = {}) => sentenceOf(connectWords, name, values);
  const values = {
    ...{ key, code: error.code, message: error.message, place, host, user, database, account },
    address: from ?? '%',
    variable: '$' + '{VARIABLE}',
    from: from ? word('connect-from', { address: from }) : '',
    state: word(error.code === 'ENOENT' ? 'connect-state.absent' : 'connect-state.denied'),
    // An account that must use TLS, or show a certificate, is refused in the same words as a wrong password.
    hint: withTls === 'certificate' ? '' : word(`connect-hint.${withTls}`, { key }),
    deploy: side === 'target' ? word('connect-deploy') : '',
    writes: side === 'target' ? ', INSERT, UPDATE, DELETE' : '',
  };
  const title = word(`connect.${problem}`, values);
  const remedy = word(`connect.${problem}.remedy`, values);
  const [code, why = null] = problem.split('.');
  return {
    code: `mysql.${code}`,
    severity: 'blocker',
    subject: `${side}-mysql`,
    title: title.text,
    remedy: remedy.text,
    params: {
      ...{ title, remedy, why, serverCode: error.code, message: error.message },
      ...{ host, account, from, place, user, database, tls: withTls },
    },
  };
}
