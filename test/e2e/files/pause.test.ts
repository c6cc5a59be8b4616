import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { createSteering } from '../../../src/core/steering.js';
import { operations } from '../../../src/operations/index.js';
import type { BkRepoServer } from '../../../src/sandbox/objects/bkrepo/server.js';
import { digestsIn, openBkRepos, openFilesCase, rowOf, smallFiles, writesOf } from '../support/files-case.js';

/** Resolves when a count has stayed the same for a second. */
async function settled(count: () => number): Promise<number> {
  let [last, same] = [-1, 0];
  await expect
    .poll(
      () => {
        same = count() === last ? same + 1 : 0;
        last = count();
        return same;
      },
      { interval: 50 },
    )
    .toBeGreaterThan(20);
  return last;
}

/** Does something before a server keeps its so-manieth file: whoever looks from time to time may be late. */
function atFile({ contents }: BkRepoServer, count: number, then: () => void): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const { keep } = contents;
  let kept = 0;
  Object.assign(contents, {
    keep: (...given: Parameters<typeof keep>) => {
      kept += 1;
      if (kept === count) {
        then();
        resolve();
      }
      return keep(...given);
    },
  });
  return promise;
}

it.each([
  ['where all goes well', 0],
  ['where files wait for a second turn', 12],
])('a pause begins no further file, and continuing writes each once: %s', async (_, failing) => {
  const files = smallFiles(400);
  const { to, context, targetDatabase } = await open(files);
  // Eight tries each: these have another turn at the end.
  for (const { sha256 } of files.slice(0, failing))
    to.fail({ harm: { kind: 'refuse', status: 500 }, method: 'PUT', path: sha256, times: 8 });
  const steering = createSteering(4);
  const paused = atFile(to, 61, steering.pause);
  const events: RunEvent[] = [];
  const running = operations.run(
    context,
    { phase: 'files', confirm: targetDatabase, resume: false },
    (event) => void events.push(event),
    steering.control,
  );
  await paused;
  const held = await settled(() => to.requests.length);
  const written = writesOf(to).size;
  expect(written).toBeLessThan(200);
  expect(to.requests).toHaveLength(held);
  steering.resume();
  expect(await running).toMatchObject({ outcome: 'complete' });
  expect(await digestsIn(to, 'acme.bscp')).toEqual(files.map(({ sha256 }) => sha256).toSorted());
  for (const statuses of writesOf(to).values())
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(events.findLast(({ type }) => type === 'files-progress')).toMatchObject({
    done: 400,
    created: 400,
  });
});

it('a stop ends a pause', async () => {
  const files = smallFiles(200);
  const { to, context, targetDatabase } = await open(files);
  const steering = createSteering(4);
  const paused = atFile(to, 11, steering.pause);
  const running = operations.run(
    context,
    { phase: 'files', confirm: targetDatabase, resume: false },
    () => undefined,
    steering.control,
  );
  await paused;
  await settled(() => to.requests.length);
  steering.stop();
  expect(await running).toMatchObject({ outcome: 'stopped' });
  expect(writesOf(to).size).toBeLessThan(200);
});

async function open(files: ReturnType<typeof smallFiles>) {
  const { from, to } = await openBkRepos(files);
  const opened = await openFilesCase({
    rows: files.map(rowOf),
    source: from.endpointOf('bscp'),
    target: to.endpointOf('bscp'),
  });
  return { to, ...opened };
}
