import type { MysqlEndpoint } from '../config/config.js';
import { openSession, type Session } from '../mysql/session.js';

/** How long a server may take to end a statement after Ctrl-C. */
const patienceMs = 2_000;

const ownThread =
  'SELECT ID AS id, HOST AS host, USER AS user FROM information_schema.PROCESSLIST WHERE ID = CONNECTION_ID()';

/**
 * Lets a reading session be given up: cuts it and ends its statement on the server, which would otherwise go on counting
 * until it has a row to send. The thread is named by number, client address and account together, so that behind a proxy or
 * a load balancer nobody else's statement is ended. Never throws.
 */
export async function preparedToGiveUp(
  session: Session,
  endpoint: MysqlEndpoint,
): Promise<() => Promise<void>> {
  const [thread] = await session.query(ownThread).catch(() => []);
  return async () => {
    session.destroy();
    if (thread === undefined) return;
    const ended = endStatement(endpoint, [thread.id, thread.host, thread.user]).catch(() => undefined);
    const timer = Promise.withResolvers<void>();
    const patience = setTimeout(timer.resolve, patienceMs);
    await Promise.race([ended, timer.promise]);
    clearTimeout(patience);
  };
}

async function endStatement(endpoint: MysqlEndpoint, thread: readonly unknown[]): Promise<void> {
  await using helper = await openSession(endpoint, 'source');
  const [found] = await helper.query(
    'SELECT ID AS id FROM information_schema.PROCESSLIST WHERE ID = ? AND HOST = ? AND USER = ?',
    thread,
  );
  if (found !== undefined) await helper.execute(`KILL ${Number(found.id)}`);
}
