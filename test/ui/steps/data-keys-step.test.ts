import { describe, expect, it } from 'vitest';
import { refuse } from '../../../src/keys/words.js';
import type { KeysReport } from '../../../src/operations/keys/types.js';
import { goTo } from '../../../src/ui/wizard/navigation.js';
import { keysConfig, rewrappedKeys, turnedKeys } from '../support/data-keys.js';
import type { FakeOptions, RewrapCall } from '../support/fake-operations.js';
import { openStage, textOf } from '../support/pictures.js';

const name = 'bk_bscp_mt';

async function open(fake: FakeOptions = {}) {
  const rewraps: RewrapCall[] = [];
  let report: KeysReport = turnedKeys;
  const stage = await openStage({
    language: 'en',
    config: { keys: keysConfig },
    fake: { keys: () => report, onRewrap: (call) => void rewraps.push(call), ...fake },
  });
  const calls = (stage.wizard.operations as unknown as { readonly calls: readonly string[] }).calls;
  await stage.press('K');
  const step = stage.wizard.steps.find(({ id }) => id === 'data-keys');
  return {
    ...stage,
    ...{ rewraps, calls },
    becomes: (next: KeysReport) => {
      report = next;
    },
    state: () => stage.wizard.store.getState().dataKeys,
    outcome: () => step?.outcome?.(stage.wizard.store.getState(), false),
    screen: async (size?: { columns: number; rows: number }) =>
      (await textOf(stage, size)).replaceAll(/[│\s]+/g, ' '),
  };
}

describe('data keys in the wizard', () => {
  it('are there only where the config names keys, and looked at only when asked', async () => {
    const { press, screen, state } = await open();
    expect(await screen()).toContain('Data keys of bk_bscp_mt');
    expect(state().report).toBeNull();
    await press('\r');
    expect(await screen()).toMatch(/✓ 3 active 800 values/);
    await press('b');
    expect(state().isOpen).toBe(false);
    const without = await openStage({ language: 'en' });
    await without.press('K');
    expect(without.wizard.store.getState().dataKeys.isOpen).toBe(false);
  });

  it('say what each key would do, and why a version cannot be retired', async () => {
    const { press, screen, calls, state } = await open();
    await press('\r');
    expect(await screen()).toMatch(
      /version 4; .*41,200 values name an older version.*Version 3 is the active one/,
    );
    await press('x');
    expect(state().phase).toBe('shown');
    await press('k');
    expect(await screen()).toContain('Version 2 cannot be retired: 41,200 values name it');
    await press('x');
    expect(state().phase).toBe('shown');
    expect(calls).not.toContain('keys retire 2');
    expect(await screen()).toMatch(/phone_encrypted 21,000 values ✗ 3 values name no data key/);
  });

  it('are changed only after the name', async () => {
    const { press, screen, calls, becomes, state } = await open();
    await press('\rn');
    await press('other\r');
    expect(await screen()).toContain('"other" is not the target database name');
    expect(calls).not.toContain('keys rotate');
    await press('\u001b');
    await press('n');
    await press(`${name}\r`);
    expect(calls.at(-1)).toBe('keys rotate');
    becomes(rewrappedKeys);
    await press('\r');
    await press('k');
    await press('x');
    expect(await screen()).toContain('Retires version 2');
    await press(`${name}\r`);
    expect(calls.at(-1)).toBe('keys retire 2');
    expect(state().hasWritten).toBe(true);
  });

  it('show how far a rewrap is, and what it left', async () => {
    const { press, screen, rewraps, outcome, clock } = await open();
    await press('\rw');
    await press(`${name}\r`);
    const [call] = rewraps;
    expect(call?.request).toBe(name);
    const far = { task: 'rewrap', step: 'rewrap', table: 'users', done: 5_150, total: 20_600 } as const;
    call?.listener({ type: 'progress', ...far, overall: 0.25, seconds: 4, secondsLeft: 12 });
    clock.advance(1000);
    expect(await screen()).toMatch(/Encrypting values anew users: 5,150 of 20,600.* 25%/);
    await press('\rb');
    expect(outcome()).toBe('cut');
    call?.finish(rewrappedKeys);
    const shown = await screen({ columns: 100, rows: 40 });
    expect(shown).toContain('41,199 values in 20,600 rows are encrypted anew');
    expect(shown).toContain('users id=8 phone_encrypted: cut or changed');
    expect(outcome()).toBe('partial');
  });

  it('stop behind the rows in hand, and go on', async () => {
    const { press, screen, rewraps, outcome } = await open();
    await press('\rw');
    await press(`${name}\r`);
    await press('s');
    expect(rewraps[0]?.control.stop.aborted).toBe(true);
    expect(await screen()).toContain('It ends behind the rows in hand');
    rewraps[0]?.finish({ ...turnedKeys, changed: { values: 100, rows: 100 } });
    await screen();
    expect(outcome()).toBe('cut');
    await press('w');
    await press(`${name}\r`);
    expect(rewraps).toHaveLength(2);
    rewraps[1]?.finish({ ...rewrappedKeys, left: [], leftValues: 0 });
    await screen();
    expect(outcome()).toBe('done');
  });

  it('say why they cannot be read or changed', async () => {
    const { press, screen, becomes, state, rewraps, outcome } = await open();
    becomes(turnedKeys);
    await press('\rw');
    await press(`${name}\r`);
    rewraps[0]?.fail(refuse('keys.none-active', { table: 'kms_data_keys' }));
    expect(await screen()).toContain('no data key in kms_data_keys is active');
    expect(outcome()).toBe('refused');
    const away = await open({
      keys: () => {
        throw refuse('keys.vault', { server: 'http://v', message: 'sealed' });
      },
    });
    await away.press('\r');
    expect(await away.screen()).toContain('the keys: sealed');
    expect(away.state().report).toBeNull();
    expect(state().report).not.toBeNull();
  });

  it('are not opened while something else is read or written', async () => {
    const { press, wizard, screen } = await open();
    await press('b');
    wizard.reading.current = new AbortController();
    await press('K');
    expect(wizard.store.getState().dataKeys.isOpen).toBe(false);
    expect(await screen()).toContain('wait for its end first');
    wizard.reading.current = null;
    goTo(wizard, 'tables');
    await press('K');
    expect(wizard.store.getState().dataKeys.isOpen).toBe(true);
  });

  it('keep what can be done in view at 56×16, and say it in words alone', async () => {
    const { press, screen } = await open();
    await press('\r');
    const shown = await screen({ columns: 56, rows: 16 });
    expect(shown).toMatch(/2 read only 41,200 values/);
    expect(shown).toContain('41,200 values name an older version');
    await press('w');
    expect(await screen({ columns: 56, rows: 16 })).toContain(`type the target database name: ${name}`);
  });
});
