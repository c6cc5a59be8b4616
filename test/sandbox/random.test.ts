import { expect, test } from 'vitest';
import { createRandom } from '../../src/sandbox/data/random.js';

test('the same seed gives the same sequence', () => {
  const draw = (seed: number) => {
    const random = createRandom(seed);
    return Array.from({ length: 50 }, () => random.integer(0, 1_000_000));
  };
  expect(draw(1)).toEqual(draw(1));
  expect(draw(1)).not.toEqual(draw(2));
});

test('choices stay within their bounds and reach them', () => {
  const random = createRandom(3);
  const dice = Array.from({ length: 500 }, () => random.integer(1, 6));
  expect(new Set(dice)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  const share = Array.from({ length: 2000 }, () => random.fraction()).filter((value) => value < 0.25).length;
  expect(share).toBeGreaterThan(400);
  expect(share).toBeLessThan(600);
});

test('some() gives that many different elements in order, all when there are too few', () => {
  const random = createRandom(4);
  const list = [1, 2, 3, 4, 5, 6, 7, 8];
  for (let round = 0; round < 50; round += 1) {
    const chosen = random.some(list, 3);
    expect(chosen).toHaveLength(3);
    expect([...chosen].sort((a, b) => a - b)).toEqual(chosen);
    expect(new Set(chosen).size).toBe(3);
  }
  expect(random.some(list, 20)).toEqual(list);
});

test('pick() refuses an empty list', () => {
  expect(() => createRandom(1).pick([])).toThrow('nothing to pick from');
});
