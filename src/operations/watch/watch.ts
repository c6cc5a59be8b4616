import type { WatchRule } from '../../config/watch.js';
import { logEvent } from '../../core/events.js';
import { codeOf, RefusedError } from '../../core/refused.js';
import { type Sentence, saidBy } from '../../core/sentence.js';
import type { RunLedger } from '../../ledger/location.js';
import { MysqlError } from '../../mysql/errors.js';
import { isOpen } from '../../watch/alert.js';
import { openChannel } from '../../watch/channels/open.js';
import { deliver } from '../../watch/deliver.js';
import { forgetLetters, holdWatch, readKnown, waitingByChannel } from '../../watch/ledger.js';
import type { Letter } from '../../watch/letter.js';
import type { Notice } from '../../watch/life.js';
import { say } from '../../watch/words.js';
import type { WithPhases } from '../types.js';
import { createAwayWatch } from './away.js';
import { awayFile } from './away-file.js';
import { lastingDesk, watchOf } from './desk.js';
import { openLooker } from './look.js';
import { takeStep } from './take-step.js';
import { tryRecovery } from './try-recovery.js';
import type { WatchOperation } from './types.js';

/**
 * Looks at all rules, works out what comes of it, keeps that with the messages in one transaction, and lets each channel be told. All state is
 * in the ledger: a watch that was killed goes on where it was.
 */
export const watch: WithPhases<WatchOperation> = async (phases, context, { language }, listener, control) => {
  const { everyMs, rules, channels: configs } = watchOf(context);
  const { target, tenantId: tenant } = context.config;
  const of = { database: target.mysql.database, tenant };
  const isOfTarget = ({ source }: WatchRule) => source.kind === 'signal' && source.signal === 'target-down';
  const ofTarget = rules.filter(isOfTarget);
  const byId = new Map(rules.map((rule) => [rule.id, rule]));

  await using open = new AsyncDisposableStack();
  const desk = open.use(lastingDesk(context, holdWatch));
  const letterDesk = open.use(lastingDesk(context, async () => undefined));
  const channels = await Promise.all(configs.map((config) => openChannel(config, language)));
  open.defer(() => {
    for (const channel of channels) channel.close();
  });
  try {
    await forgetLetters(await desk.open(), Date.now());
  } catch (error) {
    // Else there is nothing that could be told of it.
    if (ofTarget.length === 0 || !isAway(error) || !error.retryable) throw error;
  }
  listener(
    logEvent(
      'info',
      say('watch.began', {
        rules: rules.length,
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
  const file = awayFile(context, (error, path) =>
    listener(logEvent('warning', say('watch.away-file', { path, error: codeOf(error) }))),
  );
  const away = createAwayWatch({ rules: ofTarget, sendingOf, tell: tellNotice, file });
  const recovering = new Map<string, Promise<void>>();
  const targetDown = (error: MysqlError) => {
    if (isAway(error)) away.down(Date.now());
  };

  const stepping = {
    rules,
    desk,
    away,
    sendingOf,
    isRecovering: (rule: string) => recovering.has(rule),
    tell: tellNotice,
  };
  const trying = {
    phases,
    context,
    listener,
    control,
    sendingOf,
    note: (work: (ledger: RunLedger) => Promise<void>) => desk.at(work),
  };
  const over = new AbortController();
  const unsent = (letter: Letter, why: string | Sentence, seconds: number) =>
    listener(
      logEvent('warning', say('watch.unsent', { channel: letter.channel, rule: letter.rule, why, seconds })),
    );
  const inPart = ({ channel, rule }: Letter, why: Sentence) =>
    listener(logEvent('warning', say('watch.in-part', { channel, rule, why })));
  const deliveries = channels.map((channel) =>
    deliver({
      channel,
      desk: letterDesk,
      holder: desk.connectionId,
      besides: { waiting: () => away.lettersFor(channel.name), sent: away.sent },
      of,
      unsent,
      inPart,
      stop: over.signal,
    }),
  );
  open.defer(async () => {
    over.abort();
    await Promise.all(deliveries);
  });

  const looker = open.use(openLooker({ phases, context, rules, everyMs, targetDown }));
  let failures = 0;
  let hasHeld = desk.connectionId() !== undefined;
  while (!control.stop.aborted) {
    await looker.wait(everyMs, control.stop);
    try {
      const seen = looker.take();
      const wasAway = desk.connectionId() === undefined;
      await desk.open();
      // It is back since then: what was looked at in vain meanwhile says nothing of the rules.
      if (wasAway) looker.forgetFailures();
      const judged = wasAway ? seen.filter((one) => 'held' in one) : seen;
      for (const attempt of await takeStep(stepping, judged)) {
        const { rule } = attempt;
        const asked = byId.get(rule)?.recover;
        if (!asked) continue;
        const ended = tryRecovery(attempt, asked, trying).finally(() => recovering.delete(rule));
        recovering.set(rule, ended);
      }
      hasHeld = true;
      failures = 0;
    } catch (error) {
      failures += 1;
      const isForeign = !(error instanceof MysqlError);
      if (isForeign && !(hasHeld && isPassing(error))) throw error;
      // A server that answers and lets nothing be noted is as good as away; one that does not is told of by whoever asks it.
      if (!isForeign && failures >= failuresTold) away.down(Date.now());
      listener(logEvent('warning', say('watch.ledger-away', { why: saidBy(error) })));
    }
  }
  await Promise.all(recovering.values());
  return { outcome: 'stopped', ...(await desk.at(leftNow).catch(nothingWhileAway)) };
};

/** What goes on, and the letters that no channel has taken yet. */
async function leftNow(ledger: RunLedger): Promise<{ readonly open: number; readonly waiting: number }> {
  const { alerts } = await readKnown(ledger, Date.now());
  const letters = await waitingByChannel(ledger);
  return {
    open: alerts.filter((alert) => isOpen(alert) && alert.state !== 'pending' && alert.state !== 'resolved')
      .length,
    waiting: Object.values(letters).reduce((sum, count) => sum + count, 0),
  };
}

function nothingWhileAway(error: unknown): { readonly open: number; readonly waiting: number } {
  if (error instanceof MysqlError) return { open: 0, waiting: 0 };
  throw error;
}

/** Looks in a row that the ledger did not take. */
const failuresTold = 3;

/** The server did not answer; what it says itself, such as a deadlock, does not mean that it is away. */
function isAway(error: unknown): error is MysqlError {
  return error instanceof MysqlError && (error.errno === 0 || error.connectionLost);
}

/** Somebody holds the alerts, or the watch: another one, or what is left of our own connection before it was cut. Neither is for ever. */
function isPassing(error: unknown): boolean {
  return error instanceof RefusedError && /^watch\.(busy|running)$/.test(error.because?.code ?? '');
}
