import { parseRetryAfter } from '../../core/retry.js';
import { kindOfStatus, ObjectError, type ObjectErrorKind } from '../errors.js';
import { readText, type StoreAnswer, type StoreTransport } from '../http.js';

/** Codes of BkRepo's answers, read in its source (bk-repo 2d586d7f). */
const kinds: Readonly<Record<number, ObjectErrorKind>> = {
  250113: 'denied',
  250114: 'login',
  250124: 'throttled',
  250128: 'throttled',
  251003: 'digest',
  251004: 'no-project',
  251005: 'exists',
  251006: 'no-repository',
  251007: 'exists',
  251010: 'missing',
  251012: 'exists',
  251013: 'exists',
  251024: 'missing',
  251025: 'quota',
};

/** Words for a code; the server's own message may quote what was sent. */
const words: Readonly<Partial<Record<ObjectErrorKind, string>>> = {
  login: 'the user or the password is wrong',
  denied: 'the user may not do this',
  digest: 'the bytes do not have the digest that was announced',
  'no-project': 'the project does not exist',
  'no-repository': 'the repository does not exist',
  exists: 'it exists already',
  missing: 'it does not exist',
  quota: "the repository's quota is used up",
  throttled: 'the server asks to wait',
};

interface BkRepoAnswer {
  readonly code: number;
  readonly data: unknown;
}

/** The answer of a BkRepo as it says it; undefined where it is no JSON of one. */
function parse(text: string): BkRepoAnswer | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || !('code' in value)) return undefined;
    const { code } = value;
    return typeof code === 'number' ? { code, data: 'data' in value ? value.data : null } : undefined;
  } catch {
    return undefined;
  }
}

/** What a failed answer means. `subject` says what was asked. */
export async function errorOf(
  { server }: StoreTransport,
  subject: string,
  answer: StoreAnswer,
): Promise<ObjectError> {
  const code = parse(await readText(server, answer).catch(() => ''))?.code;
  const kind = (code === undefined ? undefined : kinds[code]) ?? kindOfStatus(answer.status);
  const said = [code === undefined ? '' : `code ${code}`, words[kind] ?? '']
    .filter((part) => part !== '')
    .join(', ');
  return new ObjectError(
    kind,
    `${server}: ${subject} gave status ${answer.status}${said === '' ? '' : ` (${said})`}`,
    {
      status: answer.status,
      ...(answer.header('retry-after') === undefined
        ? {}
        : { retryAfterMs: parseRetryAfter(answer.header('retry-after')) ?? 0 }),
    },
  );
}

/** The data of a good answer. Throws ObjectError for any other. */
export async function dataOf(
  transport: StoreTransport,
  subject: string,
  answer: StoreAnswer,
): Promise<unknown> {
  if (answer.status >= 300) throw await errorOf(transport, subject, answer);
  const parsed = parse(await readText(transport.server, answer));
  if (parsed === undefined)
    throw new ObjectError('malformed', `${transport.server}: ${subject} gave an answer that is no BkRepo's`, {
      status: answer.status,
    });
  if (parsed.code !== 0)
    throw new ObjectError(
      kinds[parsed.code] ?? 'rejected',
      `${transport.server}: ${subject} was refused (code ${parsed.code})`,
      { status: answer.status },
    );
  return parsed.data;
}
