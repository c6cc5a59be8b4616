import { expect } from 'vitest';
import type { Finding } from '../../../src/core/finding.js';
import { operations } from '../../../src/operations/index.js';
import { controls } from './journey/journey.js';
import type { OpenedCase } from './small-case.js';

/** The ways of a small case that most tests of its kind go. */

export const findingsOf = ({ context }: OpenedCase): Promise<readonly Finding[]> =>
  operations.check(context, () => {});

/** What would refuse a run. */
export async function blockersOf(opened: OpenedCase): Promise<readonly Finding[]> {
  return (await findingsOf(opened)).filter(({ severity }) => severity === 'blocker');
}

/** Copies, compares every row, expects both to be whole, and returns the run's ID. */
export async function migrate(opened: OpenedCase): Promise<string> {
  const { runId, outcome } = await opened.run();
  expect(outcome).toBe('complete');
  const { checks } = await operations.validate(opened.context, { level: 'full', runId }, () => {});
  expect(checks.filter(({ ok }) => !ok)).toEqual([]);
  return runId;
}

/** Rolls the run back, and expects that nothing was changed since. */
export async function takeBack(opened: OpenedCase, runId: string): Promise<void> {
  const request = { runId, confirm: opened.targetDatabase, dryRun: false, includeChanged: false };
  const taken = await operations.rollback(opened.context, request, () => {}, controls().control);
  expect(taken).toMatchObject({ done: true, changed: [] });
}
