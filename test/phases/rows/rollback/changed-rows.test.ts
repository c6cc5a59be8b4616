import { expect, it } from 'vitest';
import type { ChangedInPiece } from '../../../../src/phases/rows/captures.js';
import {
  countChanged,
  joinLooks,
  nameChanged,
  namedAtMost,
} from '../../../../src/phases/rows/rollback/changed-rows.js';

const tables = ['boxes', 'labels'];

function piece(table: string, chunk: number, rows: number, since = false): ChangedInPiece {
  const named = Array.from({ length: Math.min(rows, namedAtMost) }, (_, index) => {
    return { table, key: `id=${chunk}${index}`, kind: since ? 'extra' : 'differs' } as const;
  });
  return { table, chunk, since, rows, named };
}

it('keeps of an earlier look what is gone, and takes the new one for what still holds rows', () => {
  const earlier = { pieces: [piece('boxes', 1, 2), piece('boxes', 2, 1), piece('labels', 1, 3, true)] };
  const now = { pieces: [piece('boxes', 1, 0), piece('boxes', 3, 4), piece('labels', 1, 1)] };
  const joined = joinLooks(earlier, now, tables);
  expect(countChanged(joined)).toEqual({ boxes: 5, labels: 4 });
  expect(joined.pieces.map(({ table, chunk, since }) => [table, chunk, since])).toEqual([
    ['boxes', 2, false],
    ['boxes', 3, false],
    ['labels', 1, false],
    ['labels', 1, true],
  ]);
  expect(joinLooks(undefined, now, tables)).toEqual({ pieces: now.pieces.filter(({ rows }) => rows > 0) });
});

it('stays uncompared once rows went without being compared', () => {
  const notCompared = { why: 'not-read', message: 'gone' } as const;
  const compared = { pieces: [piece('boxes', 1, 2)] };
  expect(joinLooks({ pieces: [], notCompared }, compared, tables)).toMatchObject({ notCompared });
  expect(joinLooks(compared, { pieces: [], notCompared }, tables)).toEqual({ ...compared, notCompared });
});

it('counts all and names the first of each table', () => {
  const many = { pieces: [piece('boxes', 1, 150), piece('boxes', 2, 5_000), piece('labels', 1, 1)] };
  expect(countChanged(many)).toEqual({ boxes: 5_150, labels: 1 });
  const named = nameChanged(many);
  expect(named.filter(({ table }) => table === 'boxes')).toHaveLength(namedAtMost);
  expect(named.at(-1)).toMatchObject({ table: 'labels' });
});
