import type { MysqlEndpoint } from '../../config/config.js';
import type { Finding } from '../../core/finding.js';

/** A server's answer, or the lack of one, cut down to what may be shown. */
interface ConnectError {
  readonly code: string;
  readonly message: string;
}

type Side = 'source' | 'target';
interface Explanation {
  readonly code: string;
  readonly title: string;
  readonly remedy: string;
  /** Tells the sentences of one code apart, for translation. */
  readonly why?: string;
}

const notFound = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NONAME', 'EAI_FAIL']);
const unreachable = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'CONNECT_TIMEOUT']);
const certificate =
  /^(CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_|ERR_TLS|ERR_SSL|EPROTO|HANDSHAKE_SSL|HOSTNAME_MISMATCH)/;

/** Where we connect to, as an operator would write it. */
export function placeOf(endpoint: MysqlEndpoint): string {
  return endpoint.socketPath ?? `${endpoint.host}:${endpoint.port}`;
}

function explain(error: ConnectError, endpoint: MysqlEndpoint, side: Side): Explanation {
  const place = placeOf(endpoint);
  const key = `${side}.mysql`;
  const { code } = error;
  if (notFound.has(code)) {
    return {
      code: 'mysql.unknown-host',
      title: `the host name ${endpoint.host} cannot be resolved (${code})`,
      remedy: `correct ${key}.host, or make the name known to this machine's DNS or /etc/hosts`,
    };
  }
  if (code === 'ECONNREFUSED') {
    return {
      code: 'mysql.refused',
      title: `nothing listens on ${place} (connection refused)`,
      remedy: `correct ${key}.port, start the server, or make it listen on this address (bind_address)`,
    };
  }
  if (unreachable.has(code)) {
    return {
      code: 'mysql.timeout',
      title: `${place} does not answer (${code})`,
      remedy: `open the network path from this machine to ${place} (firewall, security group, VPN), or correct ${key}.host`,
    };
  }
  if (code === 'ENOENT' || code === 'EACCES') {
    return {
      code: 'mysql.socket',
      title: `the socket ${place} ${code === 'ENOENT' ? 'does not exist' : 'may not be opened by this user'}`,
      remedy: `correct ${key}.socket, or connect by host and port`,
    };
  }
  if (certificate.test(code)) {
    return {
      code: 'mysql.tls',
      why: 'failed',
      title: `the TLS connection to ${place} failed (${code})`,
      remedy: `set ${key}.tls.ca to the CA that signed the server's certificate, and ${key}.host to a name in it`,
    };
  }
  if (code === 'HANDSHAKE_NO_SSL_SUPPORT') {
    return {
      code: 'mysql.tls',
      why: 'not-offered',
      title: `${place} does not offer TLS`,
      remedy: `switch TLS on at the server, or take ${key}.tls out of the config`,
    };
  }
  if (code === 'ER_SECURE_TRANSPORT_REQUIRED') {
    return {
      code: 'mysql.tls',
      why: 'required',
      title: `${place} accepts only TLS connections`,
      remedy: `add ${key}.tls (with ca, unless the certificate is publicly signed) to the config`,
    };
  }
  return explainAnswer(error, endpoint, side);
}

