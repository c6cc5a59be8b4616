import { z } from 'zod';
import { inBatches } from '../core/in-batches.js';
import { quoteText } from '../core/sql.js';
import { ledgerTable, type RunLedger } from '../ledger/location.js';
import { count, json, readRows, row } from '../ledger/read-rows.js';
import { rowsOf, updateRows } from '../ledger/rows.js';
import { hasTable } from '../ledger/version.js';
import type { Session } from '../mysql/session.js';
import { type Alert, alertShape, hashOf, isOpen, type Silence, silenceShape } from './alert.js';
import { type Letter, letterShape } from './letter.js';
import type { Known, Transition } from './life.js';
import { refuse } from './words.js';

/**
 * What the ledger keeps of alerts. It belongs to a target database and a tenant, not to a run: in place of a run's ID stands the name that
 * `watchName` gives. Whoever changes alerts does so alone, by `withTurn`.
 */

/** The name under which the ledger keeps it. */
export const watchName = (database: string, tenantId: string): string => `${database}/${tenantId}`;

const alertRow = row({ alert: json(alertShape) }).transform(({ alert }): Alert => alert);

/** Alerts of which something may become, and silences that go on; nothing in a ledger of a version before it kept them. Reads only. */
export async function readKnown(ledger: RunLedger, now: number): Promise<Known> {
  if (!(await hasTable(ledger.session, ledger.location, 'alerts'))) return { alerts: [], silences: [] };
  const alerts = await rowsOf(ledger, 'alerts', alertRow, 'AND is_open = 1 ORDER BY started_at, alert_id');
  const silenceRow = row({ silence: json(silenceShape) });
  const silences = await rowsOf(ledger, 'alert_silences', silenceRow, `AND ends_at > ${now}`);
  return { alerts, silences: silences.map(({ silence }) => silence) };
}

/** Alerts that are open, and those that began since; the oldest first. Reads only. */
export async function readAlerts(ledger: RunLedger, since: number): Promise<readonly Alert[]> {
  if (!(await hasTable(ledger.session, ledger.location, 'alerts'))) return [];
  const which = `AND (is_open = 1 OR started_at >= ${since}) ORDER BY started_at, alert_id`;
  return rowsOf(ledger, 'alerts', alertRow, which);
}

/** undefined: there is none. Reads only. */
export async function findAlert(ledger: RunLedger, id: string): Promise<Alert | undefined> {
  if (!(await hasTable(ledger.session, ledger.location, 'alerts'))) return undefined;
  const [found] = await rowsOf(ledger, 'alerts', alertRow, `AND alert_id = ${quoteText(id)}`);
  return found;
}

/** What one turn changes. */
export interface Changes {
  readonly alerts: readonly Alert[];
  readonly dropped?: readonly Alert[];
  readonly letters?: readonly Letter[];
  readonly silences?: readonly Silence[];
  readonly history?: readonly HistoryEntry[];
}

/** What happened to an alert. */
export interface HistoryEntry {
  readonly alertId: string;
  readonly ruleId: string;
  readonly kind: Transition['what'] | 'silenced' | 'recovery';
  readonly byWhom: string | null;
  readonly detail: string | null;
}

const rowsTogether = 200;

