import { describe, expect, it } from 'vitest';
import { valueRows, visiblePieces } from '../../src/ui/steps/row-pair/visible-value.js';
import { plainText } from '../../src/ui/terminal/lines.js';
import { unfinishedRun } from './support/fake-operations.js';
import { badValidation, samplePair } from './support/fixtures.js';
import { openStage } from './support/pictures.js';
import { openSession } from './support/wizard-session.js';

const shown = (value: string): string =>
  visiblePieces(value)
    .map(({ text }) => text)
    .join('');

describe('a value', () => {
  it('is quoted, and what cannot be seen in it is', () => {
    expect(shown('plain text 中文')).toBe("'plain text 中文'");
    expect(shown(' a  b ')).toBe("'␣a␣␣b␣'");
    expect(shown('a\tb\r\nc\u0000\u001b[2J')).toBe("'a\\tb\\r\\nc\\u{0}\\u{1b}[2J'");
    expect(shown("it's \\ and\u00a0\u200b\u202e")).toBe("'it\\'s \\\\ and\\u{a0}\\u{200b}\\u{202e}'");
    expect(shown('')).toBe("''");
  });

  it('stands out where the other one differs, and nowhere else', () => {
    const marked = valueRows('the old note', 'the new note', 40)[0]?.filter(({ tone }) => tone === 'warning');
    expect(marked?.map(({ text }) => text)).toEqual(['old']);
    expect(valueRows('same', 'same', 40)[0]?.some(({ tone }) => tone === 'warning')).toBe(false);
    const long = valueRows('x'.repeat(25), undefined, 10).map(plainText);
    expect(long).toEqual([`'${'x'.repeat(9)}`, 'x'.repeat(10), "xxxxxx'"]);
  });
});

describe('both rows', () => {
  it('are shown for each row that validation names, only what differs or all', async () => {
    const session = await openSession({
      columns: 100,
      rows: 30,
      fake: { validation: badValidation, runs: [unfinishedRun({ state: 'copied' })] },
    });
    await session.see('An earlier run');
    await session.press('\r', 'Compare source');
    await session.press('\r', '2 differences.');
    await session.press('d', 'id=77');
    const first = await session.press('d', '2 of 5 columns differ');
    expect(first).toContain('kvs  id=42  (row 1 of 2)');
    expect(first).toContain("'旧的说明␣\\tof␣␣old'");
    expect(first).toContain('NULL');
    expect(first).not.toContain('tenant_id');
    expect(await session.press('a', 'tenant_id')).toContain('secret, not shown');
    await session.press('\u001b[C', '(row 2 of 2)');
    await session.press('\u001b[C');
    await session.press('\u001b[D', '(row 1 of 2)');
    expect(session.operations.calls.filter((call) => call.startsWith('row '))).toEqual([
      'row kvs id=42',
      'row kvs id=77',
      'row kvs id=42',
    ]);
    await session.press('b', 'both rows');
    session.type('\u0003');
    await session.exit;
  });

  it('are shown from a repair and from a rollback, where letters are typed', async () => {
    const changed = [
      { subject: 'kvs (not in the source)', key: 'id=9' },
      { subject: 'secret', key: 'biz/2/app/7' },
    ];
    const { wizard, press } = await openStage({
      language: 'en',
      fake: {
        runs: [unfinishedRun()],
        rollback: { changed },
        rowPair: () => ({ ...samplePair, inSource: false }),
      },
    });
    await press('jj\r');
    await press('\u0004');
    expect(wizard.store.getState().rowPair).toMatchObject({
      phase: 'shown',
      rows: [{ table: 'kvs', key: 'id=9' }],
    });
    await press('\u001b');
    expect(wizard.store.getState().rowPair.phase).toBe('closed');
    expect(wizard.store.getState().rollback.phase).toBe('confirm');
  });
});
