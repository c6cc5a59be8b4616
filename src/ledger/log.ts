import { z } from 'zod';
import { quoteText } from '../core/sql.js';
import { describeMysqlError } from '../mysql/errors.js';
import { readCapture, replaceCapture } from './captures.js';
import type { RunLedger } from './location.js';
import { logChainStart, logHash } from './log-chain.js';
import { count, row } from './read-rows.js';
import { insertRow, rowsOf } from './rows.js';
import { type LogEntry, type LogHead, logHead } from './shapes.js';

const logRow = row({
  seq: count,
  loggedAt: z.string(),
  kind: z.string(),
  detail: z.string(),
  hash: z.string(),
}).transform(({ loggedAt: at, ...entry }): LogEntry => ({ ...entry, at }));

/** The run's log, oldest first. */
export async function readLog(ledger: RunLedger): Promise<readonly LogEntry[]> {
  return rowsOf(ledger, 'log', logRow, 'ORDER BY seq');
}

/** What the run's latest entry of a kind says; undefined: there is none. */
export async function readLatest(ledger: RunLedger, kind: string): Promise<string | undefined> {
  const latest = `AND kind = ${quoteText(kind)} ORDER BY seq DESC LIMIT 1`;
  const [entry] = await rowsOf(ledger, 'log', row({ detail: z.string() }), latest);
  return entry?.detail;
}

/** The newest entry as it was noted when it was written; null for runs of versions that did not. */
export async function readLogHead(ledger: RunLedger): Promise<LogHead | null> {
  return (await readCapture(ledger, head)) ?? null;
}

/** Kept with what else was noted of a run, so that ledgers of earlier versions have a place for it. */
const head = { kind: 'log-head', schema: logHead };

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
  const last = row({ seq: count, hash: z.string() });
  const [before] = await rowsOf(ledger, 'log', last, 'ORDER BY seq DESC LIMIT 1');
  const entry = { seq: (before?.seq ?? 0) + 1, at: new Date().toISOString(), kind, detail };
  const hash = logHash(before?.hash ?? logChainStart, entry);
  await insertRow(ledger, 'log', { seq: entry.seq, loggedAt: entry.at, kind, detail, hash });
  await replaceCapture(ledger, head, { seq: entry.seq, hash });
}
