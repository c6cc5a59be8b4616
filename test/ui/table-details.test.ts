import { describe, expect, it } from 'vitest';
import { plainText } from '../../src/ui/terminal/lines.js';
import { themeFor } from '../../src/ui/theme.js';
import { createUi } from '../../src/ui/ui-context.js';
import { screenOf } from '../../src/ui/wizard/steps.js';
import { badValidation } from './support/fixtures.js';
import { openStage, type Stage } from './support/pictures.js';

function textOf({ wizard }: Stage): string {
  const state = wizard.store.getState();
  const ui = createUi(wizard.language, themeFor({}), false);
  return screenOf(wizard.steps, state).lines({ state, width: 100, height: 60, ui }).map(plainText).join('\n');
}

describe('i', () => {
  it('shows all that is known of the marked table, from each list, and goes on to the next', async () => {
    const stage = await openStage({ language: 'en', fake: { validation: badValidation } });
    const { wizard, press } = stage;
    await press('\r\rjj');
    await press('i');
    expect(textOf(stage)).toContain('applications  (table 2 of ');
    expect(textOf(stage)).toContain('Size');
    await press('n');
    expect(textOf(stage)).toContain('(table 3 of ');
    await press('b');
    expect(wizard.store.getState().tableDetails.isOpen).toBe(false);
    // The dry run knows more: what happens to its columns, and what is in the target.
    await press('\r\t\tj');
    await press('i');
    expect(textOf(stage)).toContain('always "acme"');
    expect(textOf(stage)).toContain('12 before the run, 0 of them of this tenant');
    await press('b');
    await press('\r');
    await press('bk_bscp_mt\r');
    await press('\rs');
    await press('\r');
    await press('\r');
    await press('i');
    expect(textOf(stage)).toContain('kvs  (table 1 of 2)');
    expect(textOf(stage)).toContain('1 of 9 ranges differs');
  });

  it('is no key where there is no table', async () => {
    const { wizard, press } = await openStage({ language: 'zh' });
    await press('i');
    expect(wizard.store.getState().tableDetails.isOpen).toBe(false);
  });
});
