import type { Context } from '../../config/context.js';
import type { WatchConfig } from '../../config/watch.js';
import type { RunLedger } from '../../ledger/location.js';
import { openLedger, upgradeLedger } from '../../ledger/upgrade.js';
import { findLedger } from '../../ledger/version.js';
import { MysqlError } from '../../mysql/errors.js';
import { impatient } from '../../mysql/impatient-session.js';
import { openSession, type Session } from '../../mysql/session.js';
import { type Alert, isSilenced, type Silence } from '../../watch/alert.js';
import { watchName } from '../../watch/ledger.js';
import { refuse } from '../../watch/words.js';
import type { AlertView } from './types.js';

/** What the commands around alerts share. */

/** RefusedError where the config says nothing of watching. */
export function watchOf({ config }: Context): WatchConfig {
  if (!config.watch) throw refuse('watch.no-config');
  return config.watch;
}

/** Where alerts are kept, made where there is no ledger yet. */
export async function makeDesk({ config }: Context, session: Session): Promise<RunLedger> {
  const { database } = config.target.mysql;
  const location = await openLedger(session, database);
  return { session, location, runId: watchName(database, config.tenantId) };
}

/** The same for commands that need it to be there; null where there is no ledger. `writes`: one of an earlier version is upgraded. */
export async function findDesk(
  { config }: Context,
  session: Session,
  writes: boolean,
): Promise<RunLedger | null> {
  const { database } = config.target.mysql;
  const location = await findLedger(session, database);
  if (!location) return null;
  if (writes) await upgradeLedger(session, location);
  return { session, location, runId: watchName(database, config.tenantId) };
}

/** Longer than anything takes that a watch asks: the wait for another one's turn, and a rule's own limit. */
export const patienceMs = 15_000;

/** Whether the server answers at all: else the connection is cut, since one that stands still says nothing. Throws MysqlError. */
export async function ping(session: Session): Promise<void> {
  await impatient(session, pingMs).query('SELECT 1');
}

const pingMs = 5_000;

/** A desk on a connection that is opened again when it was lost. */
export interface LastingDesk extends AsyncDisposable {
  /** Throws MysqlError while the server is away. */
  readonly open: () => Promise<RunLedger>;
  /** The connection that it is on now, if it is. */
  readonly connectionId: () => number | undefined;
  /** To be called with what work at it threw: the next `open` begins anew where the connection may be lost. */
  readonly failed: (error: unknown) => void;
  /** Works at it, one piece of work at a time: it is one connection, with transactions on it. Throws what the work throws. */
  readonly at: <Result>(work: (desk: RunLedger) => Promise<Result>) => Promise<Result>;
}

export function lastingDesk(context: Context, prepare: (desk: RunLedger) => Promise<void>): LastingDesk {
  let current: RunLedger | undefined;
  let opening: Promise<RunLedger> | undefined;
  async function begin(): Promise<RunLedger> {
    const session = impatient(await openSession(context.config.target.mysql, 'target-writer'), patienceMs);
    try {
      const desk = await makeDesk(context, session);
      await prepare(desk);
      current = desk;
      return desk;
    } catch (error) {
      await session.close();
      throw error;
    }
  }
  async function open(): Promise<RunLedger> {
    if (current) return current;
    opening ??= begin().finally(() => {
      opening = undefined;
    });
    return opening;
  }
  function failed(error: unknown): void {
    if (!(error instanceof MysqlError)) return;
    current?.session.destroy();
    current = undefined;
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    open,
    connectionId: () => current?.session.connectionId,
    failed,
    at(work) {
      const mine = last.then(async () => {
        try {
          return await work(await open());
        } catch (error) {
          failed(error);
          throw error;
        }
      });
      last = mine.catch(() => undefined);
      return mine;
    },
    async [Symbol.asyncDispose]() {
      await current?.session.close();
    },
  };
}

const iso = (moment: number) => new Date(moment).toISOString();

/** What is shown of an alert; undefined: it is none yet. */
export function viewOf(alert: Alert, silences: readonly Silence[], now: number): AlertView | undefined {
  const { id, rule, kind, key, severity, state, startedAt, endedAt, value, why, because, by, attempts } =
    alert;
  if (state === 'pending') return undefined;
  return {
    id,
    rule,
    kind,
    key,
    severity,
    state,
    silenced: isSilenced(rule, silences, now),
    startedAt: iso(startedAt),
    endedAt: endedAt === null ? null : iso(endedAt),
    value,
    why,
    because,
    by,
    attempts,
  };
}
