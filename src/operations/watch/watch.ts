import { setTimeout as delay } from 'node:timers/promises';
import type { WatchRule } from '../../config/watch.js';
import { logEvent } from '../../core/events.js';
import { RefusedError } from '../../core/refused.js';
import { type Sentence, saidBy, textOf } from '../../core/sentence.js';
import type { RunLedger } from '../../ledger/location.js';
import { appendLog } from '../../ledger/log.js';
import { MysqlError } from '../../mysql/errors.js';
import { hashOf, isOpen } from '../../watch/alert.js';
import { openChannel } from '../../watch/channels/open.js';
import { deliver } from '../../watch/deliver.js';
import {
  forgetLetters,
  holdWatch,
  readKnown,
  waitingByChannel,
  withTurn,
  writeChanges,
} from '../../watch/ledger.js';
import { type Letter, lettersOf, recoveryLetters } from '../../watch/letter.js';
import type { Attempt, Notice } from '../../watch/life.js';
import { changedSince, step } from '../../watch/step.js';
import { say } from '../../watch/words.js';
import { lookForRun } from '../target-ledger.js';
import type { WithPhases } from '../types.js';
import { createAwayWatch } from './away.js';
import { lastingDesk, watchOf } from './desk.js';
import { createLooker } from './look.js';
import { recoverBy } from './recover.js';
import type { WatchOperation } from './types.js';

/**
 * Looks at all rules, works out what comes of it, keeps that with the messages in one transaction, and lets each channel be told. All state is
 * in the ledger: a watch that was killed goes on where it was.
 */
