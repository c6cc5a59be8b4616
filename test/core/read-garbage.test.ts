import { expect, test } from 'vitest';
import { collectReadGarbage } from '../../src/core/read-garbage.js';

const megabyte = 1024 * 1024;
const buffersMb = () => process.memoryUsage().arrayBuffers / megabyte;

test('frees what was read and is no longer needed', async () => {
  const before = buffersMb();
  for (let read = 0; read < 24 * 16; read += 1) Buffer.allocUnsafeSlow(64 * 1024).fill(1);
  // V8 by itself waits for more of it.
  collectReadGarbage(64 * megabyte);
  await expect.poll(() => buffersMb() - before).toBeLessThan(4);
});
