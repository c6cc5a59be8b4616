import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { operations } from '../../../src/operations/index.js';
import { type Journey, journeyOfTest } from '../support/journey/journey.js';

/** Keys that Vault cleans, refuses, or takes for a folder. */
const impossible = [
  'a//b',
  '/first',
  'last/',
  '.',
  '..',
  'x/../y',
  'x/./y',
  'tab\there',
  'zero\u200bwidth',
  '\u00a0',
];
/** A source with rows of such keys beside its own; nobody can have written the secrets of the impossible ones. */
async function withOddKeys(settings = {}): Promise<Journey & { readonly ids: readonly string[] }> {
  const journey = await journeyOfTest({ size: { rows: 600 }, settings });
  const connection = await journey.pair.source.connect();
  const [live] = (await connection.query(
    "SELECT id FROM kvs WHERE kv_state <> 'DELETE' AND version = 1 ORDER BY id",
  )) as unknown as [{ id: string }[]];
  const ids: string[] = [];
  for (const [index, key] of impossible.entries()) {
    const id = String(live[index]?.id);
    ids.push(id);
    await connection.query('UPDATE kvs SET `key` = ? WHERE id = ?', [key, id]);
  }
  await connection.end();
  return { ...journey, ids };
}

it('are one finding that names each row, before anything is written', async () => {
  const journey = await withOddKeys();
  const findings = await operations.check(journey.context, () => undefined);
  const found = findings.find(({ code }) => code === 'secrets.unusable-path');
  expect(found).toMatchObject({ severity: 'blocker', table: 'kvs', count: impossible.length });
  for (const id of journey.ids) expect(found?.samples?.join('\n')).toContain(`kvs id=${id}, `);
  const plan = await operations.plan(journey.context, () => undefined);
  expect(plan.findings).toContainEqual(expect.objectContaining({ code: 'secrets.unusable-path' }));
  await expect(journey.run()).rejects.toThrow(/10 rows name a secret at a path that Vault cannot hold/);
  expect(journey.events.filter(({ type }) => type === 'run-started')).toEqual([]);
});

it('are listed at once when a run goes on past problems, and validation does not wait for them', async () => {
  const journey = await withOddKeys({ options: { on_error: 'continue' } });
  const findings = await operations.check(journey.context, () => undefined);
  expect(findings.find(({ code }) => code === 'secrets.unusable-path')).toMatchObject({
    severity: 'warning',
  });
  const summary = await journey.run();
  expect(summary.outcome).toBe('partial');
  const problems = journey.events.filter(
    (event): event is Extract<RunEvent, { type: 'secret-problem' }> =>
      event.type === 'secret-problem' && event.kind === 'unusable-path',
  );
  expect(problems.map(({ row }) => row).sort()).toEqual(journey.ids.map((id) => `id=${id}`).sort());
  expect(problems.every(({ message }) => /^Vault (cannot hold|refuses) this path/.test(message))).toBe(true);
  const events: RunEvent[] = [];
  await operations.validate(journey.context, { level: 'counts' }, (event) => events.push(event));
  expect([...journey.events, ...events].filter(({ type }) => type === 'retry')).toEqual([]);
});
