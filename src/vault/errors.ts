import { parseRetryAfter } from '../core/retry.js';
import { type Sentence, textOf } from '../core/sentence.js';
import { type TlsFault, tlsFault } from '../core/tls-fault.js';
import { isWholeJson } from './json-slice.js';
import { say } from './words.js';

/** Why a request to a Vault did not do what was asked. */
export type VaultErrorKind =
  /** Not allowed for this token, though the token lives. */
  | 'denied'
  /** The token is wrong, expired or revoked. */
  | 'token'
  | 'sealed'
  /** No connection, or it broke or stalled, or there is nobody behind the proxy. */
  | 'unreachable'
  /** The host's name is not known. */
  | 'unknown-host'
  | 'tls'
  | 'throttled'
  | 'server'
  | 'not-found'
  /** The answer is cut short or no Vault's. */
  | 'malformed'
  | 'rejected'
  /** The operator stopped the run while the request waited. */
  | 'stopped';

const transient: ReadonlySet<VaultErrorKind> = new Set([
  'sealed',
  'unreachable',
  'unknown-host',
  'throttled',
  'server',
  'malformed',
]);

/** What a Vault says of one secret alone. */
const ofOneSecret: ReadonlySet<VaultErrorKind> = new Set(['denied', 'not-found', 'rejected']);

/** An error of the Vault side. Its text holds the server's address, a status and known phrases, never a value or token. */
export class VaultError extends Error {
  override readonly name = 'VaultError';
  readonly kind: VaultErrorKind;
  readonly said: string | Sentence;
  readonly status: number | null;
  /** What to do, one sentence. */
  readonly remedy: Sentence | undefined;
  /** How long the server asks to wait. */
  readonly retryAfterMs: number | undefined;
  /** The system's or TLS library's error code, when there is one. Not named `code`: the error would be taken for a database's. */
  readonly networkCode: string | undefined;

  constructor(
    kind: VaultErrorKind,
    message: string | Sentence,
    options: { status?: number; remedy?: Sentence | undefined; retryAfterMs?: number; code?: string } = {},
  ) {
    super(textOf(message));
    this.said = message;
    this.kind = kind;
    this.status = options.status ?? null;
    this.remedy = options.remedy;
    this.retryAfterMs = options.retryAfterMs;
    this.networkCode = options.code;
  }

  /** Trying again may help. */
  get retryable(): boolean {
    return transient.has(this.kind);
  }

  /** Any other secret would have met it, too. */
  get concernsAll(): boolean {
    return !ofOneSecret.has(this.kind);
  }
}

/** Phrases of Vault and OpenBao that are safe to show; other error texts might quote what was sent. */
const knownPhrases: readonly (readonly [RegExp, string])[] = [
  [/invalid token|bad token/i, 'invalid token'],
  [/permission denied/i, 'permission denied'],
  [/is sealed/i, 'Vault is sealed'],
  [/check-and-set parameter required/i, 'check-and-set parameter required'],
  [/check-and-set parameter did not match/i, 'check-and-set parameter did not match the current version'],
  [/no handler for route/i, 'no secret engine at this path'],
  [/route entry not found/i, 'no secret engine at this path'],
  [/unsupported (path|operation)/i, 'unsupported path'],
  [/encryption key not found|no existing key named|key not found/i, 'key not found'],
  [/version is disallowed by policy \(too old\)/i, 'its version is too old for the key'],
  [/upgrading from non-versioned/i, 'the mount is being upgraded to versioned data'],
  [/not initialized/i, 'Vault is not initialized'],
  [/rate limit quota exceeded/i, 'rate limit quota exceeded'],
  [/request (body )?too large|larger than/i, 'request too large'],
  // Vault since 1.20 limits the JSON it takes (1 MiB a string, 300 levels), and answers 500.
  [/exceeds (the )?(allowed|max)/i, 'the value exceeds what the server takes'],
  // Raft storage takes 1 MiB an entry (max_entry_size), and answers 500, too.
  [/(value being|key is) too large/i, 'the value exceeds what the server takes'],
  // File storage names a file after the last part of a path.
  [/file name too long/i, "the path is too long for the server's storage"],
  [/malformed JSON|failed to parse JSON/i, 'the server does not take this JSON'],
  [/DR secondary/i, 'this node is a DR secondary, which serves nothing until it is promoted'],
  [/standby/i, 'this node is a standby'],
  [/namespace not found|invalid namespace/i, 'namespace not found'],
  [/invalid role.?id/i, 'invalid role ID'],
  [/invalid secret.?id/i, 'invalid secret ID'],
  [/plain HTTP request|HTTP request to an HTTPS/i, 'the server speaks HTTPS'],
];

