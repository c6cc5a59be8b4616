import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import { describeMysqlError } from '../mysql/errors.js';
import { ledgerTable, type RunLedger } from './location.js';
import { logChainStart, logHash } from './log-chain.js';
import { count, json, readRows } from './read-rows.js';
import { type LogEntry, type LogHead, logHead } from './shapes.js';

const logRow = z
  .object({
    seq: count,
    logged_at: z.string(),
    kind: z.string(),
    detail: z.string(),
    hash: z.string(),
  })
  .transform(({ logged_at: at, ...entry }): LogEntry => ({ ...entry, at }));

/** The run's log, oldest first. */
export async function readLog(ledger: RunLedger): Promise<readonly LogEntry[]> {
  return readRows(
    ledger,
    'log',
    logRow,
    `SELECT seq, logged_at, kind, detail, hash FROM ${ledgerTable(ledger.location, 'log')}
      WHERE run_id = ${quoteText(ledger.runId)} ORDER BY seq`,
  );
}

/** What the run's latest entry of a kind says; undefined: there is none. */
export async function readLatest(ledger: RunLedger, kind: string): Promise<string | undefined> {
  const [row] = await readRows(
    ledger,
    'log',
    z.object({ detail: z.string() }),
    `SELECT detail FROM ${ledgerTable(ledger.location, 'log')}
      WHERE run_id = ${quoteText(ledger.runId)} AND kind = ${quoteText(kind)} ORDER BY seq DESC LIMIT 1`,
  );
  return row?.detail;
}

const headRow = z.object({
  content: json(logHead),
});

/** The newest entry as it was noted when it was written; null for runs of versions that did not. */
export async function readLogHead(ledger: RunLedger): Promise<LogHead | null> {
  const [row] = await readRows(
    ledger,
    'captures',
    headRow,
    `SELECT content FROM ${ledgerTable(ledger.location, 'captures')}
      WHERE run_id = ${quoteText(ledger.runId)} AND kind = ${quoteText(headKind)}`,
  );
  return row?.content ?? null;
}

/** Kept with what else was noted of a run, so that ledgers of earlier versions have a place for it. */
const headKind = 'log-head';

/** Several parts of a run log at the same time, and an entry must know the one before it. */
let lastAppend: Promise<unknown> = Promise.resolve();
/** Another process (a checklist answered elsewhere) may take the same number: then the next one is tried. */
const attempts = 5;

/** Appends to a run's log; each entry's hash covers the one before it, so an edit afterwards shows. */
export function appendLog(ledger: RunLedger, kind: string, detail: string): Promise<void> {
  const mine = lastAppend.then(async () => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        await appendNow(ledger, kind, detail);
        return;
      } catch (error) {
        if (attempt === attempts || describeMysqlError(error).code !== 'ER_DUP_ENTRY') throw error;
      }
    }
  });
  lastAppend = mine.catch(() => undefined);
  return mine;
}

async function appendNow(ledger: RunLedger, kind: string, detail: string): Promise<void> {
  const { session, location, runId } = ledger;
  const [last] = await readRows(
    ledger,
    'log',
    z.object({ seq: count, hash: z.string() }),
    `SELECT seq, hash FROM ${ledgerTable(location, 'log')} WHERE run_id = ${quoteText(runId)} ORDER BY seq DESC LIMIT 1`,
  );
  const entry = { seq: (last?.seq ?? 0) + 1, at: new Date().toISOString(), kind, detail };
  const hash = logHash(last?.hash ?? logChainStart, entry);
  await session.execute(
    `INSERT INTO ${ledgerTable(location, 'log')} (run_id, seq, logged_at, kind, detail, hash)
      VALUES (${quoteText(runId)}, ${entry.seq}, ${quoteText(entry.at)}, ${quoteText(kind)}, ${quoteText(detail)}, ${quoteText(hash)})`,
  );
  const head = quoteText(JSON.stringify({ seq: entry.seq, hash } satisfies LogHead));
  await session.execute(
    `INSERT INTO ${ledgerTable(location, 'captures')} (run_id, kind, content)
      VALUES (${quoteText(runId)}, ${quoteText(headKind)}, ${head}) ON DUPLICATE KEY UPDATE content = ${head}`,
  );
}
