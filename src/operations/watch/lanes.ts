import type { Context } from '../../config/context.js';
import { MysqlError } from '../../mysql/errors.js';
import { impatient } from '../../mysql/impatient-session.js';
import { openSession, type Session } from '../../mysql/session.js';
import { prepareForRules } from '../../watch/sql-rules.js';
import { patienceMs } from './desk.js';

type Side = 'source' | 'target';

/** Read-only sessions by what works on them, opened when they are needed: nobody waits for what another one asks. */
export interface Lanes extends AsyncDisposable {
  open(side: Side, name: string): Promise<Session | MysqlError>;
  /** Works on one; MysqlError: there is none, or it was lost. */
  work<Result>(
    side: Side,
    name: string,
    work: (session: Session) => Promise<Result>,
  ): Promise<Result | MysqlError>;
  /** The next one to ask gets another one. */
  leave(side: Side, name: string): void;
}

export function createLanes({ config }: Context): Lanes {
  const sessions = new Map<string, Session>();
  let isOver = false;
  const keyOf = (side: Side, name: string) => `${side} ${name}`;

  async function open(side: Side, name: string): Promise<Session | MysqlError> {
    const known = sessions.get(keyOf(side, name));
    if (known) return known;
    try {
      const opened = impatient(await openSession(config[side].mysql, side), patienceMs);
      sessions.set(keyOf(side, name), opened);
      if (isOver) opened.destroy();
      await prepareForRules(opened);
      return opened;
    } catch (error) {
      return lost(side, name, error);
    }
  }

  function lost(side: Side, name: string, error: unknown): MysqlError {
    leave(side, name);
    if (error instanceof MysqlError) return error;
    throw error;
  }

  function leave(side: Side, name: string): void {
    sessions.get(keyOf(side, name))?.destroy();
    sessions.delete(keyOf(side, name));
  }

  return {
    open,
    leave,
    async work(side, name, work) {
      const session = await open(side, name);
      if (session instanceof MysqlError) return session;
      try {
        return await work(session);
      } catch (error) {
        return lost(side, name, error);
      }
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      for (const session of sessions.values()) await session.close();
    },
  };
}
