import { createHash } from 'node:crypto';
import type { LogEntry } from './shapes.js';

/** Where the first entry that does not fit stands, and why; null when every entry fits. */
type LogBreak = {
  readonly seq: number;
  readonly reason: 'hash' | 'sequence';
} | null;

/** What the first entry is chained to. */
export const logChainStart = '';

/**
 * The hash an entry must carry: sha256 hex of the previous entry's hash followed by the canonical JSON of the entry
 * (keys in the order seq, at, kind, detail, no spaces).
 */
export function logHash(previousHash: string, entry: Omit<LogEntry, 'hash'>): string {
  const canonical = JSON.stringify({
    seq: entry.seq,
    at: entry.at,
    kind: entry.kind,
    detail: entry.detail,
  });
  return createHash('sha256').update(previousHash).update(canonical).digest('hex');
}

/**
 * Finds the first entry that was altered, removed, inserted or moved. That a log was cut off at its end, the chain
 * alone cannot tell (verify-log.ts).
 */
export function findLogBreak(entries: readonly LogEntry[]): LogBreak {
  let previousHash = logChainStart;
  let expectedSeq = entries[0]?.seq ?? 0;
  for (const entry of entries) {
    if (entry.seq !== expectedSeq) return { seq: entry.seq, reason: 'sequence' };
    if (entry.hash !== logHash(previousHash, entry)) return { seq: entry.seq, reason: 'hash' };
    previousHash = entry.hash;
    expectedSeq += 1;
  }
  return null;
}
