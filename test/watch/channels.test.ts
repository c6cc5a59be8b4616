import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { ChannelConfig, MailConfig } from '../../src/config/watch.js';
import { Secret } from '../../src/core/secret.js';
import type { ChannelError } from '../../src/watch/channels/channel.js';
import { mail } from '../../src/watch/channels/mail.js';
import { openChannel } from '../../src/watch/channels/open.js';
import type { Letter } from '../../src/watch/letter.js';

const canary = 'canary-Vt37kM';
const startedAt = Date.parse('2026-11-21T03:00:00.000Z');

const letter: Letter = {
  key: 'f'.repeat(64),
  channel: 'one',
  rule: 'bad-rows',
  kind: 'alert',
  status: 'firing',
  severity: 'critical',
  count: 1,
  alerts: [{ id: 'a1', key: 'x<y', value: 3, why: null, startedAt, endedAt: null }],
  of: { database: 'bk', tenant: 'acme' },
  attempt: null,
  at: startedAt,
};

interface Got {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: unknown;
}

/** A web server of this test; gives its address and what it got. */
async function listen(status: number, answer = ''): Promise<{ readonly url: string; readonly got: Got[] }> {
  const got: Got[] = [];
  const handle: RequestListener = (request, response) => {
    let text = '';
    request.on('data', (part) => {
      text += String(part);
    });
    request.on('end', () => {
      got.push({ url: request.url ?? '', headers: request.headers, body: JSON.parse(text) as unknown });
      response.writeHead(status, { location: '/elsewhere' });
      response.end(answer);
    });
  };
  const server = createServer(handle);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

async function send(config: ChannelConfig, sent = letter): Promise<string | null> {
  const channel = await openChannel(config, 'en');
  try {
    await channel.send(sent, new AbortController().signal);
    return null;
  } catch (error) {
    const { said, name } = error as ChannelError;
    expect(name).toBe('ChannelError');
    return said.text;
  } finally {
    channel.close();
  }
}

const post = (type: 'webhook' | 'slack' | 'alertmanager', url: string): ChannelConfig => ({
  name: 'one',
  type,
  url: new Secret(url),
});

describe('channels that are told by a POST', () => {
  it.each([
    ['slack', '{"ok":false,"error":"channel_not_found"}', /refused the message/],
    ['slack', 'ok', null],
    ['slack', '{"ok":true}', null],
    ['dingtalk', '{"errcode":310000,"errmsg":"keywords not in content"}', /refused the message \(310000\)/],
    ['dingtalk', '{"errcode":"310000"}', /refused the message/],
  ] as const)('%s may answer 200 and %s', async (type, answer, problem) => {
    const { url } = await listen(200, answer);
    const said = await send({ name: 'one', type, url: new Secret(`${url}/hook`) });
    if (problem) expect(said).toMatch(problem);
    else expect(said).toBeNull();
    expect(said ?? '').not.toContain('not');
  });

  it('may have any password in their address', async () => {
    const { url, got } = await listen(200);
    expect(await send(post('webhook', `${url.replace('//', '//u:100%@')}/hook`))).toBeNull();
    const login = Buffer.from('u:100%').toString('base64');
    expect(got[0]?.headers.authorization).toBe(`Basic ${login}`);
  });

  it('send what their receivers know', async () => {
    const { url, got } = await listen(200, '{"errcode":0}');
    expect(await send(post('webhook', `${url}/hook?token=1`))).toBeNull();
    expect(await send(post('slack', `${url.replace('//', '//u:p%40@')}/slack`))).toBeNull();
    expect(
      await send({
        name: 'one',
        type: 'dingtalk',
        url: new Secret(`${url}/ding?access_token=1`),
        secret: new Secret(canary),
      }),
    ).toBeNull();
    expect(await send(post('alertmanager', `${url}/base/`))).toBeNull();
    const over = { ...letter, status: 'resolved' as const };
    expect(await send(post('alertmanager', url), over)).toBeNull();
    expect(await send(post('alertmanager', url), { ...letter, kind: 'recovery' })).toBeNull();

    const [hook, slack, ding, manager, end, ...more] = got;
    expect(more).toEqual([]);
    expect(hook).toMatchObject({
      url: '/hook?token=1',
      headers: { 'idempotency-key': letter.key },
      body: {
        status: 'firing',
        rule: 'bad-rows',
        severity: 'critical',
        kind: 'alert',
        count: 1,
        alerts: [{ id: 'a1', key: 'x<y', value: 3, startedAt: '2026-11-21T03:00:00.000Z' }],
      },
    });
    expect(slack?.headers.authorization).toBe(`Basic ${Buffer.from('u:p@').toString('base64')}`);
    expect(JSON.stringify(slack?.body)).toContain('x&lt;y');
    expect(ding?.url).toMatch(/^\/ding\?access_token=1&timestamp=\d+&sign=[\w%]+$/);
    expect(ding?.body).toMatchObject({
      msgtype: 'text',
      text: { content: expect.stringContaining('bad-rows') },
    });
    expect(manager?.url).toBe('/base/api/v2/alerts');
    type Posted = readonly { readonly labels: object; readonly endsAt?: string }[];
    const [began, ended] = [manager, end].map((one) => ((one?.body ?? []) as Posted)[0]);
    expect(began?.labels).toEqual(ended?.labels);
    expect(began?.endsAt).toBeUndefined();
    expect(Date.parse(ended?.endsAt ?? '')).toBeLessThanOrEqual(Date.now());
  });

  it.each([
    [500, 'it answered 500'],
    [302, 'it answered 302'],
    [404, 'it answered 404'],
  ])('say that %s is no success, without address and answer', async (status, said) => {
    const { url, got } = await listen(status, canary);
    const failure = await send(post('webhook', `${url}/${canary}`));
    expect(failure).toBe(said);
    expect(got).toHaveLength(1);
  });

  it('know that DingTalk refuses with 200', async () => {
    const { url } = await listen(200, `{"errcode":310000,"errmsg":"${canary}"}`);
    const config = { name: 'one', type: 'dingtalk', url: new Secret(url) } as const;
    expect(await send(config)).toBe('it refused the message (310000)');
  });

  it('count what was taken as taken, whatever becomes of the rest of the answer', async () => {
    const server = createServer((request, response) => {
      request.resume().on('end', () => {
        response.writeHead(200, { 'content-length': 100 });
        response.write('half', () => response.destroy());
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await send(post('webhook', `http://127.0.0.1:${port}/`))).toBeNull();
  });

  it('say that nobody answers there', async () => {
    expect(await send(post('webhook', `http://127.0.0.1:1/${canary}`))).toBe(
      'it cannot be reached (ECONNREFUSED)',
    );
  });
});

/** A mail server without a login that refuses some recipients, or what it was sent. */
async function pickyMailServer(refuses: 'recipient' | 'data'): Promise<number> {
  const server = new SMTPServer({
    authOptional: true,
    onRcptTo: ({ address }, _session, done) =>
      done(refuses === 'recipient' && address.startsWith('nobody') ? new Error(`no ${canary}`) : null),
    onData: (stream, _session, done) =>
      stream.resume().on('end', () => done(refuses === 'data' ? new Error(`no ${canary}`) : null)),
  });
  return listening(server);
}

async function mailServer(): Promise<number> {
  const server = new SMTPServer({
    onAuth: (_auth, _session, done) => done(new Error(`no ${canary}`)),
    onData: (stream, _session, done) => stream.resume().on('end', () => done(new Error(`no ${canary}`))),
  });
  return listening(server);
}

async function listening(server: SMTPServer): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  server.on('error', () => undefined);
  return (server.server.address() as AddressInfo).port;
}

describe('mail', () => {
  const config = (port: number, changes: Partial<MailConfig> = {}): ChannelConfig & MailConfig => ({
    name: 'one',
    type: 'email',
    host: '127.0.0.1',
    port,
    from: 'a@example.com',
    to: ['b@example.com'],
    tls: 'auto',
    ...changes,
  });

  it('tells the number of a refusal, and neither the password nor the server’s words', async () => {
    const port = await mailServer();
    const account = { username: 'ferry', password: new Secret(canary) };
    expect(await send(config(port, account))).toBe('it refused the message (535)');
    expect(await send(config(port, { ...account, tls: 'required' }))).toMatch(/^it cannot be reached \(E/);
    expect(await send(config(1))).toBe('it cannot be reached (ESOCKET)');
    expect(await send(config(await pickyMailServer('data')))).toBe('it refused the message (450)');
  });

  it('comes to an end with a server that talks on and on', async () => {
    const server = createTcpServer((socket) => {
      socket.on('error', () => undefined);
      socket.write('220 mail\r\n');
      const talk = setInterval(() => socket.write('250-and\r\n'), 20);
      socket.on('close', () => clearInterval(talk));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    const channel = mail('one', config(port), 'en', 500);
    await expect(channel.send(letter, new AbortController().signal)).rejects.toThrow(
      /no answer within 0.5 s/,
    );
  });

  it('tells whom it did not reach; nobody of them is refusal of all', async () => {
    const port = await pickyMailServer('recipient');
    const channel = await openChannel(config(port, { to: ['nobody@example.com', 'b@example.com'] }), 'en');
    const left = await channel.send(letter, new AbortController().signal);
    channel.close();
    expect(left?.text).toBe('it refused 1 of 2 recipients');
    expect(await send(config(port, { to: ['nobody@example.com'] }))).toBe('it refused the message (550)');
  });
});
