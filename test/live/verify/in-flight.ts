import fc from 'fast-check';
import type { Mismatch } from '../../../src/ledger/verified.js';
import { createDirtyKeys, type Due } from '../../../src/live/verify/dirty-keys.js';
import { createMinutes } from '../../../src/live/verify/minutes.js';

/**
 * A source whose changes are in its log a moment before they are seen, a follower that applies them and tells of it afterwards, and somebody
 * who compares rows meanwhile: each of these steps comes when the story says so.
 */

const keys = ['1', '2', '3'] as const;
type Key = (typeof keys)[number];

export type Step =
  | { readonly kind: 'write'; readonly key: Key; readonly value: number | null }
  | { readonly kind: 'see' | 'apply' | 'tell' | 'suspect' | 'begin' | 'source' | 'target' | 'end' }
  | { readonly kind: 'damage'; readonly key: Key };

const key = fc.constantFrom(...keys);
const value = fc.option(fc.nat(2), { nil: null });
const other = fc.constantFrom('see', 'apply', 'tell', 'suspect', 'begin', 'source', 'target', 'end');

export const peaceful = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('write' as const), key, value }) },
    { weight: 9, arbitrary: fc.record({ kind: other as fc.Arbitrary<'see'> }) },
  ),
  { minLength: 20, maxLength: 300 },
);

export const violent = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('write' as const), key, value }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('damage' as const), key }) },
    { weight: 9, arbitrary: fc.record({ kind: other as fc.Arbitrary<'see'> }) },
  ),
  { minLength: 5, maxLength: 100 },
);

/** What is left out of the protocol, to see that the model needs it. */
export interface Without {
  readonly touches?: boolean;
  readonly end?: boolean;
  readonly secondTime?: boolean;
}

const at = (position: number) => ({ file: 'log.000001', position });

/** Plays a story; gives the rows that were said to differ on the way, and in the end, and those that do. */
export function playInFlight(steps: readonly Step[], without: Without = {}) {
  const source: { readonly key: Key; readonly value: number | null }[] = [];
  const target = new Map<Key, number | null>();
  let seen = 0;
  let applied = 0;
  let told = 0;
  /** What was in the log when the last look ended is seen by the next one. */
  let seenAtLeast = 0;
  let time = 0;
  const dirty = createDirtyKeys({
    minutes: createMinutes(() => new Date(0)),
    limit: 10,
    lookAgainMs: 1,
    withinMs: 0,
    suspectsOnly: false,
    now: () => time,
    ...(without.secondTime ? { survives: 1 } : {}),
  });
  const stateAt = (count: number, of: Key) =>
    source.slice(0, count).findLast((change) => change.key === of)?.value ?? null;
  let due: Due | null = null;
  let left = new Map<Key, number | null>();
  let right = new Map<Key, number | null>();
  const readSource = () => {
    seen = Math.max(seen, seenAtLeast);
    left = new Map(keys.map((one) => [one, stateAt(seen, one)]));
  };
  const readTarget = () => {
    right = new Map(target);
  };
  const found: Mismatch[] = [];

  function end(): void {
    if (!due) return;
    const differing = new Map(
      keys
        .filter((one) => (left.get(one) ?? null) !== (right.get(one) ?? null))
        .map((one) => [one, 'field-mismatch'] as const),
    );
    found.push(...dirty.looked(due, differing, at(without.end ? 0 : source.length)).found);
    seenAtLeast = source.length;
    due = null;
  }

  function act(step: Step): void {
    time += 1;
    switch (step.kind) {
      case 'write':
        source.push(step);
        return;
      case 'see':
        seen = Math.min(source.length, seen + 1);
        return;
      case 'apply': {
        const change = source[applied];
        if (!change) return;
        applied += 1;
        target.set(change.key, change.value);
        return;
      }
      case 'tell': {
        const change = source[told];
        if (!change || told >= applied) return;
        told += 1;
        if (!without.touches || told < 3) dirty.touch('things', [change.key], at(told));
        dirty.reach(at(told));
        return;
      }
      case 'damage':
        target.set(step.key, 9);
        return;
      case 'suspect':
        for (const one of keys) dirty.suspect('things', [one], 1);
        return;
      case 'begin':
        if (due) return;
        due = dirty.due();
        readSource();
        readTarget();
        return;
      case 'source':
        readSource();
        return;
      case 'target':
        readTarget();
        return;
      case 'end':
        end();
        return;
    }
  }

  dirty.reach(at(0));
  for (const step of steps) act(step);
  const onTheWay = [...found];
  // Everybody comes to an end.
  end();
  for (const kind of ['apply', 'tell', 'see'] as const) for (const _ of source) act({ kind });
  act({ kind: 'suspect' });
  for (let round = 0; round < 8; round += 1) {
    act({ kind: 'begin' });
    act({ kind: 'end' });
  }
  const differing = keys.filter((one) => stateAt(source.length, one) !== (target.get(one) ?? null));
  return {
    onTheWay: onTheWay.map((one) => String(one.key)),
    inTheEnd: dirty.mismatches().map((one) => String(one.key)),
    differing,
    left: dirty.size(),
  };
}