/** Keeps it all, or nothing of it. A letter that is kept already is not kept twice. */
export async function writeChanges(ledger: RunLedger, changes: Changes, now: number): Promise<void> {
  const { session, location, runId } = ledger;
  const { alerts, dropped = [], letters = [], silences = [], history = [] } = changes;
  const at = new Date(now).toISOString();
  const insert = async (how: string, into: string, values: readonly string[]) => {
    for await (const batch of inBatches(values, rowsTogether, (text) => text.length))
      await session.execute(`${how} INTO ${into} VALUES ${batch.join(', ')}`);
  };
  const own = quoteText(runId);
  const text = (value: string | null) => (value === null ? 'NULL' : quoteText(value));
  const table = (name: Parameters<typeof ledgerTable>[1], columns: string) =>
    `${ledgerTable(location, name)} (run_id, ${columns})`;
  await session.begin();
  try {
    for (const { id } of dropped)
      await session.execute(
        `DELETE FROM ${ledgerTable(location, 'alerts')} WHERE run_id = ${own} AND alert_id = ${quoteText(id)}`,
      );
    await insert(
      'REPLACE',
      table('alerts', 'alert_id, is_open, started_at, alert'),
      alerts.map(
        (alert) =>
          `(${own}, ${quoteText(alert.id)}, ${Number(isOpen(alert))}, ${alert.startedAt}, ${quoteText(JSON.stringify(alert))})`,
      ),
    );
    await insert(
      'INSERT IGNORE',
      table('alert_notices', 'notice_key, channel, rule_id, body, attempts, due_at'),
      letters.map(
        (letter) =>
          `(${own}, ${quoteText(letter.key)}, ${quoteText(letter.channel)}, ${quoteText(letter.rule)}, ${quoteText(JSON.stringify(letter))}, 0, ${now})`,
      ),
    );
    await insert(
      'REPLACE',
      table('alert_silences', 'silence_id, ends_at, silence'),
      silences.map(
        (one) => `(${own}, ${quoteText(one.id)}, ${one.endsAt}, ${quoteText(JSON.stringify(one))})`,
      ),
    );
    await insert(
      'INSERT',
      table('alert_history', 'logged_at, alert_id, rule_id, kind, by_whom, detail'),
      history.map(
        ({ alertId, ruleId, kind, byWhom, detail }) =>
          `(${own}, ${quoteText(at)}, ${quoteText(alertId)}, ${quoteText(ruleId)}, ${quoteText(kind)}, ${text(byWhom)}, ${text(detail)})`,
      ),
    );
    await session.commit();
  } catch (error) {
    await session.rollback().catch(() => session.destroy());
    throw error;
  }
}

/** A letter that was not delivered yet. */
export interface WaitingLetter {
  readonly seq: number;
  readonly attempts: number;
  readonly dueAt: number;
  readonly letter: Letter;
}

const waitingRow = row({ seq: count, attempts: count, dueAt: count, body: json(letterShape) }).transform(
  ({ body: letter, ...waiting }): WaitingLetter => ({ ...waiting, letter }),
);

interface Due {
  readonly channel: string;
  readonly now: number;
  /** The connection that holds the watch: nothing is due for anybody else. */
  readonly holder: number;
  /** One that would wait longer than that is due now: the clock was set back. */
  readonly longestWaitMs: number;
}

/** What a channel has to send now: of each rule the oldest letter, where it is due. Reads only. */
export async function dueLetters(
  ledger: RunLedger,
  { channel, now, holder, longestWaitMs }: Due,
): Promise<readonly WaitingLetter[]> {
  const table = ledgerTable(ledger.location, 'alert_notices');
  const own = `run_id = ${quoteText(ledger.runId)} AND channel = ${quoteText(channel)} AND sent_at IS NULL`;
  return readRows(
    ledger,
    'alert_notices',
    waitingRow,
    `SELECT * FROM ${table} WHERE seq IN (SELECT MIN(seq) FROM ${table} AS first WHERE ${own} GROUP BY rule_id)
      AND (due_at <= ${now} OR due_at > ${now + longestWaitMs}) AND IS_USED_LOCK(${lock('watch', ledger.runId)}) = ${holder} ORDER BY seq LIMIT 50`,
  );
}

export async function noteSent(ledger: RunLedger, seq: number): Promise<void> {
  const sentAt = new Date().toISOString();
  await updateRows(ledger, 'alert_notices', { sentAt, problem: null }, `AND seq = ${seq}`);
}

