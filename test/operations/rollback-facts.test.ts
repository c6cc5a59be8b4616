import { expect, it } from 'vitest';
import { rollbackOf, rollbackStartedDetail } from '../../src/operations/rollback-facts.js';

const rows = [{ table: 'kvs', copied: 12, removed: 12 }];
const log = [
  ['01:00', 'run-started', 'tenant acme'],
  ['02:00', 'rollback-started', '12 rows, 5 secret versions'],
  ['02:01', 'rollback-stopped', 'by the operator'],
  ['02:05', 'rollback-started', '4 rows, 5 secret versions'],
  ['02:06', 'rolled-back', '4 rows, 5 secret versions'],
].map(([at = '', kind = '', detail = ''], index) => ({ seq: index + 1, at, kind, detail, hash: '' }));

it('is nothing for a run that stands', () => {
  expect(rollbackOf({ state: 'copied', finishedAt: '01:30' }, log.slice(0, 1), rows)).toBeNull();
});

it('counts from the first start, though it was stopped and taken up again', () => {
  expect(rollbackOf({ state: 'rolled-back', finishedAt: '02:06' }, log, rows)).toEqual({
    state: 'rolled-back',
    startedAt: '02:00',
    finishedAt: '02:06',
    rows: rows.map((row) => ({ ...row, found: null })),
    rowsFound: 12,
    secretVersions: 5,
    includeChanged: null,
    changedRows: null,
    compared: null,
    operator: null,
  });
});

it('says what stood in each table, and who took it back', () => {
  const detail = rollbackStartedDetail({
    runId: 'r',
    rows: { kvs: 13, hooks: 0 },
    secrets: 5,
    includeChanged: true,
    changed: [{ subject: 'kvs', key: 'id=4' }],
    changedRows: { kvs: 1 },
    compared: true,
    done: false,
  });
  const [start, ...rest] = log;
  if (!start) throw new Error('no log');
  const began = { ...start, seq: 2, at: '02:00', kind: 'rollback-started', detail };
  expect(
    rollbackOf({ state: 'rolled-back', finishedAt: '02:06' }, [start, began, ...rest], rows),
  ).toMatchObject({
    rows: [{ table: 'kvs', copied: 12, found: 13, removed: 12 }],
    rowsFound: 13,
    secretVersions: 5,
    includeChanged: true,
    changedRows: 1,
    compared: true,
    operator: expect.stringMatching(/.@./),
  });
});

it('is unfinished while it is under way: secrets go last', () => {
  expect(rollbackOf({ state: 'rolling-back', finishedAt: '01:30' }, log.slice(0, 3), rows)).toMatchObject({
    finishedAt: null,
    rowsFound: 12,
    secretVersions: null,
  });
});

it('does without the log lines that a crash kept from being written', () => {
  expect(rollbackOf({ state: 'rolled-back', finishedAt: '02:06' }, [], rows)).toMatchObject({
    startedAt: null,
    finishedAt: '02:06',
    rowsFound: null,
  });
});
