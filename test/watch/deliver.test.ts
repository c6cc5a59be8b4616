import { expect, it } from 'vitest';
import { type Channel, ChannelError } from '../../src/watch/channels/channel.js';
import { withRests } from '../../src/watch/deliver.js';
import type { Letter } from '../../src/watch/letter.js';

const failed = { code: 'channel.status', text: 'it answered 429' };
const letter: Letter = {
  key: 'f'.repeat(64),
  channel: 'one',
  rule: 'bad-rows',
  kind: 'alert',
  status: 'firing',
  severity: 'critical',
  count: 0,
  alerts: [],
  of: { database: 'bk', tenant: 'acme' },
  attempt: null,
  at: 0,
};

/** A channel whose letters fail one after the other: with a wait that it asks for, in milliseconds, or without. */
function failing(...waits: readonly (number | undefined)[]) {
  const left = [...waits];
  const channel: Channel = {
    name: 'one',
    takesAll: false,
    send: () => Promise.reject(new ChannelError(failed, left.shift())),
    close: () => undefined,
  };
  const resting = withRests(channel);
  const send = () => resting.send(letter, new AbortController().signal).catch(() => undefined);
  return { resting, send };
}

it('leaves a channel alone as long as it asks to be, though another letter under way fails without a word of it', async () => {
  const { resting, send } = failing(300_000, undefined, 1_000);
  expect(resting.restMs()).toBe(0);
  await send();
  await send();
  await send();
  expect(resting.restMs()).toBeGreaterThan(200_000);
  expect(resting.restMs()).toBeLessThanOrEqual(300_000);
});

it('leaves it alone no longer than people can wait to be told', async () => {
  const { resting, send } = failing(86_400_000);
  await send();
  expect(resting.restMs()).toBeLessThanOrEqual(600_000);
});

it('does not rest where it asks for nothing', async () => {
  const { resting, send } = failing(undefined);
  await send();
  expect(resting.restMs()).toBe(0);
});
