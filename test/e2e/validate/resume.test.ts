import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { operations } from '../../../src/operations/index.js';
import { journeyOfTest } from '../support/journey/journey.js';

describe('an interrupted validation', () => {
  it('is taken up: tables that were equal are not compared again, the others are', async () => {
    const journey = await journeyOfTest({ size: { rows: 600 }, vault: false });
    await journey.run();
    const abort = new AbortController();
    const compared: string[] = [];
    const listener = (event: RunEvent) => {
      if (event.type !== 'validation-result' || event.check !== 'checksum' || !event.table) return;
      compared.push(event.table);
      if (compared.length === 10) abort.abort();
    };
    const request = { level: 'checksum', signal: abort.signal } as const;
    await expect(operations.validate(journey.context, request, listener)).rejects.toThrow();

    const again: string[] = [];
    const said: string[] = [];
    const result = await operations.validate(journey.context, { level: 'checksum' }, (event) => {
      if (event.type === 'validation-result' && event.check === 'checksum') again.push(event.table ?? '');
      if (event.type === 'log') said.push(event.message);
    });
    expect(said.join()).toMatch(/interrupted validation is taken up: \d+ tables/);
    expect(again.length).toBeLessThan(29);
    expect(result).toMatchObject({ ok: true });
    expect(result.checks.filter(({ check }) => check === 'checksum')).toHaveLength(29);

    const third: string[] = [];
    await operations.validate(journey.context, { level: 'checksum' }, (event) => {
      if (event.type === 'validation-result' && event.check === 'checksum') third.push(event.table ?? '');
    });
    expect(third).toHaveLength(29);
  });
});
