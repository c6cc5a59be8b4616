import { setTimeout as delay } from 'node:timers/promises';
import type { MysqlEndpoint } from '../config/config.js';
import { openSession, type Session } from '../mysql/session.js';

interface Polling {
  readonly endpoint: MysqlEndpoint;
  readonly everyMs: number;
  readonly over: AbortSignal;
}

/** Looks at a server again and again, until it is over, on a session of its own; one that does not answer is asked again. */
export async function poll(
  { endpoint, everyMs, over }: Polling,
  look: (session: Session) => Promise<void>,
): Promise<void> {
  let session: Session | undefined;
  while (!over.aborted) {
    try {
      session ??= await openSession(endpoint, 'source');
      await look(session);
    } catch {
      session?.destroy();
      session = undefined;
    }
    await delay(everyMs, undefined, { signal: over }).catch(() => undefined);
  }
  await session?.close();
}
