import type { Context } from '../../config/context.js';
import { openSession, type Session } from '../../mysql/session.js';
import type { FilesPlan } from '../../plan/plan.js';
import { type FileStores, openStores } from './stores.js';

/** What work on files needs, opened: closed with it. */
export interface Opened {
  readonly stores: FileStores;
  /** Another connection each time: one cannot ask while it streams. */
  readonly session: (side: 'source' | 'target' | 'target-writer') => Promise<Session>;
}

/** Does something with the stores of a plan and connections to both databases. */
export async function withStores<Result>(
  { config }: Context,
  plan: FilesPlan,
  work: (opened: Opened) => Promise<Result>,
): Promise<Result> {
  const open: { close(): Promise<void> }[] = [];
  const keep = <Closable extends { close(): Promise<void> }>(one: Closable) => {
    open.push(one);
    return one;
  };
  try {
    const stores = keep(await openStores(config, plan));
    return await work({
      stores,
      session: async (side) =>
        keep(await openSession(side === 'source' ? config.source.mysql : config.target.mysql, side)),
    });
  } finally {
    await Promise.allSettled(open.map((one) => one.close()));
  }
}
