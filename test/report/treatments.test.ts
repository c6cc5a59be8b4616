import { expect, it } from 'vitest';
import type { Treatment } from '../../src/plan/treatments.js';
import { en } from '../../src/report/text/en.js';
import { changedColumns, treatmentWords } from '../../src/report/treatments.js';
import { samplePlan } from './support/sample-report.js';

const said = (treatment: Treatment): string | undefined => treatmentWords({ treatment }, en.treatment);

it.each<[Treatment, string | undefined]>([
  [{ kind: 'same' }, undefined],
  [{ kind: 'constant', value: 'a\nb' }, "= 'a\\nb'"],
  [{ kind: 'cast', from: 'int', to: 'varchar(256)' }, 'int → varchar(256)'],
  [{ kind: 'offset', offset: '0' }, undefined],
  [{ kind: 'offset', offset: '9' }, '+ 9'],
  [{ kind: 'reference', table: 'hooks', offset: '0' }, undefined],
  [{ kind: 'reference', table: 'hooks', offset: '9' }, '+ 9 (hooks)'],
  [{ kind: 'reference', table: 'hooks', offset: '0', exceptions: { '1': '5' } }, '1 exception'],
  [
    { kind: 'offset', offset: '9', segments: [{ above: '1499', room: '2000', offset: '-5' }] },
    '+ 9, from 1,500 on - 5',
  ],
  [
    {
      kind: 'reference',
      table: 'hooks',
      offset: '0',
      segments: [{ above: '99', room: '200', offset: '5' }],
    },
    '+ 0 (hooks), from 100 on + 5',
  ],
  [{ kind: 'reference', table: 'hooks', offset: '9', exceptions: { '1': '5' } }, '+ 9 (hooks), 1 exception'],
  [{ kind: 'offset', offset: '-2000000010' }, '- 2,000,000,010'],
  [{ kind: 'reference', table: 'hooks', offset: '-1500' }, '- 1,500 (hooks)'],
  [{ kind: 'reference', table: 'hooks', offset: '0', exceptions: { '1': '1' } }, undefined],
  [{ kind: 'reference', table: 'hooks', offset: '-5', exceptions: { '9': '4' } }, '- 5 (hooks)'],
  [{ kind: 'reference', table: 'hooks', offset: '0', toZero: true }, '→ 0 (hooks is not migrated)'],
  [{ kind: 'json-ids', paths: [{ path: '.a', table: 'groups', offset: '0' }] }, undefined],
  [
    {
      kind: 'json-ids',
      paths: [
        { path: '.a', table: 'groups', offset: '4' },
        { path: '.b', table: 'groups', offset: '4' },
        { path: '.c', table: 'hooks', offset: '0', toZero: true },
      ],
    },
    'IDs in JSON (groups, hooks)',
  ],
  [{ kind: 'reencrypt' }, 're-encrypted'],
  [{ kind: 'users', map: { a: 'b' } }, 'user names mapped'],
])('%o: %s', (treatment, words) => {
  expect(said(treatment)).toBe(words);
});

it('names what stays behind and what is there already', () => {
  const table = {
    ...samplePlan.tables[0]!,
    columns: [],
    droppedColumns: ['old'],
    leftOut: { column: 'id', ids: ['1', '2'] },
  };
  expect(changedColumns(table, samplePlan, en.treatment)).toBe('old not in target; 2 rows are there already');
  expect(changedColumns({ ...table, droppedColumns: [], leftOut: undefined }, samplePlan, en.treatment)).toBe(
    'none',
  );
});