/** The parts of an error answer that may be shown, or an empty text. */
export function safePhrases(body: Buffer): string {
  const text = body.subarray(0, 4096).toString('utf8');
  const found = knownPhrases.filter(([pattern]) => pattern.test(text)).map(([, phrase]) => phrase);
  return [...new Set(found)].join(', ');
}

/** What an answer with an error status means. `subject` says what was asked, e.g. `GET bk/data/a/b`. */
export function errorOfStatus(
  server: string,
  subject: string,
  status: number,
  body: Buffer,
  retryAfter: string | undefined,
): VaultError {
  const phrases = safePhrases(body);
  // Vault's own refusals are JSON: anything else was cut short or comes from something in between.
  if (status < 300 || ((status === 400 || status === 404) && phrases === '' && !isWholeJson(body))) {
    return new VaultError('malformed', say('vault.cut-short', { server, subject }), { status });
  }
  const kind = kindOfStatus(status, phrases);
  const said = stateOfNode[status] ?? phrases;
  const text =
    said === ''
      ? say('vault.status', { server, subject, status })
      : say('vault.status-said', { server, subject, status, said });
  return new VaultError(kind, text, {
    status,
    retryAfterMs: parseRetryAfter(retryAfter),
    remedy: isWrongNode(status, phrases) ? elsewhere : remedies[kind],
  });
}

function kindOfStatus(status: number, phrases: string): VaultErrorKind {
  if (phrases.includes('invalid token')) return 'token';
  if (/exceeds what the server|does not take this JSON|too long for/.test(phrases)) return 'rejected';
  if (isWrongNode(status, phrases)) return 'unreachable';
  if (status === 401 || status === 403) return 'denied';
  // A missing secret is no error; what comes here is a missing engine.
  if (status === 404) return 'not-found';
  if (status === 429) return 'throttled';
  // What was written elsewhere has not come to this node yet (eventual consistency).
  if (status === 412) return 'unreachable';
  if (status === 503 && phrases.includes('sealed')) return 'sealed';
  // A proxy without a server behind it: that is no fault of the path, so the run stops at it.
  if (status === 502 || status === 503 || status === 504) return 'unreachable';
  if (status >= 500) return 'server';
  if (phrases.includes('being upgraded')) return 'server';
  return 'rejected';
}

/** What a status says of the node that gave it. 472 and 473 are Vault's own, of replicas. */
const stateOfNode: Readonly<Record<number, string>> = {
  307: 'this node is a standby',
  308: 'this node is a standby',
  412: 'this node is behind the one that took the latest writes',
  472: 'this node is a DR secondary, which serves nothing until it is promoted',
  473: 'this node is a performance standby',
};

/** Another node would do it. A redirect is not followed: the token is not carried to the address it names. */
function isWrongNode(status: number, phrases: string): boolean {
  return (status in stateOfNode && status !== 412) || phrases.includes('DR secondary');
}

const elsewhere = say('vault.mend.elsewhere');
const away = say('vault.mend.away');

const remedies: Partial<Record<VaultErrorKind, Sentence>> = {
  token: say('vault.mend.token'),
  'not-found': say('vault.mend.mount'),
  denied: say('vault.mend.denied'),
  sealed: say('vault.mend.sealed'),
  unreachable: away,
  throttled: say('vault.mend.throttled'),
};

const tlsCode = /CERT|SSL|TLS|EPROTO|ALTNAME|SELF_SIGNED|UNABLE_TO/;

/** What a failed connection means. Only the error's code is used: its text may quote what was sent. */
export function errorOfConnection(server: string, subject: string, error: unknown): VaultError {
  const code = codeOf(error);
  if (tlsCode.test(code)) {
    return new VaultError('tls', say('vault.no-tls', { server, code }), {
      code,
      remedy: tlsMends[tlsFault(code)],
    });
  }
  if (code === 'ENOTFOUND') {
    return new VaultError('unknown-host', say('vault.unknown-host', { server }), {
      code,
      remedy: say('vault.mend.host'),
    });
  }
  const what = code.includes('TIMEOUT') ? 'vault.too-late' : 'vault.cut-off';
  return new VaultError('unreachable', say(what, { server, code, subject }), { code, remedy: away });
}

const tlsMends: Readonly<Record<TlsFault, Sentence>> = {
  authority: say('vault.mend.tls-authority'),
  name: say('vault.mend.tls-name'),
  expired: say('vault.mend.tls-expired'),
  client: say('vault.mend.tls-client'),
  other: say('vault.mend.tls-other'),
};

function codeOf(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string' && code !== '') return code;
    const first: unknown = at instanceof AggregateError ? at.errors[0] : undefined;
    if (first instanceof Error) return codeOf(first);
  }
  return error instanceof Error ? error.name : 'unknown';
}
