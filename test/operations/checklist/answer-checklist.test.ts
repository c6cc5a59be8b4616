import { describe, expect, test } from 'vitest';
import type { JobResult, ValidationResult } from '../../../src/core/validation-shape.js';
import type { ChecklistAnswer } from '../../../src/ledger/shapes.js';
import {
  answerChecklist,
  evaluateChecklist,
  isForPerson,
} from '../../../src/operations/checklist/answer-checklist.js';
import { smallPreset } from '../../support/preset.js';

const text = (en: string) => ({ en, zh: en });
const preset = smallPreset({
  checklist: [
    { id: 'backup', when: 'before', title: text('Backup'), kind: 'manual' },
    { id: 'counts', when: 'after', title: text('Counts'), kind: 'automatic', check: 'row-counts' },
    { id: 'apps', when: 'after', title: text('Apps'), kind: 'both', check: 'row-counts', tables: ['apps'] },
    { id: 'secrets', when: 'after', title: text('Secrets'), kind: 'automatic', check: 'secrets' },
    { id: 'orphans', when: 'after', title: text('Orphans'), kind: 'automatic', check: 'orphans' },
    {
      id: 'health',
      when: 'after',
      title: text('Health'),
      kind: 'probe',
      probe: { http: 'http://127.0.0.1/health' },
    },
  ],
});

const counted = (table: string, ok: boolean): JobResult => ({
  check: 'row-counts',
  table,
  ok,
  detail: ok ? '5 rows on both sides' : '5 rows expected, 4 found',
  expected: '5',
  actual: ok ? '5' : '4',
  differences: [],
});
const validation = (...checks: JobResult[]): ValidationResult => ({
  runId: 'r',
  level: 'counts',
  startedAt: '2026-01-01T00:00:00.000Z',
  finishedAt: '2026-01-01T00:00:01.000Z',
  checks,
  differences: 0,
  ok: checks.every(({ ok }) => ok),
});
const answered = (itemId: string, state: ChecklistAnswer['state']): ChecklistAnswer => ({
  itemId,
  state,
  evidence: '',
  note: 'looked',
  by: 'ann',
  at: '2026-01-02T00:00:00.000Z',
});
const states = (result: ValidationResult | null, ...answers: ChecklistAnswer[]) =>
  Object.fromEntries(evaluateChecklist(preset, result, answers).map(({ item, state }) => [item.id, state]));

