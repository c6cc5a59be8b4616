import { expect, it, onTestFinished, vi } from 'vitest';
import { openEyes, type See } from '../../../src/operations/watch/eyes.js';

const never = new AbortController().signal;
const patience = 20_000;

/** Eyes that look as often as they can, each of which sees what a test lets it see. */
function open(...looks: readonly ((see: See) => Promise<void>)[]) {
  const eyes = openEyes(
    looks.map((look) => ({ look })),
    1,
  );
  onTestFinished(() => eyes[Symbol.asyncDispose]());
  return eyes;
}

const forever = () => new Promise<void>(() => undefined);
const quiet = () => Promise.resolve();

it('one that comes to no end keeps no other one back', async () => {
  const eyes = open(forever, (see) => Promise.resolve(see({ rule: 'a', held: [] })));
  await eyes.wait(patience, never);
  expect(eyes.take()).toEqual([{ rule: 'a', held: [] }]);
});

it('what is seen in one round is judged together, of each rule the latest', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  let isFirst = true;
  const once = (see: See) => {
    if (isFirst) see({ rule: 'a', failed: 'no' }, { rule: 'a', held: [] });
    isFirst = false;
    return Promise.resolve();
  };
  const later = async (see: See) => {
    await promise;
    see({ rule: 'b', held: [] });
    await forever();
  };
  const eyes = open(once, later, quiet);
  setImmediate(resolve);
  await eyes.wait(patience, never);
  expect(eyes.take()).toEqual([
    { rule: 'a', held: [] },
    { rule: 'b', held: [] },
  ]);
});

it('failures of looks that began before a server was back say nothing', async () => {
  const gate = Promise.withResolvers<void>();
  let round = 0;
  const eyes = open(async (see) => {
    round += 1;
    if (round === 1) await gate.promise;
    see({ rule: 'a', failed: `round ${round}` });
    if (round === 2) await forever();
  });
  eyes.forgetFailures();
  gate.resolve();
  await eyes.wait(patience, never);
  expect(eyes.take()).toEqual([{ rule: 'a', failed: 'round 2' }]);
});

it('what nobody has taken yet is looked at no more, but for what always is', async () => {
  const looks = { usual: 0, always: 0 };
  const count = (which: keyof typeof looks) => (see: See) => {
    looks[which] += 1;
    return Promise.resolve(see({ rule: which, held: [] }));
  };
  const eyes = openEyes([{ look: count('usual') }, { look: count('always'), always: true }], 1);
  onTestFinished(() => eyes[Symbol.asyncDispose]());
  await vi.waitFor(() => expect(looks.always).toBeGreaterThan(5), { timeout: patience });
  expect(looks.usual).toBe(1);
  eyes.take();
  await vi.waitFor(() => expect(looks.usual).toBeGreaterThan(1), { timeout: patience });
});

it('tells what it has thrown, and ends its wait when it is stopped', async () => {
  const bad = open(() => Promise.reject(new Error('unexpected')));
  await bad.wait(patience, never);
  expect(() => bad.take()).toThrow('unexpected');
  await open(quiet).wait(patience, AbortSignal.abort());
});
