import { expect, it } from 'vitest';
import { ObjectError } from '../../../src/objects/errors.js';
import { createPatience } from '../../../src/phases/files/patience.js';
import { say } from '../../../src/phases/files/words.js';

const subject = say('retry.repository', { repository: 'bscp-v1-biz-2' });

it('counts from the first failure on: a pause, or a long look at the rows, uses none of it up', async () => {
  const patience = createPatience({ parallel: 1, listener: () => undefined, giveUp: [], waitMs: 50 });
  const begun = performance.now();
  await expect.poll(() => performance.now() > begun + 60).toBe(true);
  let tries = 0;
  const done = await patience.withRetry(subject, async () => {
    tries += 1;
    if (tries === 1) throw new ObjectError('throttled', 'busy', { retryAfterMs: 1 });
    return 'done';
  });
  expect([done, patience.hopeless()]).toEqual(['done', null]);
});

it('is at its end when nothing has worked for as long, and tells the others', async () => {
  const patience = createPatience({ parallel: 1, listener: () => undefined, giveUp: [], waitMs: 50 });
  const failing = patience.withRetry(subject, async () => {
    throw new ObjectError('throttled', 'busy', { retryAfterMs: 5 });
  });
  await expect(failing).rejects.toThrow('busy');
  expect(patience.hopeless()).toMatchObject({ message: 'busy' });
  await expect(patience.withRetry(subject, async () => 'never begun')).rejects.toThrow('busy');
});
