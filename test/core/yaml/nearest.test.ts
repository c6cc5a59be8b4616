import { expect, test } from 'vitest';
import { editDistance, nearest } from '../../../src/core/yaml/nearest.js';

test.each([
  ['', '', 0],
  ['a', '', 1],
  ['kitten', 'sitting', 3],
  ['hsot', 'host', 1],
  ['password', 'password', 0],
])('distance of %j and %j', (left, right, distance) => {
  expect(editDistance(left, right)).toBe(distance);
  expect(editDistance(right, left)).toBe(distance);
});

test.each([
  ['hosst', 'host'],
  ['Password', 'password'],
  ['passwd', 'password'],
  ['tenant_id', 'target_tenant_id'],
  ['xyz', undefined],
  ['q', undefined],
])('nearest to %j', (word, expected) => {
  expect(nearest(word, ['host', 'port', 'password', 'target_tenant_id', 'token'])).toBe(expected);
});
