import { describe, expect, it } from 'vitest';
import type { RepairProposal } from '../../src/core/repair.js';
import { say } from '../../src/phases/rows/words.js';
import { localiseRepair } from '../../src/text/localise-repair.js';

const row: RepairProposal = {
  action: 'recopy-row',
  table: 'kvs',
  key: 'id=7',
  rowKey: ['7'],
  columns: ['memo', 'tags'],
  reason: 'memo, tags differ from the source',
};
const actions = ['recopy-row', 'delete-row', 'rewrite-version', 'recopy-secret', 'raise-generator'] as const;

describe('why a repair is proposed', () => {
  it('is the engine’s own sentence in English', () => {
    for (const action of actions) expect(localiseRepair({ ...row, action }, 'en')).toBe(row.reason);
  });

  it.each(actions)('is Chinese for %s', (action) => {
    for (const columns of [[], ['memo']]) {
      expect(localiseRepair({ ...row, action, columns }, 'zh')).toMatch(/\p{Script=Han}/u);
    }
  });

  it('names columns and versions', () => {
    expect(localiseRepair(row, 'zh')).toBe('与源端不同的列：memo、tags');
    expect(localiseRepair({ ...row, action: 'rewrite-version', value: '4' }, 'zh')).toContain('4');
  });

  it('stays English where only the sentence knows why', () => {
    const byHand: RepairProposal = { ...row, action: 'by-hand', reason: 'held by another tenant' };
    expect(localiseRepair(byHand, 'zh')).toBe('held by another tenant');
    const range: RepairProposal = { ...byHand, reason: say('repair.not-known') };
    expect(localiseRepair(range, 'zh')).toMatch(/\p{Script=Han}/u);
    expect(localiseRepair(range, 'en')).toBe('rows are not known one by one: validate at level full');
  });
});
