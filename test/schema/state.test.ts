import { expect, it } from 'vitest';
import type { FileRow } from '../../src/schema/journal.js';
import { stateOf } from '../../src/schema/state.js';

const fileOf = (name: string) => ({ name, path: `/${name}`, sha256: 'a', sql: '' });
const migrations = {
  dir: '/migrations',
  list: [{ number: 1, name: '1_a', up: fileOf('1_a.up.sql'), down: null }],
  warnings: [],
};
const rowOf = (number: number, name: string, state: FileRow['state']): FileRow => ({
  ...{ number, name, state, sha256: 'a', byName: 'op@host' },
  ...{ startedAt: '2026-11-30T10:00:00.000Z', finishedAt: null },
});

it.each<[FileRow['state'], string]>([
  ['applied', 'schema.golang-dirty'],
  ['going-up', 'schema.half-missing'],
  ['going-down', 'schema.half-missing'],
  ['taking-back', 'schema.half-missing'],
])('a file that is gone and was %s is told with %s first, where golang-migrate says dirty', (state, code) => {
  const rows = [rowOf(1, '1_a', 'applied'), rowOf(2, '2_b', state)];
  const { problems } = stateOf(migrations, rows, { version: 2, isDirty: true }, 'shop');
  expect(problems[0]?.because?.code).toBe(code);
});
