import { type Listener, retryEvent, type SecretFigures } from '../../../core/events.js';
import { told } from '../../../core/sentence.js';
import type { RetryNotice } from '../../../vault/retry.js';
import type { SecretRowResult, SecretsSummary, SettledBefore } from './copy-types.js';

/** Counts results and tells the listener, at a rate that does not grow with the speed of the copy. */
export interface CopyProgress {
  settled(results: readonly SecretRowResult[]): void;
  retrying(notice: RetryNotice): void;
  flush(): void;
  summary(stopped: boolean): SecretsSummary;
}

type Counts = { -readonly [Name in 'done' | keyof SecretFigures]: number };

const eventEveryMs = 100;
const retryEveryMs = 1_000;
const missingKinds: ReadonlySet<string> = new Set(['missing', 'version-missing', 'deleted', 'destroyed']);

/** `before` is in the counts that the listener hears, but not in the summary, which is of this start alone. */
export function createProgress(listener: Listener, before?: SettledBefore): CopyProgress {
  const tables = new Map<string, Counts>();
  const unsent = new Set<string>();
  const lastRetry = new Map<string, number>();
  let lastSent = 0;
  let failed = 0;
  let sourceFaults = 0;

  function send(): void {
    for (const table of unsent) {
      const counts = tables.get(table);
      if (counts !== undefined) listener({ type: 'secrets-progress', table, ...wholeOf(table, counts) });
    }
    unsent.clear();
    lastSent = performance.now();
  }

  function wholeOf(table: string, counts: Counts): Counts {
    if (before?.table !== table) return counts;
    const { written, reused, versionsChanged, sourceFaults: missing } = before;
    return {
      ...counts,
      done: counts.done + written + reused + missing,
      written: counts.written + written,
      reused: counts.reused + reused,
      versionsChanged: counts.versionsChanged + versionsChanged,
      missing: counts.missing + missing,
    };
  }

  function count(result: SecretRowResult): void {
    const counts = countsOf(result.row.table);
    counts.done += 1;
    unsent.add(result.row.table);
    if (result.targetVersion !== null && String(result.targetVersion) !== result.sourceVersion) {
      counts.versionsChanged += 1;
    }
    if (result.outcome === 'written') counts.written += 1;
    else if (result.outcome === 'reused') counts.reused += 1;
    else problem(result, result.outcome, counts);
  }

  function problem(
    { row, targetPath, message, sourceFault }: SecretRowResult,
    kind: Exclude<SecretRowResult['outcome'], 'written' | 'reused'>,
    counts: Counts,
  ): void {
    if (missingKinds.has(kind)) counts.missing += 1;
    else counts.failed += 1;
    if (sourceFault) sourceFaults += 1;
    else failed += 1;
    listener({
      type: 'secret-problem',
      table: row.table,
      row: `${row.keyColumn ?? 'id'}=${row.rowKey}`,
      key: row.key,
      path: targetPath,
      version: row.version,
      kind,
      ...told(message ?? kind),
      sourceFault,
    });
  }

  function countsOf(table: string): Counts {
    let counts = tables.get(table);
    if (counts === undefined) {
      counts = { done: 0, written: 0, reused: 0, versionsChanged: 0, missing: 0, failed: 0 };
      tables.set(table, counts);
    }
    return counts;
  }

  if (before !== undefined && before.written + before.reused + before.sourceFaults > 0) {
    countsOf(before.table);
    unsent.add(before.table);
    send();
  }
  return {
    settled(results) {
      for (const result of results) count(result);
      if (performance.now() - lastSent >= eventEveryMs) send();
    },
    retrying({ server, reason, ...tried }) {
      // Requests in flight fail together: one event a second tells it.
      const now = performance.now();
      if (now - (lastRetry.get(server) ?? Number.NEGATIVE_INFINITY) < retryEveryMs) return;
      lastRetry.set(server, now);
      listener(retryEvent(tried, server, reason));
    },
    flush: send,
    summary(stopped) {
      const total = (pick: (counts: Counts) => number) =>
        [...tables.values()].reduce((sum, counts) => sum + pick(counts), 0);
      return {
        rows: total(({ done }) => done),
        written: total(({ written }) => written),
        reused: total(({ reused }) => reused),
        versionsChanged: total(({ versionsChanged }) => versionsChanged),
        failed,
        sourceFaults,
        stopped,
      };
    },
  };
}
