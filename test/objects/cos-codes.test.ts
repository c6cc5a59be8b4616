import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import type { FilesEndpoint } from '../../src/config/config.js';
import { Secret } from '../../src/core/secret.js';
import { openStore } from '../../src/objects/open.js';

async function storeThatSays(status: number, code: string) {
  const server = createServer((request, response) => {
    response.writeHead(status, { 'content-type': 'application/xml' });
    response.end(request.method === 'HEAD' ? undefined : `<Error><Code>${code}</Code></Error>`);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint = {
    ...{ type: 'cos', endpoint: `http://127.0.0.1:${port}`, bucket: 'b', region: 'r', secretId: 'id' },
    ...{ secretKey: new Secret('a key'), signature: 'cos', pathStyle: true },
  } as FilesEndpoint;
  const store = await openStore(endpoint, { connections: 1 });
  onTestFinished(async () => {
    await store.close();
    server.close();
  });
  return store;
}

// Those of the account end the phase: with each other file it would be the same.
it.each([
  [403, 'ExpiredToken', 'login'],
  [400, 'ExpiredToken', 'login'],
  [403, 'InvalidToken', 'login'],
  [403, 'InvalidAccessKeyId', 'login'],
  [403, 'AccessDenied', 'denied'],
  [403, 'RequestTimeTooSkewed', 'clock'],
  [503, 'SlowDown', 'throttled'],
])('%i %s is told as %s, of a HEAD as well', async (status, code, kind) => {
  const store = await storeThatSays(status, code);
  const place = { repository: 'r', path: '/file/x' };
  await expect(store.head(place)).rejects.toMatchObject({ kind });
  await expect(store.get(place)).rejects.toMatchObject({ kind });
});
