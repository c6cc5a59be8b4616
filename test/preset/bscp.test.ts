import { expect, test } from 'vitest';
import { lintPreset } from '../../src/preset/lint.js';
import { loadPreset } from '../../src/preset/load.js';

test('the built-in preset lints clean', async () => {
  expect(await lintPreset('bscp')).toEqual([]);
  expect((await loadPreset('bscp')).tables).toHaveLength(29);
});