/** The server answered, and said no. */
function explainAnswer(error: ConnectError, endpoint: MysqlEndpoint, side: Side): Explanation {
  const place = placeOf(endpoint);
  const key = `${side}.mysql`;
  const { code, message } = error;
  const account = accountIn(message);
  const from = account?.[2] ? ` from ${account[2]}` : '';
  switch (code) {
    case 'ER_ACCESS_DENIED_ERROR':
    case 'ER_ACCESS_DENIED_NO_PASSWORD_ERROR':
      return /using password: NO/i.test(message) || !endpoint.password
        ? {
            code: 'mysql.auth',
            why: 'no-password',
            title: `${place} refuses user ${endpoint.user}${from}: no password was given`,
            remedy: `set ${key}.password, ${key}.password_file or a \${VARIABLE}`,
          }
        : {
            code: 'mysql.auth',
            why: 'password',
            title: `${place} refuses user ${endpoint.user}${from}: wrong password, or no such user for that address`,
            remedy: `correct ${key}.user and ${key}.password; an administrator sees the account's hosts with: SELECT user, host FROM mysql.user WHERE user = '${endpoint.user}'${tlsHint(endpoint, key)}`,
          };
    case 'ER_HOST_NOT_PRIVILEGED':
      return {
        code: 'mysql.host-not-allowed',
        title: `${place} accepts no user from this machine's address`,
        remedy: `create the account for this address, e.g. CREATE USER '${endpoint.user}'@'ADDRESS' IDENTIFIED BY '…', or run from an allowed machine`,
      };
    case 'ER_HOST_IS_BLOCKED':
      return {
        code: 'mysql.host-blocked',
        title: `${place} has blocked this machine after too many failed connections`,
        remedy:
          'an administrator unblocks it with: FLUSH HOSTS (MySQL 8.0.23 and later: TRUNCATE performance_schema.host_cache)',
      };
    case 'ER_BAD_DB_ERROR':
      return {
        code: 'mysql.database',
        why: 'absent',
        title: `the database ${endpoint.database} does not exist on ${place}`,
        remedy:
          side === 'source'
            ? `correct ${key}.database`
            : `correct ${key}.database, or create the database and deploy the multi-tenant schema to it`,
      };
    case 'ER_DBACCESS_DENIED_ERROR':
      return {
        code: 'mysql.database',
        why: 'no-access',
        title: `user ${endpoint.user}${from} has no access to the database ${endpoint.database} on ${place}`,
        remedy: `correct ${key}.database, or: GRANT SELECT${side === 'target' ? ', INSERT, UPDATE, DELETE' : ''} ON \`${endpoint.database}\`.* TO '${account?.[1] ?? endpoint.user}'@'${account?.[2] ?? '%'}';`,
      };
    case 'ER_CON_COUNT_ERROR':
    case 'ER_TOO_MANY_USER_CONNECTIONS':
    case 'ER_USER_LIMIT_REACHED':
      return {
        code: 'mysql.connections',
        title: `${place} accepts no further connection (${code})`,
        remedy: 'close idle connections, or raise max_connections or the limit of the user',
      };
    case 'ER_ACCOUNT_HAS_BEEN_LOCKED':
    case 'ER_USER_ACCESS_DENIED_FOR_USER_ACCOUNT_BLOCKED_BY_PASSWORD_LOCK':
      return {
        code: 'mysql.auth',
        why: 'locked',
        title: `the account ${endpoint.user} is locked on ${place}`,
        // The server's message names the client's host, or none.
        remedy: `an administrator unlocks it with: ALTER USER '${endpoint.user}'@'HOST' ACCOUNT UNLOCK; the account's HOST is told by: SELECT host FROM mysql.user WHERE user = '${endpoint.user}'`,
      };
    case 'ER_MUST_CHANGE_PASSWORD':
    case 'ER_MUST_CHANGE_PASSWORD_LOGIN':
      return {
        code: 'mysql.auth',
        why: 'expired',
        title: `the password of ${endpoint.user} on ${place} has expired`,
        remedy: `set a new one with the mysql client: ALTER USER USER() IDENTIFIED BY '…', then correct ${key}.password`,
      };
    case 'ER_PLUGIN_IS_NOT_LOADED':
    case 'ER_NOT_SUPPORTED_AUTH_MODE':
    case 'AUTH_SWITCH_PLUGIN_ERROR':
      return {
        code: 'mysql.auth-method',
        title: `${place} wants an authentication method this client does not know (${code})`,
        remedy: `give ${endpoint.user} caching_sha2_password or mysql_native_password`,
      };
    case 'ER_SERVER_OFFLINE_MODE':
      return {
        code: 'mysql.offline',
        title: `${place} is in offline mode`,
        remedy: 'an administrator ends it with: SET GLOBAL offline_mode = OFF',
      };
    default:
      return {
        code: 'mysql.connect',
        title: `the connection to ${place} failed (${code}): ${message}`,
        remedy: `check ${key} in the config, and the server's own error log`,
      };
  }
}

/** An account that must use TLS, or show a certificate, is refused in the same words as a wrong password. */
function tlsHint({ tls }: MysqlEndpoint, key: string): string {
  if (tls === undefined) return `; if it was made with REQUIRE SSL or REQUIRE X509, set ${key}.tls`;
  if (tls.cert === undefined)
    return `; if it was made with REQUIRE X509, set ${key}.tls.cert and ${key}.tls.key`;
  return '';
}

/** The server names the account as it sees us: `'user'@'address'`. */
function accountIn(message: string): RegExpExecArray | null {
  return /'([^']*)'@'([^']*)'/.exec(message);
}

/** Why no session could be opened, as one blocker with the remedy. */
export function connectProblem(error: ConnectError, endpoint: MysqlEndpoint, side: Side): Finding {
  const { code, title, remedy, why = null } = explain(error, endpoint, side);
  const account = accountIn(error.message);
  return {
    code,
    severity: 'blocker',
    subject: `${side}-mysql`,
    title,
    remedy,
    params: {
      why,
      serverCode: error.code,
      message: error.message,
      host: endpoint.host,
      account: account?.[1] ?? endpoint.user,
      from: account?.[2] ?? null,
      place: placeOf(endpoint),
      user: endpoint.user,
      database: endpoint.database,
      tls:
        endpoint.tls === undefined
          ? 'none'
          : endpoint.tls.cert === undefined
            ? 'no-certificate'
            : 'certificate',
    },
  };
}
