import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { onTestFinished } from 'vitest';

/** What a webhook got. */
export interface Posted {
  readonly path: string;
  readonly key: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface Receiver {
  readonly port: number;
  readonly posts: Posted[];
  /** When it was told something that it did not take (`performance.now()`). */
  readonly refusedAt: number[];
  /** What it answers with; 200 at first. */
  answer(status: number, headers?: Readonly<Record<string, string>>): void;
}

/** A web server that takes every POST of JSON; `port`: one that was free before. Gone when the test ends. */
export async function openReceiver(port = 0): Promise<Receiver> {
  const posts: Posted[] = [];
  const refusedAt: number[] = [];
  let status = 200;
  let more: Readonly<Record<string, string>> = {};
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as Posted['body'];
      const key = request.headers['idempotency-key'];
      if (status === 200) posts.push({ path: request.url ?? '', key: key?.toString(), body });
      else refusedAt.push(performance.now());
      response.writeHead(status, { 'content-type': 'application/json', ...more });
      response.end('{"errcode":0}');
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return {
    port: (server.address() as AddressInfo).port,
    posts,
    refusedAt,
    answer(next, headers = {}) {
      status = next;
      more = headers;
    },
  };
}

/** A mail server that takes mails from whoever knows the password; gives them as they came. Gone when the test ends. */
export async function openMailServer(
  password: string,
): Promise<{ readonly port: number; readonly mails: string[] }> {
  const mails: string[] = [];
  const server = new SMTPServer({
    authMethods: ['PLAIN', 'LOGIN'],
    onAuth: ({ username, password: given }, _session, done) =>
      given === password ? done(null, { user: username ?? '' }) : done(new Error('no')),
    onData(stream, _session, done) {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        mails.push(Buffer.concat(parts).toString('utf8'));
        done();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return { port: (server.server.address() as AddressInfo).port, mails };
}
