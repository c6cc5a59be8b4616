import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { rowsPhase } from '../../../src/phases/rows/phase.js';
import { secretsPhase } from '../../../src/phases/secrets/phase.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { widthOf } from '../../../src/ui/terminal/text-width.js';
import { catalogues } from '../../../src/ui/text/index.js';
import { createPair, type Pair } from '../support/pair.js';
import { mismatchesOf } from '../support/wizard/comparison.js';
import { closeWizards, openWizard, tenantRows } from '../support/wizard/steps.js';
import { walkToTheEnd, walkToWriting } from '../support/wizard/walk.js';
import { isRestored } from '../support/wizard/wizard-pty.js';

const { en, zh } = catalogues;
let pair: Pair;
let target: AdminConnection;

afterEach(closeWizards);

describe('a config on MySQL, in Chinese', () => {
  beforeAll(async () => {
    pair = await createPair({ source: 'mysql', target: 'mysql', settings: { options: { batch_size: 100 } } });
    return () => pair.drop();
  });

  it('walks every step to the end with every frame closed, and everything is equal', async () => {
    const wizard = openWizard(pair, {
      columns: 120,
      rows: 40,
      args: ['-c', pair.configFile, '--lang', 'zh'],
    });
    await walkToWriting(wizard, zh);
    wizard.type('\u0003');
    expect(await wizard.exit).toBe(130);
    await wizard.see(zh.farewell.nothing);
    const again = openWizard(pair, {
      columns: 120,
      rows: 40,
      env: { LANG: 'zh_CN.UTF-8' },
    });
    await walkToWriting(again, zh);
    await again.settle(
      (screen) => screen.split('\n').every((line) => widthOf(line) === 120),
      'every row is as wide as the frame',
    );
    await walkToTheEnd(again, zh, { database: pair.target.database, note: '已由两人确认' });
    again.type('x');
    expect(await again.exit).toBe(0);
    expect(isRestored(again.output())).toBe(true);
    await again.see(zh.farewell.equal);
    expect(again.output()).not.toContain(pair.source.server.password);
    expect(await mismatchesOf(pair, true)).toEqual([]);
  });
});

describe('other ways to see it', () => {
  beforeAll(async () => {
    pair = await createPair({ vault: false });
    target = await connectAdmin(pair.target.server, pair.target.database);
    return async () => {
      await target.end();
      await pair.drop();
    };
  });

  it('draws without any colour under NO_COLOR', async () => {
    const wizard = openWizard(pair, { env: { NO_COLOR: '1' } });
    await walkToWriting(wizard, en);
    expect(coloursIn(wizard.output())).toEqual([]);
    wizard.type('\u0003');
    expect(await wizard.exit).toBe(130);
  });

  it('draws in colour otherwise', async () => {
    const wizard = openWizard(pair);
    await wizard.see(en.config.labels.file);
    expect(coloursIn(wizard.output())).not.toEqual([]);
    wizard.type('q');
    await wizard.see(en.quit.title);
    wizard.type('x');
    expect(await wizard.exit).toBe(130);
  });

  it('carries a migration through in plain lines for a screen reader, on the normal screen', async () => {
    const wizard = openWizard(pair, {
      args: ['-c', pair.configFile, '--screen-reader'],
      columns: 200,
      rows: 160,
    });
    await walkToWriting(wizard, en);
    await wizard.settle((screen) => !/[│╭╰├█▁░]/.test(screen), 'no frame and no bars were drawn');
    wizard.type(`${pair.target.database}\r`);
    await wizard.see(rowsPhase.words.en.screen.done);
    wizard.type('\r');
    await wizard.see(String(secretsPhase.words.en.screen.skipped?.title));
    wizard.type('\u0003');
    expect(await wizard.exit).toBe(130);
    expect(wizard.output()).not.toContain('\u001b[?1049h');
    expect(await tenantRows(target, pair.tenantId, 'kvs')).toBe(pair.filled?.rows.kvs);
    expect(await mismatchesOf(pair, false)).toEqual([]);
  });
});

/** Colours that control sequences of an output set. */
function coloursIn(output: string): readonly string[] {
  const sequences = output.split('\u001b[').map((part) => /^[\d;]*m/.exec(part)?.[0] ?? '');
  return sequences.filter((sequence) => /(^|;)(3[0-8]|4[0-8]|9\d|10\d)(;|m)/.test(sequence));
}
