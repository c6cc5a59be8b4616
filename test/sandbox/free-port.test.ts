import { createServer, type Server } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { onFreePort } from '../../src/sandbox/tied-process.js';

/** Listens as a server does; somebody else may have taken the port before. */
async function listen(port: number): Promise<Server> {
  const server = createServer();
  onTestFinished(() => void server.close());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return server;
}

it('takes another port where somebody took the first one in between', async () => {
  const tried: number[] = [];
  const started = await onFreePort(async (port) => {
    tried.push(port);
    if (tried.length === 1) await listen(port);
    return listen(port).catch((error: Error) => {
      throw new Error(
        `the sandbox Thing did not start: bind(): ${error.message.replace('EADDRINUSE: ', '')}`,
      );
    });
  });
  expect(started.address()).toMatchObject({ port: tried[1] });
  expect(tried).toHaveLength(2);
});

it('gives up after a few ports, and at once where something else is wrong', async () => {
  let tried = 0;
  const failing = (message: string) =>
    onFreePort(() => {
      tried += 1;
      return Promise.reject(new Error(message));
    });
  await expect(failing('bind() failed (98: Address already in use)')).rejects.toThrow('98');
  expect(tried).toBe(3);
  tried = 0;
  await expect(failing('no such option')).rejects.toThrow('no such option');
  expect(tried).toBe(1);
});
