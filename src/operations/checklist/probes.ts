import type { MysqlEndpoint } from '../../config/config.js';
import { undici } from '../../core/late-packages.js';
import { readStart } from '../../core/read-start.js';
import { RefusedError } from '../../core/refused.js';
import type { Sentence } from '../../core/sentence.js';
import { quoteText } from '../../core/sql.js';
import { readWindow } from '../../isolation/api/window.js';
import { say as sayIsolation } from '../../isolation/words.js';
import type { ChecklistAnswer } from '../../ledger/shapes.js';
import { describeMysqlError, toMysqlError } from '../../mysql/errors.js';
import { openSession } from '../../mysql/session.js';
import type { ApiEndpoint, ChecklistItem, Preset } from '../../preset/schema.js';
import { say } from '../words.js';

interface ProbeOptions {
  readonly source: MysqlEndpoint;
  readonly target: MysqlEndpoint;
  /** `:tenant` in a probe's SQL and `{tenant}` in its address stand for this. */
  readonly tenantId: string;
  readonly signal: AbortSignal;
  /** How long one probe may take; default: HTTP 5 seconds, SQL 30. */
  readonly timeoutMs?: number;
}

type Probe = NonNullable<ChecklistItem['probe']>;

interface Outcome {
  readonly state: 'pass' | 'fail';
  /** One sentence; never a response body, which may hold anything. */
  readonly evidence: Sentence;
}

const defaultTimeoutMs = 5_000;
const defaultSqlTimeoutMs = 30_000;
/** Of a response, no more is read. */
const mostBytes = 1024 * 1024;
/** What an SQL probe may show of an answer that it did not expect. */
const plainAnswer = /^(-?\d{1,20}(\.\d{1,20})?|NULL|no row)$/;

/** Makes every probe of the checklist and returns the answers to save. Reads only. */
export async function runProbes(
  preset: Pick<Preset, 'checklist'> & Partial<Pick<Preset, 'api_window'>>,
  options: ProbeOptions,
): Promise<readonly ChecklistAnswer[]> {
  const answers: ChecklistAnswer[] = [];
  for (const item of preset.checklist) {
    if (item.kind !== 'probe' || !item.probe) continue;
    options.signal.throwIfAborted();
    const { state, evidence } = await makeProbe(item.probe, options, preset.api_window ?? []);
    answers.push({
      itemId: item.id,
      state,
      evidence: evidence.text,
      because: [evidence],
      note: '',
      by: 'tenantferry',
      at: new Date().toISOString(),
    });
  }
  return answers;
}

function makeProbe(probe: Probe, options: ProbeOptions, endpoints: readonly ApiEndpoint[]): Promise<Outcome> {
  if ('log' in probe) return probeLog(probe, endpoints);
  return 'http' in probe ? probeHttp(probe, options) : probeSql(probe, options);
}

/** A log that ends earlier says nothing of today. */
const freshLogMs = 86_400_000;

/** Whether old endpoints were silent for so many days, by the log of whoever serves them. */
async function probeLog(
  { log, silent_days: days }: Extract<Probe, { log: readonly string[] }>,
  endpoints: readonly ApiEndpoint[],
): Promise<Outcome> {
  try {
    const { silent, logEndsAt, doubtful = 0, gaps = [] } = (await readWindow(log, endpoints, days)).figures;
    if (logEndsAt !== null && Date.now() - Date.parse(logEndsAt) > freshLogMs)
      return fail(sayIsolation('window.old-log', { at: logEndsAt }));
    if (silent) return { state: 'pass', evidence: sayIsolation('window.silent', { days }) };
    const [gap] = gaps;
    if (gap) return fail(sayIsolation('window.gap', gap));
    return fail(
      doubtful > 0
        ? sayIsolation('window.doubtful-log', { lines: doubtful })
        : sayIsolation('window.not-silent', { days }),
    );
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return fail({ text: error.message, ...(error.because ?? { code: 'window.no-log' }) });
  }
}

