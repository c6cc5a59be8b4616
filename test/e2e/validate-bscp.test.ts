import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { operations } from '../../src/operations/index.js';
import { loadPreset } from '../../src/preset/load.js';
import type { RunControl } from '../../src/run/events.js';
import type { ValidationLevel } from '../../src/validate/result.js';
import { createPair, type Pair } from './support/pair.js';

const pairs = [
  ['mariadb', 'mariadb', 'preserve'],
  ['mysql', 'mysql', 'offset'],
  ['mysql', 'mariadb', 'preserve'],
  ['mariadb', 'mysql', 'offset'],
] as const;

const control: RunControl = {
  waitWhilePaused: async () => undefined,
  parallelism: () => 2,
  stop: new AbortController().signal,
  abort: new AbortController().signal,
};

describe.each(pairs)('a migrated BSCP, %s to %s with ids: %s', (source, target, ids) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await createPair({ source, target, settings: { migration: { ids } } });
    const preset = await loadPreset('bscp');
    const summary = await operations.run(
      { config: pair.config, preset },
      { phase: 'all', confirm: pair.target.database, resume: false },
      () => undefined,
      control,
    );
    expect(summary.outcome).toBe('complete');
  });
  afterAll(() => pair.drop());

  test.each(['counts', 'checksum', 'full'] satisfies ValidationLevel[])(
    'validates at level %s',
    async (level) => {
      const preset = await loadPreset('bscp');
      const result = await operations.validate({ config: pair.config, preset }, { level }, () => undefined);
      expect(result.checks.filter(({ ok, sourceFault }) => !ok && !sourceFault)).toEqual([]);
      expect(result.ok).toBe(true);
      const answers = await operations.checklist({ config: pair.config, preset }, undefined);
      const states = new Map(answers.map(({ itemId, state }) => [itemId, state]));
      for (const item of preset.checklist) {
        if (item.kind === 'automatic') expect([item.id, states.get(item.id)]).toEqual([item.id, 'pass']);
      }
    },
  );
});
