import { quoteText } from '../core/sql.js';
import { describeMysqlError } from '../mysql/errors.js';
import { ledgerTable, type RunLedger } from './location.js';
import { type LogEntry, logChainStart, logHash } from './log-chain.js';
import type { LogHead } from './verify-log.js';

/** The run's log, oldest first. */
export async function readLog({ session, location, runId }: RunLedger): Promise<readonly LogEntry[]> {
  const rows = await session.query(
    `SELECT seq, logged_at, kind, detail, hash FROM ${ledgerTable(location, 'log')}
      WHERE run_id = ${quoteText(runId)} ORDER BY seq`,
  );
  return rows.map((row) => ({
    seq: Number(row.seq),
    at: String(row.logged_at),
    kind: String(row.kind),
    detail: String(row.detail),
    hash: String(row.hash),
  }));
}

/** The newest entry as it was noted when it was written; null for runs of versions that did not. */
export async function readLogHead({ session, location, runId }: RunLedger): Promise<LogHead | null> {
  const [row] = await session.query(
    `SELECT content FROM ${ledgerTable(location, 'captures')} WHERE run_id = ${quoteText(runId)} AND kind = ${quoteText(headKind)}`,
  );
  return row ? (JSON.parse(String(row.content)) as LogHead) : null;
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

async function appendNow(
  { session, location, runId }: RunLedger,
  kind: string,
  detail: string,
): Promise<void> {
  const rows = await session.query(
    `SELECT seq, hash FROM ${ledgerTable(location, 'log')} WHERE run_id = ${quoteText(runId)} ORDER BY seq DESC LIMIT 1`,
  );
  const last = rows[0];
  const entry = { seq: last ? Number(last.seq) + 1 : 1, at: new Date().toISOString(), kind, detail };
  const hash = logHash(last ? String(last.hash) : logChainStart, entry);
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
