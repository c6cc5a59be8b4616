import { describe, expect, it } from 'vitest';
import type { SchemaReport } from '../../../src/operations/schema/types.js';
import { SchemaStopped } from '../../../src/schema/stopped.js';
import { refuse, say } from '../../../src/schema/words.js';
import { goTo } from '../../../src/ui/wizard/navigation.js';
import type { SchemaCall } from '../support/fake-operations.js';
import { openStage, textOf } from '../support/pictures.js';
import { appliedFiles, halfDoneFiles, pendingFiles } from '../support/schema-files.js';

const schema = {
  dir: '/srv/night/migrations',
  onRun: 'refuse',
  lockWaitSeconds: 30,
  statementSeconds: null,
} as const;
const name = 'bk_bscp_mt';

async function open(first: SchemaReport, size?: { readonly columns: number; readonly rows: number }) {
  let report = first;
  const calls: SchemaCall[] = [];
  const stage = await openStage({
    language: 'en',
    config: { schema },
    fake: { schema: () => report, onSchema: (call) => void calls.push(call) },
  });
  goTo(stage.wizard, 'schema');
  await textOf(stage);
  return {
    ...stage,
    calls,
    screen: () => textOf(stage, size),
    becomes: (next: SchemaReport) => {
      report = next;
    },
  };
}

describe('the schema’s files in the wizard', () => {
  it('stand before the tables, and only where the config names their folder', async () => {
    const { wizard } = await open(pendingFiles);
    const listed = (state = wizard.store.getState()) =>
      wizard.steps.filter(({ title, isShown }) => title && (isShown?.(state) ?? true)).map(({ id }) => id);
    expect(listed().slice(1, 4)).toEqual(['connections', 'schema', 'tables']);
    const { schema: _, ...config } = wizard.store.getState().context?.config ?? {};
    const context = { ...wizard.store.getState().context, config } as never;
    expect(listed({ ...wizard.store.getState(), context })).not.toContain('schema');
  });

  it('are applied when the name was typed, statement by statement, and looked at again', async () => {
    const { press, screen, calls, becomes, clock, wizard } = await open(pendingFiles);
    expect(await screen()).toContain('2 of 3 files are not applied');
    await press('s');
    await press('other\r');
    expect(await screen()).toContain('"other" is not the target database name');
    expect(calls).toEqual([]);
    await press(`\u001b`);
    await press(`s`);
    await press(`${name}\r`);
    const [call] = calls;
    expect(call?.request).toEqual({ confirm: name, dryRun: false });
    const statement = {
      file: '0002_tenants.up.sql',
      statements: 2,
      line: 1,
      text: 'ALTER TABLE kvs',
      seconds: 1,
    };
    call?.listener({ type: 'schema-statement', ...statement, statement: 1, state: 'began' });
    call?.listener({ type: 'schema-statement', ...statement, statement: 1, state: 'done' });
    clock.advance(1000);
    expect(await screen()).toMatch(/0002_tenants.up.sql: statement 1 of 2[\s\S]*1 of 3 statements/);
    await press('\r');
    expect(wizard.store.getState().frame.step).toBe('schema');
    becomes(appliedFiles);
    call?.finish({ ...appliedFiles, changed: [{ name: '0002_tenants', direction: 'up' }] });
    await screen();
    expect(await screen()).toMatch(/All files are applied[\s\S]*0002_tenants is applied/);
    await press('\r');
    expect(wizard.store.getState().frame.step).toBe('tables');
  });

  it('that stop at a statement are gone on with or taken back, each after the name', async () => {
    const { press, screen, calls, becomes, wizard } = await open(pendingFiles);
    await press('s');
    await press(`${name}\r`);
    becomes(halfDoneFiles('not-done', true));
    calls[0]?.listener({
      ...{ type: 'schema-statement', file: '0002_tenants.up.sql', statement: 2, statements: 2, line: 2 },
      ...{ text: 'ALTER TABLE kvs', state: 'failed', seconds: 1 },
    });
    calls[0]?.fail(new SchemaStopped(say('schema.nothing-half'), say('schema.nothing-half.remedy'), null));
    await screen();
    const shown = await screen();
    expect(shown).toContain('0002_tenants.up.sql is half done');
    const schemaStep = wizard.steps.find(({ id }) => id === 'schema');
    expect(schemaStep?.outcome?.(wizard.store.getState(), false)).toBe('partial');
    for (const [key, request] of [
      ['u', { go: 'take-back' }],
      ['f', { go: 'continue' }],
    ] as const) {
      await press(key);
      await press(`${name}\r`);
      expect(calls.at(-1)?.request).toEqual({ confirm: name, ...request });
      calls.at(-1)?.fail(refuse('schema.golang-locked', { database: name }));
      await screen();
    }
    becomes(halfDoneFiles('not-done', false));
    await press('r');
    await press('u');
    expect(wizard.store.getState().schema.phase).toBe('shown');
  });

  it('ask for the operator’s word where nothing tells what became of a statement', async () => {
    const { press, screen, calls, wizard } = await open(halfDoneFiles('unknown', true));
    await press('f');
    expect(wizard.store.getState().schema.phase).toBe('shown');
    for (const [key, word] of [
      ['d', 'done'],
      ['n', 'not-done'],
    ] as const) {
      await press(key);
      await press(`${name}\r`);
      expect(calls.at(-1)?.request).toEqual({ confirm: name, word });
      calls.at(-1)?.finish(halfDoneFiles('unknown', true));
      await screen();
    }
  });

  it('stop behind the statement that is at work, and say so', async () => {
    const { press, screen, calls, wizard } = await open(pendingFiles);
    await press('s');
    await press(`${name}\r`);
    await press('s');
    expect(calls[0]?.control.stop.aborted).toBe(true);
    expect(await screen()).toContain('It ends behind this statement');
    calls[0]?.fail(calls[0].control.stop.reason);
    await screen();
    const { phase, isStopped, problem } = wizard.store.getState().schema;
    expect([phase, isStopped, problem]).toEqual(['shown', true, null]);
  });

  it.each([pendingFiles, halfDoneFiles('not-done', true), halfDoneFiles('unknown', true)])(
    'keep what can be done in view at 56×16',
    async (report) => {
      const { screen, press } = await open(report, { columns: 56, rows: 16 });
      const shown = await screen();
      expect(shown).toMatch(report.half ? /half\s+done/ : /not applied/);
      await press(report.half ? (report.half.doubt?.verdict === 'unknown' ? 'd' : 'f') : 's');
      expect((await screen()).replaceAll(/\s+/g, ' ')).toContain(`type the target database name: ${name}`);
    },
  );
});
