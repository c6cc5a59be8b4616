import { describe, expect, it } from 'vitest';
import type { RepairProposal } from '../../src/core/repair.js';
import { repairLogDetail, repairsOf } from '../../src/operations/repair-log.js';

const at = '2025-06-01T01:12:00.000Z';
const entry = (detail: string, kind = 'repair') => ({ seq: 1, at, kind, detail, hash: '' });
const proposal = (key: string, columns: readonly string[] = []): RepairProposal => ({
  action: 'recopy-row',
  table: 'kvs',
  key,
  columns,
  reason: '',
});

describe('repairs in the log', () => {
  it.each(['id=4', 'name=a (b): failed, x', 'name=a\n{"action":"by-hand"}', 'name="}'])(
    'come back as they were written, with the key %j',
    (key) => {
      const made = repairLogDetail(proposal(key, ['memo', 'tags']));
      const kept = repairLogDetail(proposal(key), { state: 'left', detail: 'asked: no, (yet)' });
      const same = { at, action: 'recopy-row', table: 'kvs', key };
      expect(repairsOf([entry(made), entry(kept)])).toEqual([
        { ...same, columns: ['memo', 'tags'], state: 'repaired', detail: '' },
        { ...same, columns: [], state: 'left', detail: 'asked: no, (yet)' },
      ]);
    },
  );

  it('keep by what a key is said in another language', () => {
    const keyReason = { code: 'difference.generator' };
    const made = repairLogDetail({ ...proposal('generator'), keyReason });
    expect(repairsOf([entry(made)])).toMatchObject([{ key: 'generator', keyReason }]);
  });

  it('begin with a sentence for whoever reads the log itself', () => {
    const [first] = repairLogDetail(proposal('id=4', ['memo']), { state: 'failed', detail: 'gone' }).split(
      '\n',
    );
    expect(first).toBe('recopy-row kvs id=4 (memo): failed, gone');
  });

  it('are read where an earlier version wrote the sentence alone', () => {
    const log = ['delete-row hooks id=3', 'recopy-row kvs id=4, n=2 (memo, tags): left, no: not now'];
    expect(repairsOf(log.map((detail) => entry(detail)))).toEqual([
      { at, action: 'delete-row', table: 'hooks', key: 'id=3', columns: [], state: 'repaired', detail: '' },
      {
        at,
        action: 'recopy-row',
        table: 'kvs',
        key: 'id=4, n=2',
        columns: ['memo', 'tags'],
        state: 'left',
        detail: 'no: not now',
      },
    ]);
  });

  it('are only those of kind repair that name a known action', () => {
    expect(repairsOf([entry('delete-row hooks id=3', 'note'), entry('something else altogether')])).toEqual(
      [],
    );
  });
});