describe('the checklist', () => {
  test('is open before anything was checked or answered', () => {
    expect(new Set(Object.values(states(null)))).toEqual(new Set(['open']));
    expect(evaluateChecklist(preset, null, []).map(({ needs }) => needs)).toEqual([
      'person',
      'check',
      'check',
      'check',
      'check',
      'probe',
    ]);
  });

  test('takes automatic items from their check, whatever a person says', () => {
    const good = validation(counted('apps', true), counted('kvs', true));
    const bad = validation(counted('apps', true), counted('kvs', false));
    expect(states(good, answered('counts', 'fail')).counts).toBe('pass');
    expect(states(bad, answered('counts', 'pass')).counts).toBe('fail');
    const line = evaluateChecklist(preset, bad, []).find(({ itemId }) => itemId === 'counts');
    expect(line).toMatchObject({ evidence: 'kvs: 5 rows expected, 4 found', by: 'tenantferry', needs: null });
  });

  test('wants check and person where an item asks for both', () => {
    const good = validation(counted('apps', true), counted('kvs', false));
    expect(states(good).apps).toBe('open');
    expect(evaluateChecklist(preset, good, []).find(({ itemId }) => itemId === 'apps')?.needs).toBe('person');
    expect(states(good, answered('apps', 'pass')).apps).toBe('pass');
    expect(states(good, answered('apps', 'fail')).apps).toBe('fail');
    expect(states(validation(counted('apps', false)), answered('apps', 'pass')).apps).toBe('fail');
    expect(states(null, answered('apps', 'pass')).apps).toBe('open');
  });

  test('says not applicable where no table of an item was migrated', () => {
    expect(states(validation(counted('kvs', true))).apps).toBe('not-applicable');
  });

  test('lets a person set aside an automatic item that was not checked', () => {
    const good = validation(counted('apps', true));
    expect(states(good).secrets).toBe('open');
    expect(states(good, answered('secrets', 'pass')).secrets).toBe('open');
    expect(states(good, answered('secrets', 'not-applicable')).secrets).toBe('not-applicable');
  });

  test("does not hold the source's own faults against the run", () => {
    const orphan: JobResult = {
      check: 'orphans',
      table: 'kvs',
      ok: false,
      sourceFault: true,
      detail: '1 row',
      differences: [],
    };
    const inJson: JobResult = {
      check: 'json-orphans',
      table: 'kvs',
      ok: true,
      detail: 'none',
      differences: [],
    };
    expect(states(validation(orphan, inJson)).orphans).toBe('pass');
    expect(states(validation(orphan, { ...inJson, ok: false })).orphans).toBe('fail');
    const line = evaluateChecklist(preset, validation(orphan, inJson), []).find(
      ({ itemId }) => itemId === 'orphans',
    );
    expect(line?.evidence).toContain('the source has, too');
  });

  describe('what the source has lost', () => {
    const compared: JobResult = {
      check: 'secrets',
      table: 'kvs',
      ok: true,
      detail: '7 of 9 secrets present',
      differences: [],
    };
    const lost = (rows: number): JobResult => ({
      check: 'secrets',
      table: 'kvs',
      ok: false,
      sourceFault: true,
      toAccept: true,
      detail: `${rows} rows in use had lost the secret`,
      differences: [],
    });
    const lineOf = (result: ValidationResult, ...answers: ChecklistAnswer[]) =>
      evaluateChecklist(preset, result, answers).find(({ itemId }) => itemId === 'secrets');

    test('does not pass by itself', () => {
      const line = lineOf(validation(compared, lost(2)));
      expect(line).toMatchObject({ state: 'open', needs: 'person' });
      expect(line?.evidence).toBe('kvs: 2 rows in use had lost the secret; a person has to accept it');
      expect(line && isForPerson(line.item, line)).toBe(true);
    });

    test('is accepted by a person, for just what was seen', () => {
      const evidence = lineOf(validation(compared, lost(2)))?.evidence ?? '';
      const accepted = { ...answered('secrets', 'pass'), evidence };
      expect(lineOf(validation(compared, lost(2)), accepted)).toMatchObject({
        state: 'pass',
        by: 'ann',
        needs: null,
      });
      // Nobody has signed the longer list.
      expect(lineOf(validation(compared, lost(3)), accepted)).toMatchObject({
        state: 'open',
        by: '',
        at: '',
        needs: 'person',
      });
    });

    test('is accepted for just what was seen by an item that waits for a check and a person, too', () => {
      const both = smallPreset({
        checklist: [{ id: 'secrets', when: 'after', title: text('Secrets'), kind: 'both', check: 'secrets' }],
      });
      const lineOf = (rows: number, ...answers: ChecklistAnswer[]) =>
        evaluateChecklist(both, validation(compared, lost(rows)), answers)[0];
      const accepted = { ...answered('secrets', 'pass'), evidence: lineOf(2)?.evidence ?? '' };
      expect(lineOf(2, accepted)).toMatchObject({ state: 'pass', needs: null });
      const again = lineOf(3, accepted);
      expect(again).toMatchObject({ state: 'open', by: '', needs: 'person' });
      // What is shown then holds the old evidence, and is accepted as it is shown.
      expect(lineOf(3, { ...accepted, evidence: again?.evidence ?? '' })).toMatchObject({ state: 'pass' });
    });

    test('cannot outweigh what the run itself did wrong', () => {
      const line = lineOf(validation({ ...compared, ok: false }, lost(2)));
      expect(line).toMatchObject({ state: 'fail' });
      expect(line && isForPerson(line.item, line)).toBe(false);
    });
  });

  test('keeps what people and probes answered', () => {
    const answers = answerChecklist(preset, null, [answered('backup', 'pass'), answered('health', 'fail')]);
    expect(answers[0]).toEqual(answered('backup', 'pass'));
    expect(answers.find(({ itemId }) => itemId === 'health')?.state).toBe('fail');
    expect(answers).toHaveLength(preset.checklist.length);
  });
});
