import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../config/context.js';
import { type LiveRecord, readLive } from '../../ledger/live.js';
import type { RunLedger } from '../../ledger/location.js';
import type { StoredRun } from '../../ledger/runs.js';
import { openLog } from '../../mysql/binlog/open-log.js';
import { isBefore, type LogPosition, showPosition } from '../../mysql/log-position.js';
import { openSession } from '../../mysql/session.js';
import type { InFlight, JudgedRows } from '../../phases/in-flight.js';
import { differingKeys } from '../../phases/rows/compare/differing-keys.js';
import type { RowsTable } from '../../phases/rows/compare/rows-table.js';
import type { DatabaseFacts } from '../../plan/facts.js';
import { followedTables } from '../follow.js';
import { followLog } from '../follow-log.js';
import { FollowStopped } from '../follow-stopped.js';
import { say } from '../words.js';
import { createDirtyKeys, type DirtyKeys } from './dirty-keys.js';
import { createMinutes } from './minutes.js';
import { logEnd, readTables } from './sessions.js';

interface Watching {
  readonly context: Context;
  readonly run: StoredRun;
  readonly ledger: Pick<RunLedger, 'location' | 'runId'>;
  readonly live: LiveRecord;
  readonly source: DatabaseFacts;
  readonly signal: AbortSignal;
  /** Following that has not got on for so long is not waited for. */
  readonly patienceMs?: number;
}

const everyMs = 50;
const lookAgainMs = 250;
/** Looks at rows that change all the time. */
const mostRounds = 8;

/**
 * For whoever compares while another process follows: reads the source's log, too, so that it is known which rows change, and in the ledger
 * how far the follower is.
 */
export async function openInFlight(watching: Watching): Promise<InFlight & AsyncDisposable> {
  const { context, run, live, source, signal, patienceMs = 60_000 } = watching;
  const session = await openSession(context.config.target.mysql, 'target');
  const ledger: RunLedger = { ...watching.ledger, session };
  const over = new AbortController();
  const judges = new Set<DirtyKeys>();
  const touches = new Map<string, number>();
  let read: LogPosition | undefined;
  let failure: { readonly error: unknown } | undefined;
  // IDs without room are the follower’s to judge.
  const tables = followedTables({ context, plan: run.plan, source }, () => undefined);
  const reading = followLog({
    open: (stop) =>
      openLog({
        endpoint: context.config.source.mysql,
        from: live.applied,
        tables: [...tables.values()].map((table) => table.source),
        signal: stop,
      }),
    tables,
    apply({ outcomes, position }) {
      for (const { table, row } of outcomes) {
        const name = table.plan.table;
        touches.set(name, (touches.get(name) ?? 0) + 1);
        if (judges.size === 0) continue;
        const key = table.targetKey(row);
        for (const judge of judges) judge.touch(name, key, position);
      }
      return Promise.resolve();
    },
    reached(position) {
      read = position;
    },
    // The follower judges statements: it stops at them.
    onStructure: () => undefined,
    stop: over.signal,
  }).catch((error: unknown) => {
    failure = { error };
  });

  /** All before it is applied, and was read here, too. */
  async function place(): Promise<LogPosition> {
    if (failure) throw failure.error;
    signal.throwIfAborted();
    const applied = (await readLive(ledger))?.applied ?? live.applied;
    return read !== undefined && isBefore(read, applied) ? read : read === undefined ? live.start : applied;
  }

  /** Waits a moment; throws where following does not get on. */
  function patience(): (at: LogPosition) => Promise<void> {
    let last: LogPosition | undefined;
    let since = performance.now();
    return async (at) => {
      if (last === undefined || isBefore(last, at)) {
        last = at;
        since = performance.now();
      }
      if (performance.now() - since > patienceMs)
        throw new FollowStopped(say('verify.stands', { at: showPosition(at) }), say('verify.stands.remedy'));
      await delay(everyMs, undefined, { signal });
    };
  }

  async function tableNow(name: string): Promise<RowsTable> {
    const found = (await readTables(context, run, ledger)).find(({ table }) => table.plan.table === name);
    if (!found) throw new Error(`the plan has no table ${name}`);
    return found;
  }

  const judge: InFlight['judge'] = async (pair, table, keys): Promise<JudgedRows> => {
    if (keys.length === 0) return { differing: [], undecided: 0 };
    const minutes = createMinutes();
    const limit = keys.length;
    const dirty = createDirtyKeys({ minutes, limit, lookAgainMs, withinMs: 0, suspectsOnly: true });
    for (const key of keys) dirty.suspect(table, key, 1);
    judges.add(dirty);
    try {
      const wait = patience();
      let hasLooked = false;
      for (let round = 0; round < mostRounds; ) {
        const at = await place();
        dirty.reach(at);
        const due = dirty.due();
        if (due) {
          const some = due.rows.map(({ entry }) => entry.key);
          const differing = await differingKeys(pair, await tableNow(table), some);
          dirty.looked(due, differing, await logEnd(pair));
          hasLooked = true;
          continue;
        }
        if (dirty.size() === 0) break;
        if (hasLooked) round += 1;
        hasLooked = false;
        await wait(at);
      }
      return { differing: dirty.mismatches(), undecided: dirty.size() };
    } finally {
      judges.delete(dirty);
    }
  };

  return {
    judge,
    async settle(pair) {
      const end = await logEnd(pair);
      const wait = patience();
      for (;;) {
        const at = await place();
        if (!isBefore(at, end)) return;
        await wait(at);
      }
    },
    touchesOf: (table) => touches.get(table) ?? 0,
    async [Symbol.asyncDispose]() {
      over.abort();
      await reading;
      await session.close();
    },
  };
}
