import { expect, it, onTestFinished, vi } from 'vitest';
import { objectOf, readText, type StoreAnswer } from '../../src/objects/http.js';

const kilobyte = 1024;
const tooSlow = {
  kind: 'unreachable',
  message: expect.stringMatching(/^http:\/\/store: .* came too slowly$/),
};

/** Pieces of so many bytes that come so many milliseconds after they are asked for. */
function answerOf(pieces: Iterable<readonly [bytes: number, afterMs: number]>): StoreAnswer {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  async function* body() {
    for (const [bytes, afterMs] of pieces) {
      vi.advanceTimersByTime(afterMs);
      yield Buffer.alloc(bytes);
    }
  }
  return { status: 200, header: () => '1000000', body: body() as never };
}

const objectIn = (answer: StoreAnswer) => objectOf('http://store', 'GET /a', answer);
const times = (count: number, piece: readonly [number, number]) => Array.from({ length: count }, () => piece);

async function lengthOf(pieces: AsyncIterable<Buffer>, betweenMs = 0): Promise<number> {
  let bytes = 0;
  for await (const piece of pieces) {
    bytes += piece.length;
    vi.advanceTimersByTime(betweenMs);
  }
  return bytes;
}

it('an object of which a byte comes now and then is given up after a minute', async () => {
  await expect(lengthOf(objectIn(answerOf(times(1_000, [1, 20_000]))).pieces())).rejects.toMatchObject(
    tooSlow,
  );
  await expect(
    lengthOf(objectIn(answerOf(times(1_000, [7 * kilobyte, 1_000]))).pieces()),
  ).rejects.toMatchObject(tooSlow);
  // It began well.
  const fading = [...times(100, [64 * kilobyte, 1_000]), ...times(1_000, [1, 1_000])] as const;
  await expect(lengthOf(objectIn(answerOf(fading)).pieces())).rejects.toMatchObject(tooSlow);
});

it('one that comes slowly is not, nor one that nobody takes', async () => {
  const slow = times(1_000, [9 * kilobyte, 1_000]);
  expect(await lengthOf(objectIn(answerOf(slow)).pieces())).toBe(1_000 * 9 * kilobyte);
  expect(await lengthOf(objectIn(answerOf(times(50, [1, 0]))).pieces(), 3_600_000)).toBe(50);
});

it('small objects and other answers are given up likewise', async () => {
  await expect(readText('http://store', answerOf(times(1_000, [1, 1_000])))).rejects.toMatchObject(tooSlow);
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const { promise, reject } = Promise.withResolvers<ArrayBuffer>();
  const body = { arrayBuffer: () => promise, destroy: reject } as never;
  const whole = objectIn({ status: 200, header: () => '100', body }).whole();
  const failure = expect(whole).rejects.toMatchObject(tooSlow);
  vi.advanceTimersByTime(61_000);
  await failure;
});
