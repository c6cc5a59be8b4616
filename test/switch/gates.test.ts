import { describe, expect, it } from 'vitest';
import type { Gate } from '../../src/config/switch.js';
import { tallyOf } from '../../src/switch/facts.js';
import {
  type Figures,
  noFigures,
  quantile,
  someFigures,
  timeKey,
  together,
} from '../../src/switch/figures.js';
import { type Evidence, findBreach, judge } from '../../src/switch/gates.js';
import { trafficMetrics } from '../../src/switch/metrics.js';
import { requests } from './support.js';

const evidence = (change: Partial<Evidence> = {}): Evidence => ({
  figures: noFigures,
  sourceBefore: null,
  isPartial: false,
  consistency: null,
  shadow: null,
  probes: new Map(),
  alerting: null,
  ...change,
});
const errors = (change: object = {}): Gate => ({
  metric: 'error_rate',
  max: 0.01,
  minRequests: 100,
  ...change,
});
const verdictOf = (gate: Gate, change: Partial<Evidence>) => judge([gate], evidence(change))[0]?.verdict;

describe('a gate', () => {
  it.each<[string, Gate, Partial<Evidence>, string]>([
    ['has no verdict without requests', errors(), {}, 'no-data'],
    ['knows of no alert while nobody watches', { metric: 'alerts', rules: ['lag'] }, {}, 'no-data'],
    [
      'fails while an alert of its rules goes on',
      { metric: 'alerts', rules: ['lag', 'disk'] },
      { alerting: { firing: ['disk'], blind: ['lag'] } },
      'fail',
    ],
    [
      'passes whatever other rules say',
      { metric: 'alerts', rules: ['lag'] },
      { alerting: { firing: ['disk'], blind: [] } },
      'pass',
    ],
    [
      'knows nothing of a rule that cannot be looked at',
      { metric: 'alerts', rules: ['lag'] },
      { alerting: { firing: [], blind: ['lag'] } },
      'no-data',
    ],
    ['has none below its minimum', errors(), { figures: requests([0, 0], [99, 99]) }, 'no-data'],
    ['passes at its limit', errors(), { figures: requests([0, 0], [100, 1]) }, 'pass'],
    ['fails above it', errors(), { figures: requests([0, 0], [100, 2]) }, 'fail'],
    [
      'is compared with the source',
      errors({ max: 1, worseThanSource: 2 }),
      { figures: requests([1000, 10], [1000, 21]) },
      'fail',
    ],
    [
      'takes what the source has, too',
      errors({ max: 1, worseThanSource: 2 }),
      { figures: requests([1000, 80], [1000, 80]) },
      'pass',
    ],
    [
      'takes nothing for one',
      errors({ max: 1, worseThanSource: 2 }),
      { figures: requests([1000, 0], [1000, 2]) },
      'pass',
    ],
    [
      'is compared with the step before where the source has no traffic',
      errors({ max: 1, worseThanSource: 2 }),
      { figures: requests([0, 0], [1000, 300]), sourceBefore: someFigures({ requests: 1000, failed: 100 }) },
      'fail',
    ],
    [
      'cannot pass where failures may be unseen',
      errors(),
      { figures: requests([0, 0], [500, 0]), isPartial: true },
      'no-data',
    ],
    ['can fail there', errors(), { figures: requests([0, 0], [500, 50]), isPartial: true }, 'fail'],
    [
      'has no time without one',
      { metric: 'p95', max: 200, minRequests: 1 },
      { figures: requests([9, 0], [9, 0]) },
      'no-data',
    ],
    [
      'compares rows',
      { metric: 'consistency', min: 0.99 },
      { consistency: { equal: 99, compared: 100 } },
      'pass',
    ],
    [
      'sees that rows differ',
      { metric: 'consistency', min: 0.99 },
      { consistency: { equal: 98, compared: 100 } },
      'fail',
    ],
    ['knows nothing of rows that nobody compared', { metric: 'consistency', min: 0.99 }, {}, 'no-data'],
    [
      'asks a probe',
      { metric: 'probe', url: 'http://a', expectStatus: 200 },
      { probes: new Map([['http://a', false]]) },
      'fail',
    ],
    ['waits for a person', { metric: 'person' }, {}, 'no-data'],
  ])('%s', (_name, gate, change, verdict) => {
    expect(verdictOf(gate, change)).toBe(verdict);
  });
});

describe('a breach', () => {
  const rule = { metric: 'error_rate', above: 0.05, lessFrom: 0, allFrom: 0 } as const;
  const spans = (stage: Figures, current = stage, previous = noFigures) => ({ stage, current, previous });

  it('is seen in the latest requests, after a long time of good ones', () => {
    const good = requests([0, 0], [100_000, 10]);
    const bad = requests([0, 0], [100, 50]);
    expect(findBreach(rule, [errors()], spans(good))).toBeNull();
    expect(findBreach(rule, [errors()], spans(together(good, bad), bad, good))).toMatchObject({ hit: 0.5 });
  });

  it('needs the minimum of the gate for errors', () => {
    expect(findBreach(rule, [errors()], spans(requests([0, 0], [99, 99])))).toBeNull();
    expect(findBreach(rule, [], spans(requests([0, 0], [20, 20])))).not.toBeNull();
    expect(findBreach(rule, [], spans(requests([0, 0], [19, 19])))).toBeNull();
  });

  it('says which share of all requests it hits', () => {
    const found = findBreach(rule, [errors()], spans(requests([900, 0], [100, 10])));
    expect(found).toMatchObject({
      hit: 0.01,
      why: { text: 'error_rate: 10/100 (10 %), and back is at 5 %' },
    });
  });
});

describe('times', () => {
  const times = (counted: Record<string, number>, buckets = false) =>
    someFigures({ times: counted, buckets });

  it('are those of the requests', () => {
    const hundred = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [timeKey(index + 1), 1]));
    expect(quantile(times(hundred), 0.5)?.value).toBe(50);
    expect(quantile(times(hundred), 0.95)).toEqual({ value: 95, numerator: 95, denominator: 100 });
    expect(quantile(times({}), 0.95)).toBeNull();
    expect(timeKey(1234)).toBe('1200');
  });

  it('are spread within a bucket, and beyond the last one they are longer than all', () => {
    expect(quantile(times({ 5: 0, 10: 50, 20: 50, inf: 0 }, true), 0.5)?.value).toBe(10);
    expect(quantile(times({ 5: 0, 10: 50, 20: 50, inf: 0 }, true), 0.75)?.value).toBe(15);
    expect(quantile(times({ 10: 50, inf: 50 }, true), 0.95)?.value).toBe(Number.POSITIVE_INFINITY);
    expect(
      verdictOf(
        { metric: 'p95', max: 1e9, minRequests: 1 },
        { figures: { ...noFigures, target: times({ 10: 50, inf: 50 }, true) } },
      ),
    ).toBe('fail');
  });
});

it('metrics have what they were made of', () => {
  expect(trafficMetrics(requests([200, 2], [0, 0]))).toEqual([
    { metric: 'error_rate', side: 'source', numerator: 2, denominator: 200, value: 0.01 },
    { metric: 'error_rate', side: 'target', numerator: 0, denominator: 0, value: null },
  ]);
});

it('rows are those of a validation that compared some', () => {
  const check = { check: 'checksum', ok: true, detail: '', differences: [] };
  expect(tallyOf({ checks: [{ ...check, rows: 5, matchingRows: 4 }, check] })).toEqual({
    equal: 4,
    compared: 5,
  });
  expect(tallyOf({ checks: [check] })).toBeNull();
});
