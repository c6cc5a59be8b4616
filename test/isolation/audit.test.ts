import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readBaseline, shrunk, writeBaseline } from '../../src/isolation/audit/baseline.js';
import { mayBeCut } from '../../src/isolation/audit/cut.js';
import { type Digest, doneSince } from '../../src/isolation/audit/digests.js';

const digest = (change: Partial<Digest>): Digest => ({
  schema: 'bscp',
  digest: 'd',
  text: 'SELECT ?',
  executions: 5,
  rowsExamined: 50,
  rowsSent: 5,
  rowsAffected: 0,
  firstSeen: '2026-11-01 00:00:00',
  lastSeen: '2026-11-02 00:00:00',
  ...change,
});

describe('digests', () => {
  it('are counted from the first reading on', () => {
    const before = [digest({}), digest({ schema: 'other' }), digest({ digest: 'still' })];
    const after = [
      digest({ executions: 7, rowsExamined: 80 }),
      digest({ schema: 'other', executions: 2, rowsExamined: 3 }),
      digest({ digest: 'still' }),
      digest({ digest: 'new' }),
    ];
    expect(
      doneSince(before, after).map(({ executions, rowsExamined }) => [executions, rowsExamined]),
    ).toEqual([
      [2, 30],
      [2, 3],
      [5, 50],
    ]);
  });

  it('may be cut where they come close to what the server keeps, in text or in tokens', () => {
    const good = 'SELECT * FROM `kvs` WHERE `tenant_id` = ?';
    expect(mayBeCut(good, 1024)).toBe(false);
    expect(mayBeCut(good.padEnd(1000, 'x'), 1024)).toBe(true);
    // 200 names of one letter: 796 bytes of text, more than 1,024 of tokens.
    const names = Array.from({ length: 200 }, () => '`a`').join(',');
    expect(Buffer.byteLength(names)).toBeLessThan(900);
    expect(mayBeCut(names, 1024)).toBe(true);
    expect(mayBeCut('SELECT `a` FROM `kvs` WHERE ...', 1024)).toBe(true);
    expect(mayBeCut('SELECT `a` FROM `kvs` WHERE `a` IN (...)', 1024)).toBe(false);
  });
});

describe('a baseline', () => {
  it('is what was found at first, and shrinks from then on', () => {
    expect(shrunk(null, ['b', 'a', 'b'])).toEqual(['a', 'b']);
    expect(shrunk(['a', 'b'], ['c', 'b'])).toEqual(['b']);
    expect(shrunk([], ['c'])).toEqual([]);
  });

  it('is written and read again, and nothing else is taken for one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'baseline-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const file = join(folder, 'known.json');
    expect(await readBaseline(file)).toBeNull();
    await writeBaseline(file, ['SELECT * FROM kvs']);
    expect(await readBaseline(file)).toEqual(['SELECT * FROM kvs']);
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      schema: 'tenantferry-isolation-baseline/1',
    });
    for (const text of ['', '[]', '{"statements":[]}']) {
      await writeFile(file, text);
      await expect(readBaseline(file)).rejects.toThrow('is no baseline');
    }
    await expect(readBaseline(folder)).rejects.toThrow('cannot be read (EISDIR)');
    await expect(writeBaseline(join(folder, 'no', 'such'), [])).rejects.toThrow('cannot be written (ENOENT)');
  });
});
