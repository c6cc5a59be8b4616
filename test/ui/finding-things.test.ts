import { describe, expect, it } from 'vitest';
import { mayAct } from '../../src/ui/components/palette-screen.js';
import { type KeyId, keyTable } from '../../src/ui/keys.js';
import { plainText } from '../../src/ui/terminal/lines.js';
import { themeFor } from '../../src/ui/theme.js';
import { createUi } from '../../src/ui/ui-context.js';
import { screenOf } from '../../src/ui/wizard/steps.js';
import { unfinishedRun } from './support/fake-operations.js';
import { badValidation } from './support/fixtures.js';
import { openStage, type Stage } from './support/pictures.js';

function textOf({ wizard }: Stage): string {
  const state = wizard.store.getState();
  const ui = createUi(wizard.language, themeFor({}), false);
  return screenOf(wizard.steps, state).lines({ state, width: 100, height: 60, ui }).map(plainText).join('\n');
}

describe('/', () => {
  it('narrows each list to what is typed, Enter keeps that, and going back is first the whole list', async () => {
    const stage = await openStage({ language: 'en', fake: { validation: badValidation } });
    const { wizard, press } = stage;
    const frame = () => wizard.store.getState().frame;
    await press('\r');
    expect(textOf(stage)).toContain('MySQL 8.0.36');
    await press('/token\r');
    expect(textOf(stage)).toContain('The token expires');
    expect(textOf(stage)).not.toContain('is unsealed');
    await press('b');
    expect(frame().step).toBe('connections');
    expect(textOf(stage)).toContain('is unsealed');
    await press('\r/kvs');
    expect(textOf(stage)).toContain('released_kvs');
    expect(textOf(stage)).not.toContain('hooks');
    await press('\u001b\r\t/nothing of this');
    expect(textOf(stage)).not.toContain('scheduled');
    await press('\u001b\t/kvs');
    expect(textOf(stage)).not.toContain('hooks');
    await press('\r\t');
    expect(textOf(stage)).toContain('released_kvs');
    await press('b');
    await press('\rbk_bscp_mt\r\rs\r\r');
    await press('/secrets\r');
    expect(textOf(stage)).not.toContain('Row counts');
    await press('bd/77\r');
    expect(textOf(stage)).toContain('id=77');
    expect(textOf(stage)).not.toContain('id=42');
    await press('bb\r');
    await press('/backed up\r');
    expect(textOf(stage)).toContain('The target is backed up');
    expect(textOf(stage)).not.toContain('businesses');
    await press('jp');
    expect(wizard.store.getState().checklist.answers['target-backed-up']?.state).toBe('pass');
  });
});

describe('the palette', () => {
  it('lists what the screen can do, finds it by its words in either language, and does it', async () => {
    for (const [language, word] of [
      ['en', 'whole group'],
      ['zh', '整组'],
    ] as const) {
      const stage = await openStage({ language });
      const { wizard, press } = stage;
      await press('\r\r');
      await press('jj:');
      const words = wizard.text.keys;
      expect(textOf(stage)).toContain(words.leaveAlong.label);
      const found = words.toggle.help.includes(word) ? word : words.toggle.label;
      await press(found);
      expect(textOf(stage)).toContain(words.toggle.label);
      expect(textOf(stage)).not.toContain(words.writeTables.help);
      const moving = () => wizard.store.getState().tables.choices.filter(({ moves }) => moves).length;
      const before = moving();
      await press('\r');
      expect(moving()).toBe(before - 1);
      expect(wizard.store.getState().frame.overlay).toBe('none');
    }
  });

  it('never presses what starts, answers, stops or leaves', async () => {
    const writing = (Object.keys(keyTable) as KeyId[]).filter(
      (id) => 'typed' in keyTable[id] && keyTable[id].typed === 'alone',
    );
    expect(writing.length).toBeGreaterThan(15);
    for (const id of [...writing, 'accept', 'stopNow', 'leave'] as const) expect(mayAct(id)).toBe(false);
    const stage = await openStage({ language: 'en' });
    await stage.press('\r\r');
    await stage.press(':dependants\r');
    expect(stage.wizard.store.getState().frame.notice?.text).toContain('Press x yourself');
    expect(stage.wizard.store.getState().tables.choices.filter(({ moves }) => moves)).toHaveLength(29);
  });

  it('opens by Ctrl-P where letters are typed, and : is a letter there', async () => {
    const { wizard, press } = await openStage({ language: 'en', fake: { runs: [unfinishedRun()] } });
    await press('jj\r');
    await press(':');
    expect(wizard.store.getState().frame.overlay).toBe('none');
    await press('\u0010');
    expect(wizard.store.getState().frame.overlay).toBe('palette');
    expect(wizard.store.getState().frame.palette).toContain('accept');
    await press('\r');
    expect(wizard.store.getState().rollback.phase).toBe('confirm');
  });
});
