import { describe, expect, it } from 'vitest';
import { mostPairs } from '../../src/config/pairs.js';

describe('pairs of connections', () => {
  it('can be added to while the run is under way, and are never fewer than the config gives', () => {
    expect([1, 4, 12, 14, 16, 17, 64].map(mostPairs)).toEqual([5, 8, 16, 16, 16, 17, 64]);
  });
});
