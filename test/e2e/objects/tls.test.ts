import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import type { FilesEndpoint, TlsOptions } from '../../../src/config/config.js';
import { unreachable } from '../../../src/phases/files/store-findings.js';
import { localise } from '../../../src/text/localise.js';
import { type Certificate, createAuthority } from '../../vault/support/certificates.js';
import { bytesOf, fileOf, newObject, ownBkRepo, ownStore, ownVersitygw } from '../support/stores.js';

const pem = (name: string) => join(import.meta.dirname, '../../fixtures/tls', name);
const file = fileOf(2, 'over TLS');

const endpoints: Readonly<Record<string, () => Promise<FilesEndpoint>>> = {
  BkRepo: async () => {
    const tls = { cert: await readFile(pem('server.pem')), key: await readFile(pem('server.key')) };
    return (await ownBkRepo({ tls })).endpointOf('bscp');
  },
  versitygw: async () => {
    const server = await ownVersitygw({ tls: { cert: pem('server.pem'), key: pem('server.key') } });
    await server.makeBucket('files');
    return server.endpointOf('files');
  },
};

test.each(Object.entries(endpoints))(
  '%s is reached over TLS with a CA of its own, and refused without',
  async (_, open) => {
    const endpoint = await open();
    const trusting = await ownStore({ ...endpoint, tls: { verify: true, ca: pem('ca.pem') } });
    await trusting.make(file.place.repository);
    await trusting.put(file.place, newObject(file));
    expect(String(await bytesOf(trusting, file.place))).toBe('over TLS');
    for (const tls of [undefined, { verify: true }, { verify: true, ca: pem('server.key') }]) {
      const store = await ownStore({ ...endpoint, ...(tls ? { tls } : {}) });
      await expect(store.head(file.place)).rejects.toMatchObject({
        kind: 'tls',
        isOfStore: true,
        retryable: false,
      });
    }
    const careless = await ownStore({ ...endpoint, tls: { verify: false } });
    expect((await careless.head(file.place))?.bytes).toBe(8);
  },
);

test('what keeps a connection from being made is told with what mends it', async () => {
  const authority = createAuthority('our CA');
  const folder = await mkdtemp(join(inject('folder'), 'tls-'));
  const ca = join(folder, 'ca.pem');
  await writeFile(ca, authority.cert);
  const remedyOf = async (certificate: Certificate, tls: TlsOptions) => {
    const server = await ownBkRepo({
      tls: { cert: Buffer.from(certificate.cert), key: Buffer.from(certificate.key) },
    });
    const store = await ownStore({ ...server.endpointOf('bscp'), tls });
    const error: unknown = await store.head(file.place).catch((reason: unknown) => reason);
    const finding = unreachable(store, error);
    return [finding.remedy, localise(finding, 'zh').remedy];
  };
  const good = authority.issue({ name: '127.0.0.1', usage: 'server' });
  const ended = authority.issue({ name: '127.0.0.1', usage: 'server', ended: true });
  expect(await remedyOf(good, { verify: true })).toEqual([
    expect.stringContaining('the CA that signed'),
    expect.stringContaining('tls.ca'),
  ]);
  expect(await remedyOf(ended, { verify: true, ca })).toEqual([
    expect.stringContaining('Renew the server certificate'),
    expect.stringContaining('更新服务器证书'),
  ]);
});

test('a CA that cannot be read is refused before anything is sent', async () => {
  const server = await ownBkRepo();
  const opening = ownStore({ ...server.endpointOf('bscp'), tls: { verify: true, ca: '/nowhere/ca.pem' } });
  await expect(opening).rejects.toThrow(/tls\.ca: the file cannot be read/);
});