async function probeHttp(
  probe: Extract<Probe, { http: string }>,
  { tenantId, signal, timeoutMs = defaultTimeoutMs }: ProbeOptions,
): Promise<Outcome> {
  const address = probe.http.replaceAll('{tenant}', () => encodeURIComponent(tenantId));
  const what = withoutCredentials(address);
  // The host is the one that preset or config names; a tenant's name must not choose it.
  if (/^[^:]+:\/\/[^/?#]*\{tenant\}/.test(probe.http)) return fail(say('probe.host', { tenant: '{tenant}' }));
  const { Agent, request } = undici();
  // An agent of its own, so that a probe leaves no open connection behind.
  const dispatcher = new Agent({
    connectTimeout: timeoutMs,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  try {
    const response = await request(address, {
      dispatcher,
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await readStart(response.body, mostBytes);
    const status = response.statusCode;
    if (status !== probe.expect_status) {
      return fail(say('probe.other-status', { what, status, wanted: probe.expect_status }));
    }
    if (probe.expect_body !== undefined && !text.includes(probe.expect_body)) {
      return fail(say('probe.no-text', { what, status }));
    }
    const found = probe.expect_body === undefined ? 'probe.status' : 'probe.text';
    return { state: 'pass', evidence: say(found, { what, status }) };
  } catch (error) {
    signal.throwIfAborted();
    return fail(say('probe.unreachable', { what, why: reasonOf(error, timeoutMs) }));
  } finally {
    await dispatcher.destroy();
  }
}

/** A user name or password in an address is not shown. */
function withoutCredentials(address: string): string {
  try {
    const url = new URL(address);
    return `${url.origin}${url.pathname}`;
  } catch {
    return 'the address';
  }
}

function reasonOf(error: unknown, timeoutMs: number): string | Sentence {
  if (!(error instanceof Error)) return 'unknown failure';
  const code = Reflect.get(error, 'code');
  if (error.name === 'TimeoutError') return say('probe.no-answer', { seconds: timeoutMs / 1000 });
  return typeof code === 'string' ? code : error.name;
}

async function probeSql(
  probe: Extract<Probe, { sql: string }>,
  { source, target, tenantId, signal, timeoutMs = defaultSqlTimeoutMs }: ProbeOptions,
): Promise<Outcome> {
  // A read-only session may still write files on the server.
  if (/\binto\s+(outfile|dumpfile)\b/i.test(probe.sql)) return fail(say('probe.writes'));
  const ending = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const side = say(`probe.${probe.on}`);
  try {
    // Both roles are read-only sessions.
    const session = await openSession(probe.on === 'source' ? source : target, probe.on);
    const cut = () => session.destroy();
    try {
      // The server ends the query itself; cutting the connection alone would leave it running there.
      await session.execute(
        session.facts.flavour === 'mariadb'
          ? `SET SESSION max_statement_time = ${timeoutMs / 1000}`
          : `SET SESSION max_execution_time = ${timeoutMs}`,
      );
      ending.throwIfAborted();
      ending.addEventListener('abort', cut);
      const asked = performance.now();
      const [row] = await session.queryCells(probe.sql.replaceAll(/:tenant\b/g, () => quoteText(tenantId)));
      // A server that ends a query for its time may answer with the rows it had until then, or SLEEP with 1.
      if (performance.now() - asked >= timeoutMs) return fail(noAnswer(side, timeoutMs));
      const found = row === undefined ? 'no row' : (row[0]?.toString('utf8') ?? 'NULL');
      if (found === probe.expect)
        return { state: 'pass', evidence: say('probe.row', { side, found: probe.expect }) };
      // A text may be anything, also a secret; figures are shown.
      const plain = plainAnswer.test(found) ? found : say('probe.other-text');
      const shown = row === undefined ? say('probe.no-row') : plain;
      return fail(say('probe.other-row', { side, found: shown, wanted: probe.expect }));
    } finally {
      ending.removeEventListener('abort', cut);
      await session.close();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (ending.aborted || ranOutOfTime(error)) return fail(noAnswer(side, timeoutMs));
    return fail(say('probe.failed', { side, why: describeMysqlError(error).said }));
  }
}

function noAnswer(side: Sentence, timeoutMs: number): Sentence {
  return say('probe.failed', { side, why: say('probe.no-answer', { seconds: timeoutMs / 1000 }) });
}

/** What the servers say when they end a query for its time. */
const timeoutNumbers: ReadonlySet<number> = new Set([
  1317, // query was interrupted
  1969, // max_statement_time (MariaDB)
  3024, // max_execution_time (MySQL)
]);

function ranOutOfTime(error: unknown): boolean {
  return timeoutNumbers.has(toMysqlError(error).errno);
}

function fail(evidence: Sentence): Outcome {
  return { state: 'fail', evidence };
}
