import { setTimeout as delay } from 'node:timers/promises';
import type { MysqlEndpoint } from '../../config/config.js';
import { MysqlError } from '../../mysql/errors.js';
import { impatient } from '../../mysql/impatient-session.js';
import { openSession, type Session } from '../../mysql/session.js';
import { say } from '../../mysql/words.js';

/** Whether a server answers: asked on a connection of its own, so that nothing else has to end before. */
export interface Pulse extends AsyncDisposable {
  /** null: it answers. Takes no longer than 8 seconds. */
  ask(): Promise<MysqlError | null>;
}

/** For a server with much to do; one that stands still says nothing, and its connection stays open. */
const answerMs = 3_000;
const longestMs = 8_000;

export function createPulse(endpoint: MysqlEndpoint, role: 'source' | 'target'): Pulse {
  let session: Session | undefined;
  let opening: Promise<Session> | undefined;
  let asking: Promise<MysqlError | null> | undefined;
  let isOver = false;

  /** One attempt at a time: a server that takes connections and says nothing would else be given ever more of them. */
  function open(): Promise<Session> {
    opening ??= openSession(endpoint, role)
      .then((opened) => {
        if (isOver) opened.destroy();
        session = opened;
        return opened;
      })
      .finally(() => {
        opening = undefined;
      });
    return opening;
  }

  async function answers(): Promise<null> {
    const known = session;
    try {
      if (known) return await ping(known);
    } catch (error) {
      if (!(error instanceof MysqlError)) throw error;
      known?.destroy();
      session = undefined;
    }
    // One that was lost says nothing of the server yet.
    return ping(await open());
  }

  async function asked(): Promise<MysqlError | null> {
    const over = new AbortController();
    const late = delay(longestMs, undefined, { signal: over.signal }).then(() => noAnswer(endpoint));
    late.catch(() => undefined);
    const found = answers().catch((error: unknown) => {
      if (error instanceof MysqlError) return error;
      throw error;
    });
    try {
      const error = await Promise.race([found, late]);
      // It was closed meanwhile, from here.
      return isOver ? null : error;
    } finally {
      over.abort();
      found.catch(() => undefined);
    }
  }

  return {
    ask() {
      asking ??= asked().finally(() => {
        asking = undefined;
      });
      return asking;
    },
    async [Symbol.asyncDispose]() {
      isOver = true;
      await session?.close();
    },
  };
}

async function ping(session: Session): Promise<null> {
  await impatient(session, answerMs).query('SELECT 1');
  return null;
}

function noAnswer({ host, port, socketPath }: MysqlEndpoint): MysqlError {
  const place = socketPath ?? `${host}:${port}`;
  return new MysqlError({
    code: 'ETIMEDOUT',
    message: say('mysql.no-answer', { place }),
    retryable: true,
    connectionLost: true,
  });
}
