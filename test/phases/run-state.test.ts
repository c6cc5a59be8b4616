import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../src/core/refused.js';
import { doneState, placeOf } from '../../src/phases/run-state.js';

const phases = [{ id: 'mysql' }, { id: 'vault' }, { id: 'notes' }];

describe('where a run stands among its phases', () => {
  it.each([
    ['created', 0, false],
    ['mysql', 0, true],
    ['mysql-done', 1, false],
    ['vault', 1, true],
    ['notes', 2, true],
    [doneState('notes'), 3, false],
    ['copied', 3, false],
    ['rolling-back', 3, false],
  ])('%s: %i done', (state, done, begun) => {
    expect(placeOf(state, phases)).toEqual({ done, begun });
  });

  it('is refused where no phase is called so', () => {
    expect(() => placeOf('objects-done', phases)).toThrow(RefusedError);
  });
});
