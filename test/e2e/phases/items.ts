import { createHash } from 'node:crypto';
import { z } from 'zod';
import { partOf } from '../../../src/core/progress.js';
import { quoteNumber, quoteText } from '../../../src/core/sql.js';
import { ledgerTable, type RunLedger } from '../../../src/ledger/location.js';
import { count, readRows } from '../../../src/ledger/read-rows.js';
import type { PartFigures } from '../../../src/ledger/shapes.js';
import type { PhaseFigures, Tracker } from '../../../src/phases/phase.js';

/** One thing that a phase has carried over, or could not: a file, an object. */
export interface Item {
  /** Where it belongs, e.g. its folder. */
  readonly part: string;
  readonly item: string;
  /** done: it is in the target, and the run brought it. present: it was there. failed: it is to be tried again. */
  readonly state: 'done' | 'present' | 'failed';
  readonly bytes: number;
  readonly message: string | null;
}

const itemRow = z
  .object({
    part: z.string(),
    item: z.string(),
    state: z.enum(['done', 'present', 'failed']),
    byte_count: count,
    message: z.string().nullable(),
  })
  .transform(({ byte_count: bytes, ...row }): Item => ({ ...row, bytes }));

/** Notes what became of things; of what was noted before, the new state stands. */
export async function saveItems(
  { session, location, runId }: RunLedger,
  phase: string,
  items: readonly Item[],
): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map(({ part, item, state, bytes, message }) => {
    const hash = createHash('sha256')
      .update(JSON.stringify([part, item]))
      .digest('hex');
    const texts = [runId, phase, hash, part, item, state].map(quoteText);
    return `(${[...texts, quoteNumber(String(bytes)), message === null ? 'NULL' : quoteText(message)].join(', ')})`;
  });
  await session.execute(
    `REPLACE INTO ${ledgerTable(location, 'items')}
      (run_id, phase, item_hash, part, item, state, byte_count, message) VALUES ${rows.join(', ')}`,
  );
}

/** All things of a phase that are noted, by part and name. */
export async function readItems(ledger: RunLedger, phase: string): Promise<readonly Item[]> {
  return await readRows(
    ledger,
    'items',
    itemRow,
    `SELECT part, item, state, byte_count, message FROM ${ledgerTable(ledger.location, 'items')}
      WHERE run_id = ${quoteText(ledger.runId)} AND phase = ${quoteText(phase)} ORDER BY part, item`,
  );
}

/** Counts of a phase's things by part, with those that failed. */
export async function readPartFigures(ledger: RunLedger, phase: string): Promise<readonly PartFigures[]> {
  const byPart = Map.groupBy(await readItems(ledger, phase), ({ part }) => part);
  return [...byPart].map(([part, items]) => {
    const count = (state: Item['state']) => items.filter((one) => one.state === state).length;
    return {
      part,
      done: count('done'),
      present: count('present'),
      bytes: items.reduce((sum, { bytes }) => sum + bytes, 0),
      problems: items.flatMap(({ item, state, message }) =>
        state === 'failed' ? [{ item, message: message ?? '' }] : [],
      ),
    };
  });
}

/** How far each part is. */
export function trackItems(phase: string): (before: PhaseFigures) => Tracker {
  return () => ({
    finished: [],
    see: (event) =>
      event.type === 'items-progress' && event.phase === phase
        ? { part: event.part, done: event.done, total: event.total }
        : null,
  });
}

/** The same weight for each of these parts of a step. Milliseconds. */
export function eachPart(step: string, parts: readonly string[], weight: number) {
  return Object.fromEntries(parts.map((part) => [partOf({ step, table: part }), weight]));
}
