import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadPreset } from '../../src/preset/load.js';
import type { RunningCall } from './support/fake-operations.js';
import { conflictBlocker, sampleDryRun } from './support/fixtures.js';
import { walkToConfirmation } from './support/walk.js';
import { openSession, type SessionOptions } from './support/wizard-session.js';

const sizes = [
  { id: 2, rows: 900 },
  { id: 7, rows: 90 },
  { id: 11, rows: 10 },
];
const esc = '\u001b';
const resumed = 'tenantferry run -c /srv/night/migrate.yaml --confirm bk_bscp_mt --resume';

async function atTables(options: SessionOptions = {}) {
  const session = await openSession({ ...options, fake: { businesses: sizes, ...options.fake } });
  await session.see('Config file');
  await session.press('\r', 'Target Vault');
  await session.press('\r', 'Level 1');
  return session;
}

describe('businesses', () => {
  it('are chosen from a list with their sizes, and reach plan, confirmation, run and the command that resumes', async () => {
    const started = Promise.withResolvers<RunningCall>();
    const session = await atTables({ fake: { onRun: started.resolve } });
    const list = await session.press('o', 'all businesses move (3 now)  1,000 of 1,000 rows');
    expect(list).toMatch(/\[x\] 2 +900 rows .* 90%/);
    await session.press(' ', '2 of 3 businesses move  100 of 1,000 rows');
    await session.press('j ', '1 of 3 businesses move  10 of 1,000 rows');
    await session.press('j ', '0 of 3 businesses move');
    await session.press('\r', 'No business is chosen');
    await session.press('g ', '1 of 3 businesses move  900 of 1,000 rows');
    await session.press('\r', 'only businesses 2');
    await session.press('\r', 'Nothing was written');
    expect(session.operations.contexts.at(-1)?.config.bizIds).toEqual([2]);
    await session.press('\r', 'Only rows of these businesses: 2');
    session.type('bk_bscp_mt\r');
    const call = await started.promise;
    expect(call.context.config.bizIds).toEqual([2]);
    session.type('\u0003');
    call.finish({ outcome: 'stopped', resumeCommand: resumed });
    await session.exit;
    expect(session.raw()).toContain(`${resumed} --biz-ids 2\n`);
  });

  it('stay as they were where the list is left, and what the source does not have is said', async () => {
    const session = await atTables({ config: { bizIds: [7, 99] } });
    await session.see('only businesses 7, 99');
    const list = await session.press('o', '1 of 3 businesses move  90 of 1,000 rows');
    expect(list).toMatch(/\[x\] 99 +none in the source/);
    await session.press('a', 'all businesses move');
    await session.press(esc, 'only businesses 7, 99');
    await session.press('o', 'none in the source');
    // Narrowed to one, which is taken in; what the filter hides stays as it is.
    await session.press('/2\r ', '2 of 3 businesses move');
    await session.press('\r', 'only businesses 2, 7, 99');
    // All of them, where the file names some: no flag says that, but the wizard.
    await session.press('o', 'none in the source');
    await session.press('a\r', 'Level 1');
    await session.dontSee('only businesses');
    await session.press('\r', 'Nothing was written');
    expect(session.operations.contexts.at(-1)?.config.bizIds).toBeUndefined();
    await session.press('w', 'No flags say this choice');
    session.type('\u0003');
    await session.exit;
  });

  it('are told while they are counted, in Chinese, too, and may not be there at all', async () => {
    const session = await openSession({ language: 'zh', columns: 56, rows: 16 });
    await session.see('配置文件');
    await session.press('\r', 'Vault');
    await session.press('\r', '第 1 层');
    await session.press('o', '源端没有任何行属于某个业务');
    await session.press(esc, '第 1 层');
    session.type('\u0003');
    await session.exit;
  });
});

describe('a plan', () => {
  it('is saved from the dry run, said where, and is what run --plan reads; y copies its command', async () => {
    const session = await atTables();
    await session.press('o', 'all businesses move');
    await session.press(' \r', 'only businesses 7, 11');
    await session.press('\r', 'Nothing was written');
    await session.press('w', 'The plan is saved');
    const screen = await session.press('y', 'Given to the clipboard');
    const text = screen.replaceAll('\n', ' ').replaceAll(/ +/g, ' ');
    expect(text).toContain('tenantferry run -c /srv/night/migrate.yaml --plan ');
    expect(text).toContain('--confirm bk_bscp_mt --biz-ids 7,11');
    const [file] = (await readdir(session.reportFolder)).filter((name) =>
      name.startsWith('tenantferry-plan-'),
    );
    const path = join(session.reportFolder, file ?? '');
    const copied = Buffer.from(session.raw().split('\u001b]52;c;')[1]?.split('\u0007')[0] ?? '', 'base64');
    expect(copied.toString()).toContain(`--plan ${path} --confirm`);
    const saved = JSON.parse(await readFile(path, 'utf8'));
    expect(saved).toMatchObject({ fingerprint: expect.any(String), seen: { at: expect.any(String) } });
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await session.press(esc, `Saved in`);
    session.type('\u0003');
    await session.exit;
  });

  it('is not saved with a blocker in it', async () => {
    const dryRun = sampleDryRun(await loadPreset('bscp'), [conflictBlocker]);
    const session = await atTables({ fake: { dryRun } });
    await session.press('\r', conflictBlocker.title.slice(0, 20));
    expect(await session.press('?', 'Keys on this screen')).not.toContain('Save this plan');
    session.type('\u0003');
    await session.exit;
  });
});

describe('the rate', () => {
  it('is held to what is typed in the panel, and set free again', async () => {
    const started = Promise.withResolvers<RunningCall>();
    const session = await openSession({ fake: { onRun: started.resolve } });
    await walkToConfirmation(session);
    session.type('bk_bscp_mt\r');
    const call = await started.promise;
    call.listener({ type: 'phase-started', phase: 'mysql', at: new Date().toISOString() });
    await session.see('0 of ');
    const rate = () => call.control.steering?.now().rowsPerSecond;
    await session.press('m', 'At most how many rows/s?');
    await session.press('q1.5\r', 'Give a whole number');
    expect(rate()).toBeNull();
    await session.press('\u0015', 'At most how many rows/s?');
    await session.press('2,500\r', 'at most 2,500 rows/s');
    expect(rate()).toBe(2500);
    await session.press('m', '> 2500');
    session.type(esc);
    await session.dontSee('At most how many');
    expect(rate()).toBe(2500);
    await session.press('m', '> 2500');
    session.type('\u0015\r');
    await session.dontSee('at most 2,500');
    expect(rate()).toBeNull();
    // A field that is open goes with the work.
    await session.press('m', 'At most how many rows/s?');
    session.type('\u0003');
    await session.dontSee('At most how many');
    call.finish({ outcome: 'stopped' });
    await session.exit;
  });
});
