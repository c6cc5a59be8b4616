import { mkdtemp, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import type { TlsOptions } from '../../../src/config/config.js';
import { describeMysqlError } from '../../../src/mysql/errors.js';
import { openSession } from '../../../src/mysql/session.js';
import { connectProblem } from '../../../src/preflight/mysql/connect-problem.js';
import { startMariadb, startMysql } from '../../../src/sandbox/servers/index.js';
import { endpointOf } from '../../../src/sandbox/servers/types.js';
import { createAuthority } from '../../vault/support/certificates.js';

const authority = createAuthority('our CA');

async function put(text: string, name: string): Promise<string> {
  const file = join(await mkdtemp(join(inject('folder'), 'pem-')), name);
  await writeFile(file, text);
  return file;
}

/** A private server with a certificate for 127.0.0.1, and what a connection to it with these settings says. */
async function openServer(flavour: 'mariadb' | 'mysql', ended: boolean) {
  const { cert, key } = authority.issue({ name: '127.0.0.1', usage: 'server', ended });
  const ca = await put(authority.cert, 'ca.pem');
  const variables = {
    ssl_ca: ca,
    ssl_cert: await put(cert, 'server.pem'),
    ssl_key: await put(key, 'server.key'),
  };
  const server = await (flavour === 'mariadb' ? startMariadb : startMysql)({ variables });
  onTestFinished(() => server.remove());
  const ask = async (tls: Partial<TlsOptions>, host: string = server.host) => {
    const endpoint = { ...endpointOf(server, ''), host, tls: { verify: true, ca, ...tls } };
    try {
      await using session = await openSession(endpoint, 'source');
      const [row] = await session.query("SHOW STATUS LIKE 'Ssl_cipher'");
      return { code: row?.Value === '' ? 'plain' : 'connected', remedy: '' };
    } catch (error) {
      const { code, remedy = '' } = connectProblem(describeMysqlError(error), endpoint, 'source');
      return { code, remedy };
    }
  };
  return { ask, port: server.port };
}

it.each(['mariadb', 'mysql'] as const)(
  '%s is known by the IP address in its certificate, and by no other',
  async (flavour) => {
    const { ask, port } = await openServer(flavour, false);
    expect(await ask({})).toMatchObject({ code: 'connected' });
    // The same server at an address that its certificate does not name.
    const detour = createServer((socket) => {
      const server = connect(port, '127.0.0.1');
      socket
        .on('error', () => server.destroy())
        .pipe(server.on('error', () => socket.destroy()))
        .pipe(socket);
    });
    await new Promise<void>((resolve) => detour.listen(port, '127.0.0.2', resolve));
    onTestFinished(() => void detour.close());
    expect(await ask({}, '127.0.0.2')).toMatchObject({
      code: 'mysql.tls',
      remedy: expect.stringContaining('a name in it'),
    });
  },
);

it.each(['mariadb', 'mysql'] as const)(
  '%s with a certificate that has expired, its own or ours, is told as that',
  async (flavour) => {
    const { ask } = await openServer(flavour, false);
    const client = authority.issue({ name: 'ferry', usage: 'client', ended: true });
    const files = { cert: await put(client.cert, 'c.pem'), key: await put(client.key, 'c.key') };
    expect(await ask(files)).toMatchObject({
      code: 'mysql.tls',
      remedy: expect.stringMatching(/tls\.cert.*has not expired/),
    });
    const old = await openServer(flavour, true);
    expect(await old.ask({})).toMatchObject({ code: 'mysql.tls', remedy: expect.stringContaining('renew') });
  },
);
