import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../../config/context.js';
import type { SwitchConfig } from '../../config/switch.js';
import type { Listener } from '../../core/events.js';
import { logEvent } from '../../core/events.js';
import { saidBy } from '../../core/sentence.js';
import type { Decision } from '../../core/switch-shapes.js';
import type { RunLedger } from '../../ledger/location.js';
import { openLedger } from '../../ledger/upgrade.js';
import { MysqlError } from '../../mysql/errors.js';
import { openSession } from '../../mysql/session.js';
import { readFacts } from '../../switch/facts.js';
import {
  freeTurn,
  holdController,
  lockTurn,
  readState,
  switchName,
  writeDecision,
  writeState,
} from '../../switch/ledger.js';
import { openPlane } from '../../switch/open-plane.js';
import type { Plane } from '../../switch/plane.js';
import type { Facts, SwitchState } from '../../switch/state.js';
import type { Book } from '../../switch/turn.js';
import { refuse, say } from '../../switch/words.js';

/** The block `switch` of the config. RefusedError where there is none. */
export function switchConfig({ config }: Context): SwitchConfig {
  if (!config.switch) throw refuse('switch.none');
  return config.switch;
}

/** What a controller or a command works at: the proxy, and the ledger as long as it can be reached. */
export interface Desk extends AsyncDisposable {
  readonly config: SwitchConfig;
  readonly plane: Plane;
  readonly book: Book;
  /** false: the ledger is away; what is decided is kept until it is back. */
  readonly isNoted: () => boolean;
  /** Waits for the ledger, as long as it may, with what could not be noted yet. */
  settle(signal: AbortSignal): Promise<void>;
  /** Alone, with the state as others left it and what the ledger tells. */
  turn<Result>(work: (state: SwitchState | undefined, facts: Facts) => Promise<Result>): Promise<Result>;
}

/** A ledger that does not answer for so long is away: users have to be brought back without it. */
const ledgerMs = 5_000;
/** Who ends has waited for the ledger so long at most. */
const settleMs = 30_000;
const lookMs = 500;
/** Each waits some seconds; together they are longer than a turn takes. */
const lockAttempts = 5;

/** Opens it. `controls`: as the one controller. Rejects where the ledger cannot be reached, or another controller is at work. */
export async function openDesk(context: Context, listener: Listener, controls: boolean): Promise<Desk> {
  const config = switchConfig(context);
  const { mysql } = context.config.target;
  const runId = switchName(mysql.database, context.config.tenantId);
  const plane = openPlane(config);
  let ledger: RunLedger | null = await connect();
  /** As it was written or read last; it counts while the ledger is away. */
  let known: SwitchState | undefined;
  let isBack = false;
  const unwritten: { readonly decision: Decision; readonly state: SwitchState }[] = [];

  async function connect(): Promise<RunLedger> {
    const session = await openSession(mysql, 'target-writer');
    try {
      const opened = { session, location: await openLedger(session, mysql.database), runId };
      if (controls) await holdController(opened);
      return opened;
    } catch (error) {
      session.destroy();
      throw error;
    }
  }

  /** Does the work, or finds that the ledger is away: null. */
  async function reach<Result>(work: (ledger: RunLedger) => Promise<Result>): Promise<Result | null> {
    if (!ledger) return null;
    const { session } = ledger;
    const late = setTimeout(() => session.destroy(), ledgerMs);
    try {
      return await work(ledger);
    } catch (error) {
      if (!(error instanceof MysqlError)) throw error;
      session.destroy();
      ledger = null;
      listener(logEvent('warning', say('switch.ledger-away', { error: saidByText(error) })));
      return null;
    } finally {
      clearTimeout(late);
    }
  }

  let reconnecting: Promise<void> | null = null;
  let refusal: unknown = null;

  /** Beside the work, which does not wait for it. */
  function reconnect(): void {
    reconnecting ??= connect()
      .then((opened) => {
        ledger = opened;
        isBack = true;
      })
      .catch((error: unknown) => {
        if (!(error instanceof MysqlError)) refusal = error;
      })
      .finally(() => {
        reconnecting = null;
      });
  }

  /** What was decided while the ledger was away counts; else what others have written. */
  async function catchUp(opened: RunLedger): Promise<void> {
    isBack = false;
    for (const { decision, state } of unwritten.splice(0)) await writeDecision(opened, decision, state);
  }

  async function takeLock(): Promise<boolean> {
    for (let attempt = 0; attempt < lockAttempts; attempt += 1) {
      const isLocked = await reach(lockTurn);
      if (isLocked === null || isLocked) return isLocked ?? false;
    }
    throw refuse('switch.running');
  }

  const facts = (opened: RunLedger): Promise<Facts> =>
    readFacts({
      ...opened,
      ...opened,
      database: mysql.database,
      tenantId: context.config.tenantId,
      config,
    });
  const blind: Facts = {
    consistency: null,
    alerting: null,
    lossy: config.writes === 'target' ? say('lossy.no-feed') : null,
  };

  const book: Book = {
    async writeState(state) {
      known = state;
      await reach((opened) => writeState(opened, state));
    },
    async writeDecision(decision, state) {
      known = state;
      const written = await reach(async (opened) => {
        await writeDecision(opened, decision, state);
        return true;
      });
      if (!written) unwritten.push({ decision, state });
    },
  };

  const turn: Desk['turn'] = async (work) => {
    if (refusal) throw refusal;
    if (!ledger) reconnect();
    if (!(await takeLock())) return work(known, blind);
    try {
      const read = await reach(async (opened) => {
        if (isBack) await catchUp(opened);
        return { state: await readState(opened), facts: await facts(opened) };
      });
      if (read) known = read.state;
      return await work(known, read?.facts ?? blind);
    } finally {
      await reach(freeTurn);
    }
  };

  async function settle(signal: AbortSignal): Promise<void> {
    const until = performance.now() + settleMs;
    while (unwritten.length > 0 && performance.now() < until && !signal.aborted) {
      await turn(() => Promise.resolve());
      await delay(lookMs, undefined, { signal }).catch(() => undefined);
    }
    for (const { decision } of unwritten) listener(logEvent('warning', say('switch.unnoted', decision)));
  }

  return {
    config,
    plane,
    book,
    isNoted: () => ledger !== null,
    settle,
    turn,
    async [Symbol.asyncDispose]() {
      await reconnecting;
      await ledger?.session.close();
    },
  };
}

const saidByText = (error: Error): string => {
  const said = saidBy(error);
  return typeof said === 'string' ? said : said.text;
};
