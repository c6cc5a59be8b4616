import { openSession, type Session } from '../mysql/session.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { Context } from '../preset/context.js';

/** Both databases through sessions that cannot write. */
export interface Sides {
  readonly source: Session;
  readonly target: Session;
  readonly sourceFacts: DatabaseFacts;
  readonly targetFacts: DatabaseFacts;
}

/** Opens one read-only session per side for the time of `work`. */
export async function withSides<Result>(
  { config }: Context,
  sourceFacts: DatabaseFacts,
  targetFacts: DatabaseFacts,
  work: (sides: Sides) => Promise<Result>,
): Promise<Result> {
  const source = await openSession(config.source.mysql, 'source');
  try {
    const target = await openSession(config.target.mysql, 'target');
    try {
      return await work({ source, target, sourceFacts, targetFacts });
    } finally {
      await target.close();
    }
  } finally {
    await source.close();
  }
}
