import { setTimeout as delay } from 'node:timers/promises';
import type { WatchRule } from '../../config/watch.js';
import { MysqlError } from '../../mysql/errors.js';
import { lookAtSql } from '../../watch/sql-rules.js';
import type { Eye, See } from './eyes.js';
import type { Lanes } from './lanes.js';

interface RulesOptions {
  readonly side: 'source' | 'target';
  readonly rules: readonly WatchRule[];
  readonly lanes: Lanes;
  /** Whether the side answers, which is told. */
  readonly feel: (side: RulesOptions['side'], see: See) => Promise<boolean>;
  readonly tenantId: string;
}

/** Longer than that no other rule waits for one. */
const slowMs = 1_000;
/** So many slow ones may go on beside the others, each on a connection of its own, until it is known that they are. */
const mostBehind = 4;

/** The SQL rules of a side, one after another; those that took long stand in a row of their own from then on. */
export function rulesOnSide({ side, rules, lanes, feel, tenantId }: RulesOptions): readonly Eye[] {
  const own = rules.flatMap(({ id, when, source }) =>
    source.kind === 'sql' && source.on === side ? [{ id, when, sql: source.sql }] : [],
  );
  const slow = new Set<string>();
  const behind = new Map<string, Promise<void>>();
  let lane = 0;

  async function lookAt(rule: (typeof own)[number], name: string, see: See): Promise<void> {
    const began = performance.now();
    const look = () => lanes.work(side, name, (session) => lookAtSql(session, rule, tenantId));
    let observed = await look();
    // A server that is away is told, which keeps this back. That a connection was lost, or a statement ended by somebody, says nothing of the rule.
    if (observed instanceof MysqlError && (await feel(side, see))) observed = await look();
    if (performance.now() - began > slowMs) slow.add(rule.id);
    else slow.delete(rule.id);
    see(observed instanceof MysqlError ? { rule: rule.id, failed: observed.said } : observed);
  }

  /** Goes on without it where it takes long. */
  async function lookOrLeave(rule: (typeof own)[number], see: See): Promise<void> {
    const name = `rules ${lane}`;
    const looked = lookAt(rule, name, see);
    const over = new AbortController();
    const late = delay(slowMs, true, { signal: over.signal }).catch(() => false);
    const isLate = await Promise.race([looked.then(() => false), late]).finally(() => over.abort());
    if (!isLate) return;
    slow.add(rule.id);
    lane += 1;
    const ended = looked
      .catch(() => undefined)
      .then(() => {
        behind.delete(rule.id);
        lanes.leave(side, name);
      });
    behind.set(rule.id, ended);
    if (behind.size >= mostBehind) await Promise.race(behind.values());
  }

  const quickOnes: Eye = {
    async look(see) {
      for (const rule of own) if (!slow.has(rule.id)) await lookOrLeave(rule, see);
    },
  };
  const slowOnes: Eye = {
    async look(see) {
      for (const rule of own)
        if (slow.has(rule.id) && !behind.has(rule.id)) await lookAt(rule, 'slow rules', see);
    },
  };
  return own.length === 0 ? [] : [quickOnes, slowOnes];
}
