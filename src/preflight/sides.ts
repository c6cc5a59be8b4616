import type { Context } from '../config/context.js';
import { openSession } from '../mysql/session.js';
import type { Sides } from '../phases/sides.js';
import type { DatabaseFacts } from '../plan/facts.js';
import { preparedToGiveUp } from './give-up.js';

/**
 * Opens one read-only session per side for the time of `work`. When `signal` is aborted both are given up, on the servers
 * too, and it throws the signal's reason.
 */
export async function withSides<Result>(
  { config }: Context,
  sourceFacts: DatabaseFacts,
  targetFacts: DatabaseFacts,
  work: (sides: Sides) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  signal?.throwIfAborted();
  await using source = await openSession(config.source.mysql, 'source');
  await using target = await openSession(config.target.mysql, 'target');
  const sides = { source, target, sourceFacts, targetFacts };
  if (signal === undefined) return await work(sides);
  return await untilGivenUp(() => work(sides), signal, [
    await preparedToGiveUp(source, config.source.mysql),
    await preparedToGiveUp(target, config.target.mysql),
  ]);
}

async function untilGivenUp<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
  giveUp: readonly (() => Promise<void>)[],
): Promise<Result> {
  let given: Promise<unknown> = Promise.resolve();
  const end = (): void => {
    given = Promise.all(giveUp.map((one) => one()));
  };
  signal.addEventListener('abort', end);
  try {
    signal.throwIfAborted();
    return await work();
  } catch (error) {
    // The cut sessions fail in many ways; the reason for it is one.
    throw signal.aborted ? signal.reason : error;
  } finally {
    signal.removeEventListener('abort', end);
    await given;
  }
}
