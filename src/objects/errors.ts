import { type TlsFault, tlsFault } from '../core/tls-fault.js';

/** Why a request to an object store did not do what was asked. */
export type ObjectErrorKind =
  /** The name or its password is wrong. */
  | 'login'
  /** Not allowed for this account. */
  | 'denied'
  | 'missing'
  | 'no-project'
  | 'no-repository'
  /** The project that was to be made cannot have this name on this server. */
  | 'bad-name'
  | 'exists'
  /** The bytes are not those of the digest that was sent with them. */
  | 'digest'
  | 'quota'
  | 'throttled'
  /** The clocks are too far apart for a signature. */
  | 'clock'
  /** No connection, or it broke or stalled. */
  | 'unreachable'
  | 'unknown-host'
  | 'tls'
  /** The server failed. */
  | 'server'
  /** The answer is cut short or no object store's. */
  | 'malformed'
  | 'rejected'
  /** The operator stopped the run while the request waited. */
  | 'stopped';

const transient: ReadonlySet<ObjectErrorKind> = new Set([
  'throttled',
  'unreachable',
  'unknown-host',
  'server',
  'malformed',
]);

/** Faults of a whole store: every other object would meet them too. */
const ofStore: ReadonlySet<ObjectErrorKind> = new Set([
  'login',
  'denied',
  'no-project',
  'bad-name',
  'quota',
  'throttled',
  'clock',
  'unreachable',
  'unknown-host',
  'tls',
  'server',
]);

/** An error of an object store. Its text holds the server's address, a status and known phrases, never what was sent. */
export class ObjectError extends Error {
  override readonly name = 'ObjectError';
  readonly kind: ObjectErrorKind;
  readonly status: number | null;
  /** How long the server asks to wait. */
  readonly retryAfterMs: number | undefined;
  /** Of kind tls. */
  readonly tls: TlsFault | undefined;

  constructor(
    kind: ObjectErrorKind,
    message: string,
    options: { readonly status?: number; readonly retryAfterMs?: number; readonly tls?: TlsFault } = {},
  ) {
    super(message);
    this.kind = kind;
    this.status = options.status ?? null;
    this.retryAfterMs = options.retryAfterMs;
    this.tls = options.tls;
  }

  /** Trying again may help. */
  get retryable(): boolean {
    return transient.has(this.kind);
  }

  get isOfStore(): boolean {
    return ofStore.has(this.kind);
  }
}

/** The operator's end of a request. */
export const stopped = () => new ObjectError('stopped', 'stopped by the operator');

/** An answer's status where nothing better is known. */
export function kindOfStatus(status: number): ObjectErrorKind {
  if (status === 401) return 'login';
  if (status === 403) return 'denied';
  if (status === 404) return 'missing';
  if (status === 429 || status === 503) return 'throttled';
  if (status === 408 || status >= 500) return 'server';
  return 'rejected';
}

const hostCodes: ReadonlySet<string> = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA']);

/** What a failed connection means; `subject` says what was asked, e.g. `HEAD /generic/…`. */
export function errorOfConnection(server: string, subject: string, error: unknown): ObjectError {
  if (error instanceof ObjectError) return error;
  const { code = '', message = '' } = error as NodeJS.ErrnoException;
  if (code === 'ABORT_ERR' || code === 'UND_ERR_ABORTED') return stopped();
  if (hostCodes.has(code))
    return new ObjectError('unknown-host', `${server}: the host is not known (${code})`);
  if (/CERT|SELF_SIGNED|ERR_TLS|ERR_SSL|UNABLE_TO_(GET|VERIFY)|HOSTNAME_MISMATCH/.test(`${code} ${message}`))
    return new ObjectError(
      'tls',
      `${server}: the TLS connection was refused (${code || 'handshake failed'})`,
      { tls: tlsFault(`${code} ${message}`) },
    );
  return new ObjectError(
    'unreachable',
    `${server}: ${subject} got no whole answer (${code || 'connection lost'})`,
  );
}
