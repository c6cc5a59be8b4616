import { expect, it } from 'vitest';
import { parseRetryAfter } from '../../src/core/retry.js';

it('reads Retry-After in both forms', () => {
  expect(parseRetryAfter('3')).toBe(3000);
  expect(parseRetryAfter('Wed, 01 Jan 2025 00:00:05 GMT', Date.UTC(2025, 0, 1))).toBe(5000);
  expect(parseRetryAfter('Wed, 01 Jan 2025 00:00:05 GMT', Date.UTC(2025, 0, 2))).toBe(0);
  for (const nothing of [undefined, '', ' ', 'soon']) expect(parseRetryAfter(nothing)).toBeUndefined();
});
