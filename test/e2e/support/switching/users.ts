import { type ClientHttp2Session, connect } from 'node:http2';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, errors, request } from 'undici';

/** Two thousand users who come again and again, and what each of them has met. */
export interface Users {
  /** Which side one user meets, who comes with these headers; null: who does not say who it is. */
  ask(user: string | null, headers?: Readonly<Record<string, string>>): Promise<string>;
  /** Sends every user once, and gives who met the target. Throws where one met neither side. */
  sweep(): Promise<ReadonlySet<string>>;
  /** Sends users in turn until it is stopped; gives how many requests failed. */
  keepComing(): {
    readonly sent: () => number;
    stop(): Promise<{ readonly sent: number; readonly failed: number }>;
  };
  close(): Promise<void>;
}

const parallel = 8;

export function usersOf(port: number, most = 2_000): Users {
  const agent = new Agent({ connections: parallel });
  const names = Array.from({ length: most }, (_, index) => `user-${index}`);

  async function ask(
    user: string | null,
    more: Readonly<Record<string, string>> = {},
  ): Promise<{ readonly status: number; readonly side: string }> {
    const send = () =>
      request(`http://127.0.0.1:${port}/`, {
        dispatcher: agent,
        headers: { ...(user === null ? {} : { 'x-user-id': user }), ...more },
      });
    // A proxy that reloads closes idle connections, also one that is used again in that moment: nobody has read what was asked on it.
    const { statusCode, body } = await send().catch((error: unknown) => {
      if (!(error instanceof errors.SocketError)) throw error;
      return send();
    });
    return { status: statusCode, side: await body.text() };
  }

  async function inParallel(work: (index: number) => Promise<boolean>): Promise<void> {
    let next = 0;
    await Promise.all(
      Array.from({ length: parallel }, async () => {
        while (await work(next++));
      }),
    );
  }

  return {
    ask: async (user, headers) => (await ask(user, headers)).side,
    async sweep() {
      const onTarget = new Set<string>();
      await inParallel(async (index) => {
        const user = names[index];
        if (user === undefined) return false;
        let answer = await ask(user);
        // The services are in this process: on a busy machine the proxy does not wait long enough for them.
        for (let again = 0; answer.status === 504 && again < 5; again += 1) answer = await ask(user);
        const { side } = answer;
        if (side !== 'source' && side !== 'target') throw new Error(`${user} met ${side}`);
        if (side === 'target') onTarget.add(user);
        return true;
      });
      return onTarget;
    },
    keepComing() {
      const over = new AbortController();
      let sent = 0;
      let failed = 0;
      const work = inParallel(async (index) => {
        if (over.signal.aborted) return false;
        sent += 1;
        const answer = await ask(names[(index * 7) % most] ?? '').catch(() => null);
        if (!answer || answer.status >= 500) failed += 1;
        await delay(20);
        return true;
      });
      return {
        sent: () => sent,
        async stop() {
          over.abort();
          await work;
          return { sent, failed };
        },
      };
    },
    close: () => agent.destroy(),
  };
}

/** Makes gRPC calls of so many users, one each. A proxy that is reloaded ends its connections: the call is made on another. */
export async function callAll(port: number, users: number): Promise<void> {
  let session = open();
  function open() {
    const opened = connect(`http://127.0.0.1:${port}`);
    opened.on('error', () => undefined);
    return opened;
  }
  try {
    for (let index = 0; index < users; ) {
      try {
        await call(session, `user-${index}`);
        index += 1;
      } catch {
        session.close();
        session = open();
      }
    }
  } finally {
    session.close();
  }
}

function call(session: ClientHttp2Session, user: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const stream = session.request({
    ':method': 'POST',
    ':path': '/pbfs.Upstream/Messaging',
    'content-type': 'application/grpc',
    te: 'trailers',
    'x-user-id': user,
  });
  stream.on('error', reject);
  stream.on('close', resolve);
  stream.end(Buffer.from([0, 0, 0, 0, 0]));
  stream.resume();
  return promise;
}