export async function noteUnsent(
  ledger: RunLedger,
  seq: number,
  {
    attempts,
    dueAt,
    problem,
  }: { readonly attempts: number; readonly dueAt: number; readonly problem: string },
): Promise<void> {
  await updateRows(ledger, 'alert_notices', { attempts, dueAt, problem }, `AND seq = ${seq}`);
}

/** How many letters wait, by channel. Reads only. */
export async function waitingByChannel(ledger: RunLedger): Promise<Readonly<Record<string, number>>> {
  if (!(await hasTable(ledger.session, ledger.location, 'alert_notices'))) return {};
  const rows = await readRows(
    ledger,
    'alert_notices',
    row({ channel: z.string(), letters: count }),
    `SELECT channel, COUNT(*) AS letters FROM ${ledgerTable(ledger.location, 'alert_notices')}
      WHERE run_id = ${quoteText(ledger.runId)} AND sent_at IS NULL GROUP BY channel`,
  );
  return Object.fromEntries(rows.map(({ channel, letters }) => [channel, letters]));
}

const countRow = row({ ruleId: z.string(), day: z.string(), kind: z.string(), times: count });
export type HistoryCount = z.output<typeof countRow>;

/** How often what happened since, by rule and day (UTC). Reads only. */
export async function countHistory(ledger: RunLedger, since: number): Promise<readonly HistoryCount[]> {
  if (!(await hasTable(ledger.session, ledger.location, 'alert_history'))) return [];
  return readRows(
    ledger,
    'alert_history',
    countRow,
    `SELECT rule_id, LEFT(logged_at, 10) AS day, kind, COUNT(*) AS times FROM ${ledgerTable(ledger.location, 'alert_history')}
      WHERE run_id = ${quoteText(ledger.runId)} AND logged_at >= ${quoteText(new Date(since).toISOString())}
      GROUP BY rule_id, LEFT(logged_at, 10), kind ORDER BY rule_id, day, kind`,
  );
}

const lock = (what: string, name: string) => quoteText(`tenantferry:${what}:${hashOf(name).slice(0, 32)}`);

/** Messages that were sent so long ago, or that no channel of the config takes any more, are of no use. */
const letterDays = 30;

/** Takes old messages out of the ledger. */
export async function forgetLetters({ session, location, runId }: RunLedger, now: number): Promise<void> {
  const before = now - letterDays * 86_400_000;
  await session.execute(
    `DELETE FROM ${ledgerTable(location, 'alert_notices')} WHERE run_id = ${quoteText(runId)}
      AND (sent_at < ${quoteText(new Date(before).toISOString())} OR due_at < ${before})`,
  );
}

/** Whether a watch of this name is at work. Reads only. */
export async function isWatched(session: Session, name: string): Promise<boolean> {
  const rows = await session.query(`SELECT IS_USED_LOCK(${lock('watch', name)}) AS holder`);
  return rows[0]?.holder != null;
}

/** One watch at a time; as long as the connection stands. RefusedError where another is at work. */
export async function holdWatch({ session, runId }: RunLedger): Promise<void> {
  // A server may take a moment to see that a killed one is gone.
  const rows = await session.query(`SELECT GET_LOCK(${lock('watch', runId)}, 2) AS held`);
  // As `watchName` makes it.
  const tenant = runId.slice(runId.indexOf('/') + 1);
  if (Number(rows[0]?.held) !== 1) throw refuse('watch.running', { tenant });
}

const turnWaitSeconds = 10;

/** Whoever reads, works out and writes does so alone: a watch, and the commands beside it. */
export async function withTurn<Result>(ledger: RunLedger, work: () => Promise<Result>): Promise<Result> {
  const { session, runId } = ledger;
  const name = lock('watch-turn', runId);
  const rows = await session.query(`SELECT GET_LOCK(${name}, ${turnWaitSeconds}) AS held`);
  if (Number(rows[0]?.held) !== 1) throw refuse('watch.busy');
  try {
    return await work();
  } finally {
    await session.query(`SELECT RELEASE_LOCK(${name})`).catch(() => undefined);
  }
}
