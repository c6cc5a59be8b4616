import type { Config } from '../config/config.js';
import { type ConsistencyLevel, consistencyLevels, defaultConsistency } from '../config/options.js';
import type { RunLedger } from '../ledger/location.js';
import { readLatest } from '../ledger/log.js';
import type { LogEntry } from '../ledger/shapes.js';
import type { Verified, VerifiedMinute } from '../ledger/verified.js';
import { sumOf } from '../live/verify/minutes.js';
import type { ReportCompared } from './live-report-shape.js';

/** The kind of the log's entry that says at which level it is compared from then on. */
export const comparedBeside = 'compared-beside';

export const levelOf = ({ options }: Config): ConsistencyLevel =>
  (options.live?.consistency ?? defaultConsistency).level;

const asLevel = (said: string | undefined): ConsistencyLevel | null =>
  consistencyLevels.find((level) => level === said) ?? null;

/** At which level it is, or was compared last; null: by a version that did not say. */
export async function readLevel(ledger: RunLedger): Promise<ConsistencyLevel | null> {
  return asLevel(await readLatest(ledger, comparedBeside));
}

/** Minutes that a report lists one by one; the sums are of all. */
const listedMinutes = 60;

/** What comparing beside following has shown: in all by level, and the last minutes. `minutes`: all there are, the oldest first. */
export function comparedOf(
  { passes, lastPass, lastClean, mismatchCount }: Verified,
  minutes: readonly VerifiedMinute[],
  log: readonly LogEntry[],
): ReportCompared {
  const said = log.filter(({ kind }) => kind === comparedBeside);
  const levelled = minutes.map((figures) => {
    const end = Date.parse(figures.minute) + 60_000;
    const level = asLevel(said.findLast(({ at }) => Date.parse(at) < end)?.detail);
    return { ...figures, level };
  });
  const levels = Map.groupBy(levelled, ({ level }) => level);
  return {
    passes,
    lastPass,
    lastCleanAt: lastClean?.endedAt ?? null,
    mismatches: mismatchCount,
    levels: [...levels].map(([level, ofLevel]) => ({ level, minutes: ofLevel.length, ...sumOf(ofLevel) })),
    minutes: levelled.slice(-listedMinutes),
  };
}