export const watch: WithPhases<WatchOperation> = async (phases, context, { language }, listener, control) => {
  const { everyMs, rules: all, channels: configs } = watchOf(context);
  const { target, tenantId: tenant } = context.config;
  const of = { database: target.mysql.database, tenant };
  const isOfTarget = ({ source }: WatchRule) => source.kind === 'signal' && source.signal === 'target-down';
  const rules = all.filter((rule) => !isOfTarget(rule));
  const byId = new Map(all.map((rule) => [rule.id, rule]));

  await using open = new AsyncDisposableStack();
  const desk = open.use(lastingDesk(context, holdWatch));
  const letterDesk = open.use(lastingDesk(context, async () => undefined));
  const looker = open.use(createLooker(phases, context, rules));
  const channels = await Promise.all(configs.map((config) => openChannel(config, language)));
  open.defer(() => {
    for (const channel of channels) channel.close();
  });
  await forgetLetters(await desk.open(), Date.now());
  listener(
    logEvent(
      'info',
      say('watch.began', {
        rules: all.length,
        seconds: everyMs / 1000,
        channels: channels.map(({ name }) => name).join(', '),
      }),
    ),
  );

  const sendingOf = (rule: string, now: number) => {
    const names = byId.get(rule)?.channels;
    const own = channels.filter(({ name }) => names === undefined || names.includes(name));
    return { channels: own, of, now };
  };
  const tellNotice = ({ rule, kind, status, severity, alerts }: Notice) =>
    listener({
      type: 'alert-notice',
      rule,
      kind,
      status,
      severity,
      count: alerts.length,
      at: new Date().toISOString(),
    });
  const away = createAwayWatch(all.filter(isOfTarget), sendingOf, tellNotice);

  /** One connection, and transactions on it: one piece of work at a time. */
  let last: Promise<unknown> = Promise.resolve();
  function atDesk<Result>(work: (ledger: RunLedger) => Promise<Result>): Promise<Result> {
    const mine = last.then(async () => {
      try {
        return await work(await desk.open());
      } catch (error) {
        desk.failed(error);
        throw error;
      }
    });
    last = mine.catch(() => undefined);
    return mine;
  }

  async function tick(): Promise<readonly Attempt[]> {
    await atDesk((ledger) => ledger.session.query('SELECT 1'));
    const observed = await looker.look();
    const now = Date.now();
    const stepped = await atDesk((ledger) =>
      withTurn(ledger, async () => {
        const known = await readKnown(ledger, now);
        const next = step(known, rules, observed, now);
        const over = away.back(now);
        const changes = {
          alerts: [...changedSince(known.alerts, next.alerts), ...over.alerts],
          dropped: next.dropped,
          letters: next.notices.flatMap((notice) => lettersOf(notice, sendingOf(notice.rule, now))),
          history: [...next.transitions, ...over.transitions].map(({ alert, what }) => ({
            alertId: alert.id,
            ruleId: alert.rule,
            kind: what,
            byWhom: null,
            detail: null,
          })),
        };
        await writeChanges(ledger, changes, now);
        away.kept();
        return next;
      }),
    );
    stepped.notices.forEach(tellNotice);
    return stepped.attempts;
  }

  /** The attempt is counted already: one that is cut off is not made once more for free. */
  async function tryRecovery(attempt: Attempt): Promise<void> {
    const { rule, action, most, alert } = attempt;
    const known = byId.get(rule)?.recover;
    if (!known) return;
    listener(logEvent('warning', say('watch.recovers', { rule, action, attempt: attempt.attempt, most })));
    const { ok, why } = await recoverBy(known.action, { phases, context, listener, control });
    const said = say(ok ? 'watch.recovered' : 'watch.not-recovered', { rule, action, why });
    listener(logEvent(ok ? 'info' : 'warning', said));
    const now = Date.now();
    const key = hashOf(alert.id, 'recovery', attempt.attempt);
    const letters = recoveryLetters(attempt, { ok, why: textOf(why) }, key, sendingOf(rule, now));
    const detail = `${attempt.attempt}/${most} ${action}: ${textOf(why)}`;
    const entry = {
      alertId: alert.id,
      ruleId: rule,
      kind: 'recovery',
      byWhom: 'tenantferry',
      detail,
    } as const;
    await atDesk(async (ledger) => {
      await withTurn(ledger, () => writeChanges(ledger, { alerts: [], letters, history: [entry] }, now));
      const found = await lookForRun(context, ledger.session, undefined);
      if (found) await appendLog(found.ledger, 'recovery', `${rule} ${detail}`);
    }).catch(() => undefined);
  }

  const over = new AbortController();
  const unsent = (letter: Letter, why: string | Sentence, seconds: number) =>
    listener(
      logEvent('warning', say('watch.unsent', { channel: letter.channel, rule: letter.rule, why, seconds })),
    );
  const deliveries = channels.map((channel) =>
    deliver({
      channel,
      desk: letterDesk,
      holder: desk.connectionId,
      besides: away.lettersFor(channel.name),
      of,
      unsent,
      stop: over.signal,
    }),
  );
  open.defer(async () => {
    over.abort();
    await Promise.all(deliveries);
  });

  let recovering: Promise<void> = Promise.resolve();
  while (!control.stop.aborted) {
    const began = Date.now();
    try {
      for (const attempt of await tick())
        recovering = recovering.then(() => tryRecovery(attempt)).catch(() => undefined);
    } catch (error) {
      if (isAway(error)) away.down(Date.now());
      else if (!(error instanceof MysqlError) && !isPassing(error)) throw error;
      listener(logEvent('warning', say('watch.ledger-away', { why: saidBy(error) })));
    }
    await pause(everyMs - (Date.now() - began), control.stop);
  }
  await recovering;
  const { open: going, waiting } = await atDesk(async (ledger) => {
    const { alerts } = await readKnown(ledger, Date.now());
    const letters = await waitingByChannel(ledger);
    return {
      open: alerts.filter((alert) => isOpen(alert) && alert.state !== 'pending' && alert.state !== 'resolved')
        .length,
      waiting: Object.values(letters).reduce((sum, count) => sum + count, 0),
    };
  }).catch((error: unknown) => {
    if (!(error instanceof MysqlError)) throw error;
    return { open: 0, waiting: 0 };
  });
  return { outcome: 'stopped', open: going, waiting };
};

/** The server did not answer; what it says itself, such as a deadlock, does not mean that it is away. */
function isAway(error: unknown): boolean {
  return error instanceof MysqlError && (error.errno === 0 || error.connectionLost);
}

/** Somebody holds the alerts, or the watch: another one, or what is left of our own connection before it was cut. Neither is for ever. */
function isPassing(error: unknown): boolean {
  return error instanceof RefusedError && /^watch\.(busy|running)$/.test(error.because?.code ?? '');
}

async function pause(milliseconds: number, stop: AbortSignal): Promise<void> {
  await delay(Math.max(0, milliseconds), undefined, { signal: stop }).catch(() => undefined);
}
