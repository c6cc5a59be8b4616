import { createServer } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { answersAt } from '../../src/mysql/greeting.js';

/** A server that says this to everybody. */
async function serverSaying(bytes: Buffer): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.write(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

const host = '127.0.0.1';

it('an address is tried without signing in, and says how its server calls itself', async () => {
  const greeting = Buffer.concat([Buffer.from([60, 0, 0, 0, 10]), Buffer.from('8.0.36\0rest of it')]);
  const port = await serverSaying(greeting);
  expect(await answersAt({ host, port, greets: true })).toEqual({ version: '8.0.36' });
  expect(await answersAt({ host, port, greets: false })).toEqual({ version: null });
  const other = await serverSaying(Buffer.from('SSH-2.0-OpenSSH'));
  expect(await answersAt({ host, port: other, greets: true })).toEqual({ version: null });
});

it('why nobody answers is said by its code', async () => {
  await expect(answersAt({ host, port: 1, greets: true })).rejects.toThrow('ECONNREFUSED');
  const silent = await serverSaying(Buffer.alloc(0));
  await expect(answersAt({ host, port: silent, greets: true }, 50)).rejects.toThrow('ETIMEDOUT');
});
