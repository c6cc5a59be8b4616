import { setTimeout as delay } from 'node:timers/promises';
import { backOff } from '../core/retry.js';
import { type Sentence, saidBy } from '../core/sentence.js';
import type { RunLedger } from '../ledger/location.js';
import { type Channel, ChannelError } from './channels/channel.js';
import { dueLetters, noteSent, noteUnsent, readKnown } from './ledger.js';
import { type Letter, lettersOf } from './letter.js';

/** Brings a channel its letters. Each channel goes by itself, and waits for no other. */

const firstWaitMs = 1_000;
const longestWaitMs = 15_000;
/** The longest that a channel is left alone because it asks for it: people have to be told. */
const longestAskedMs = 600_000;
/** So often letters are looked for that another process has left. */
const lookMs = 1_000;

/** A channel that is left alone as long as it asks to be, whatever letter it was told. */
interface RestingChannel extends Channel {
  /** So long still. */
  restMs(): number;
}

export function withRests(channel: Channel): RestingChannel {
  let until = 0;
  return {
    ...channel,
    restMs: () => Math.max(0, until - performance.now()),
    async send(letter, signal) {
      try {
        return await channel.send(letter, signal);
      } catch (error) {
        const { waitMs = 0 } = error instanceof ChannelError ? error : {};
        // Two letters may be under way: the failure of one does not end the rest that was asked for with the other.
        until = Math.max(until, performance.now() + Math.min(waitMs, longestAskedMs));
        throw error;
      }
    },
  };
}

interface Delivery {
  readonly channel: RestingChannel;
  /** The connection for letters, which is shared by all channels. */
  readonly desk: { readonly open: () => Promise<RunLedger>; readonly failed: (error: unknown) => void };
  /** The connection that holds the watch; undefined: none does, and nothing is sent. */
  readonly holder: () => number | undefined;
  /** Letters from while the ledger was away: they come before all that it holds. */
  readonly besides: { readonly waiting: () => readonly Letter[]; readonly sent: (letter: Letter) => void };
  readonly of: Letter['of'];
  readonly unsent: (letter: Letter, why: string | Sentence, waitSeconds: number) => void;
  readonly inPart: (letter: Letter, left: Sentence) => void;
  /** Ends it; the letter in hand is finished. */
  readonly stop: AbortSignal;
}

/** Until it is stopped. */
export async function deliver(
  given: Omit<Delivery, 'channel'> & { readonly channel: Channel },
): Promise<void> {
  const channel = withRests(given.channel);
  const delivery = { ...given, channel };
  const { desk, stop } = delivery;
  const { refreshMs } = channel;
  // A clock that nobody sets.
  let refreshAt = performance.now() + (refreshMs ?? Number.POSITIVE_INFINITY);
  const taken = new Set<number>();
  const waits = new Map<string, Wait>();
  const ofLedger = async () => {
    if (channel.restMs() > 0) return;
    try {
      const open = await desk.open();
      await sendDue(delivery, open, taken);
      if (performance.now() >= refreshAt) {
        refreshAt = performance.now() + (refreshMs ?? 0);
        await refresh(delivery, open);
      }
    } catch (error) {
      // The ledger is away, which the watch says; letters stay in it.
      desk.failed(error);
    }
  };
  // Beside each other: a ledger that stands still must not keep back that it does.
  await Promise.all([again(ofLedger, stop), again(() => sendBesides(delivery, waits), stop)]);
}

async function again(work: () => Promise<void>, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await work();
    await delay(lookMs, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** `taken`: letters that were taken, until the ledger knows it; it may have been away in between. */
async function sendDue(delivery: Delivery, ledger: RunLedger, taken: Set<number>): Promise<void> {
  const { channel, stop, unsent, besides } = delivery;
  for (;;) {
    const holder = delivery.holder();
    if (holder === undefined) return;
    const due = await dueLetters(ledger, { channel: channel.name, now: Date.now(), holder, longestWaitMs });
    if (due.length === 0) return;
    for (const { seq, attempts, letter } of due) {
      if (stop.aborted || channel.restMs() > 0 || besides.waiting().length > 0) return;
      const failure = taken.has(seq) ? null : await trySend(delivery, letter);
      if (failure === null) {
        taken.add(seq);
        await noteSent(ledger, seq);
        taken.delete(seq);
        continue;
      }
      const waitMs = backOff(attempts + 1, firstWaitMs, longestWaitMs);
      unsent(letter, failure, secondsUntil(waitMs, channel));
      const problem = typeof failure === 'string' ? failure : failure.text;
      await noteUnsent(ledger, seq, { attempts: attempts + 1, dueAt: Date.now() + waitMs, problem });
    }
  }
}

/** null: it was taken. Whatever ends it, it is tried again: an operator who was not told is worse than one told late. */
async function trySend({ channel, inPart }: Delivery, letter: Letter): Promise<string | Sentence | null> {
  try {
    // A stop lets it end: the other side may have it already.
    const left = await channel.send(letter, new AbortController().signal);
    if (left) inPart(letter, left);
    return null;
  } catch (error) {
    return saidBy(error);
  }
}

/** Until a letter is tried again. */
const secondsUntil = (waitMs: number, { restMs }: RestingChannel) =>
  Math.ceil(Math.max(waitMs, restMs()) / 1000);

interface Wait {
  readonly attempts: number;
  readonly dueAt: number;
}

async function sendBesides(delivery: Delivery, waits: Map<string, Wait>): Promise<void> {
  const { besides, unsent, channel } = delivery;
  for (;;) {
    const [letter] = besides.waiting();
    if (!letter || channel.restMs() > 0) return;
    const wait = waits.get(letter.key) ?? { attempts: 0, dueAt: 0 };
    if (wait.dueAt > performance.now()) return;
    const failure = await trySend(delivery, letter);
    if (failure === null) {
      besides.sent(letter);
      waits.delete(letter.key);
      continue;
    }
    const waitMs = backOff(wait.attempts + 1, firstWaitMs, longestWaitMs);
    waits.set(letter.key, { attempts: wait.attempts + 1, dueAt: performance.now() + waitMs });
    unsent(letter, failure, secondsUntil(waitMs, channel));
    return;
  }
}

/** Tells what goes on to a channel that would forget it. One that it does not take is told with the next one. */
async function refresh(delivery: Delivery, ledger: RunLedger): Promise<void> {
  const { channel, of } = delivery;
  const now = Date.now();
  const { alerts } = await readKnown(ledger, now);
  const going = alerts.filter(({ told, state }) => told === 'firing' && state !== 'resolved');
  for (const rule of new Set(going.map((alert) => alert.rule)))
    for (const kind of ['alert', 'rule-error'] as const) {
      const own = going.filter((alert) => alert.rule === rule && alert.kind === kind);
      const [first] = own;
      if (!first) continue;
      const notice = {
        key: '',
        rule,
        kind,
        status: 'firing',
        severity: first.severity,
        alerts: own,
      } as const;
      for (const letter of lettersOf(notice, { channels: [channel], of, now }))
        await trySend(delivery, letter);
    }
}
