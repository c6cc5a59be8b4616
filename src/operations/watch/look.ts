import type { Context } from '../../config/context.js';
import type { WatchRule } from '../../config/watch.js';
import type { Signal } from '../../config/watch-schema.js';
import { describeMysqlError, MysqlError } from '../../mysql/errors.js';
import { impatient } from '../../mysql/impatient-session.js';
import { openSession, type Session } from '../../mysql/session.js';
import type { Phase } from '../../phases/phase.js';
import type { Observed } from '../../watch/life.js';
import { compares, lookAtSql, prepareForRules } from '../../watch/sql-rules.js';
import { patienceMs, ping } from './desk.js';
import { createTokenWatch, readSignals } from './signals.js';

/** Looks at all rules, on read-only sessions of its own to both sides. */
export interface Looker extends AsyncDisposable {
  readonly look: () => Promise<readonly Observed[]>;
}

type Side = 'source' | 'target';
const sides = ['source', 'target'] as const;

export function createLooker(
  phases: readonly Phase[],
  context: Context,
  rules: readonly WatchRule[],
): Looker {
  const sessions = new Map<Side, Session>();
  const tokens = createTokenWatch(context);

  async function sessionOf(side: Side): Promise<Session | MysqlError> {
    const known = sessions.get(side);
    try {
      if (known) {
        await ping(known);
        return known;
      }
      const opened = impatient(await openSession(context.config[side].mysql, side), patienceMs);
      sessions.set(side, opened);
      await prepareForRules(opened);
      return opened;
    } catch (error) {
      sessions.get(side)?.destroy();
      sessions.delete(side);
      if (!(error instanceof MysqlError)) throw error;
      // One that was lost meanwhile is opened again at once.
      return known ? sessionOf(side) : error;
    }
  }

  async function lookAt(side: Side, down: Map<Side, MysqlError>): Promise<readonly Observed[]> {
    const observed: Observed[] = [];
    for (const { id, when, source } of rules) {
      if (source.kind !== 'sql' || source.on !== side) continue;
      const session = down.get(side) ?? (await sessionOf(side));
      if (session instanceof MysqlError) {
        down.set(side, session);
        observed.push({ rule: id, failed: describeMysqlError(session).said });
      } else observed.push(await lookAtSql(session, { id, when, sql: source.sql }, context.config.tenantId));
    }
    return observed;
  }

  async function lookAtSignals(down: ReadonlyMap<Side, MysqlError>): Promise<readonly Observed[]> {
    const wanted = new Set<Signal>(
      rules.flatMap(({ source }) => (source.kind === 'signal' ? [source.signal] : [])),
    );
    if (wanted.size === 0) return [];
    const [source, target] = await Promise.all(sides.map((side) => down.get(side) ?? sessionOf(side)));
    const found = await readSignals({ phases, context, source, target, wanted, tokens });
    return rules.flatMap(({ id: rule, source: from, when }): readonly Observed[] => {
      if (from.kind !== 'signal') return [];
      const values = found.get(from.signal);
      if (!values) return [];
      if ('failed' in values) return [{ rule, failed: values.failed }];
      return [{ rule, held: values.filter(({ value }) => compares(value, when)) }];
    });
  }

  return {
    async look() {
      // A server that comes or goes in between: it is down for its signal where it was for one of its rules, which that keeps back.
      const down = new Map<Side, MysqlError>();
      const bySide = await Promise.all(sides.map((side) => lookAt(side, down)));
      const signals = await lookAtSignals(down);
      return [...bySide.flat(), ...signals];
    },
    async [Symbol.asyncDispose]() {
      for (const session of sessions.values()) await session.close();
    },
  };
}
