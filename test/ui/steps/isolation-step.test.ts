import { describe, expect, it } from 'vitest';
import { refuse } from '../../../src/isolation/words.js';
import type { FakeOptions } from '../support/fake-operations.js';
import { openStage, textOf } from '../support/pictures.js';
import { auditFound, probeFound } from '../support/tenants-found.js';

const fake: FakeOptions = { tenants: () => probeFound, audit: () => auditFound };

async function open(change: FakeOptions = {}) {
  const stage = await openStage({ language: 'en', fake: { ...fake, ...change } });
  const calls = (stage.wizard.operations as unknown as { readonly calls: readonly string[] }).calls;
  await stage.press('v');
  return { ...stage, calls, screen: (size?: { columns: number; rows: number }) => textOf(stage, size) };
}

describe('whether tenants stay apart, in the wizard', () => {
  it('is looked at only when it is asked for, and shows what would mend each statement', async () => {
    const { press, screen, calls, wizard } = await open();
    expect(await screen()).toContain('Do tenants stay apart in the target?');
    expect(calls).not.toContain('probe tenants');
    await press('\r');
    expect(await screen()).toContain('kvs.app_id (rows: 1): points at a row of apps');
    expect(calls.slice(-2)).toEqual(['probe tenants', 'audit 0']);
    await press('j');
    expect(await screen()).toMatch(/✗ SELECT \* FROM kvs k WHERE id = \?[\s\S]*\+ k\.tenant_id = \?/);
    await press('l');
    await screen();
    expect(calls.at(-1)).toBe('audit 60000');
    await press('b');
    expect(wizard.store.getState().isolation.isOpen).toBe(false);
    await press('v');
    expect(await screen()).toContain('SELECT * FROM kvs k');
  });

  it('says why the server cannot be listened to, beside what its rows say', async () => {
    const { press, screen } = await open({
      audit: () => {
        throw refuse('audit.off-mariadb');
      },
    });
    await press('\r');
    const shown = (await screen({ columns: 100, rows: 50 })).replaceAll(/[│\s]+/g, ' ');
    expect(shown).toContain('kvs.app_id (rows: 1): points at');
    expect(shown).toContain('performance_schema=ON');
  });

  it('stops listening at once, and keeps what it had', async () => {
    const { press, wizard, screen } = await open();
    await press('\r');
    await screen();
    wizard.store.dispatch({ slice: 'isolation', type: 'started', look: 'listen' });
    const own = new AbortController();
    wizard.reading.current = own;
    await press('\u001b');
    expect(own.signal.aborted).toBe(true);
    wizard.reading.current = new AbortController();
    wizard.store.dispatch({ slice: 'isolation', type: 'close' });
    await press('v');
    expect(wizard.store.getState().isolation.isOpen).toBe(false);
    expect(wizard.store.getState().frame.notice?.text).toContain('Something is being read');
  });

  it('keeps the predicate in view at 56×16', async () => {
    const { press, screen } = await open();
    await press('\rj');
    expect(await screen({ columns: 56, rows: 16 })).toContain('+ k.tenant_id = ?');
  });
});
