import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { findLogBreak, logHash } from '../../src/ledger/log-chain.js';
import { sampleReport } from '../report/support/sample-report.js';

const { log } = sampleReport();

describe('log chain', () => {
  it('hashes the previous hash and the entry as JSON', () => {
    const expected = createHash('sha256')
      .update('previous{"seq":7,"at":"now","kind":"k","detail":"中文 \\"q\\""}')
      .digest('hex');
    expect(logHash('previous', { seq: 7, at: 'now', kind: 'k', detail: '中文 "q"' })).toBe(expected);
  });

  it('holds over an untouched log and an empty one', () => {
    expect(findLogBreak(log)).toBeNull();
    expect(findLogBreak([])).toBeNull();
  });

  it.each(['at', 'kind', 'detail', 'hash'] as const)('shows an edit of %s', (field) => {
    const edited = log.map((entry, index) => (index === 0 ? { ...entry, [field]: 'x' } : entry));
    expect(findLogBreak(edited)).toEqual({ seq: 1, reason: 'hash' });
  });

  it('shows a removed, a doubled and a moved entry', () => {
    const [first, second] = log;
    if (!first || !second) throw new Error('the sample log is too short');
    expect(findLogBreak([second])).not.toBeNull();
    expect(findLogBreak([first, first, second])).not.toBeNull();
    expect(findLogBreak([second, first])).not.toBeNull();
  });
});
