import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { operations } from '../../../src/operations/index.js';
import { loadPreset } from '../../../src/preset/load.js';
import type { Settings } from '../../../src/sandbox/migrate-yaml.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { type SourceWriter, startSourceWriter } from '../../../src/sandbox/source-writer.js';
import { linesOf, runBinary } from '../support/cli/binary.js';
import { startLiveServer } from '../support/live/cutover-case.js';
import { createPair, type Pair } from '../support/pair.js';
import { mismatchesOf } from '../support/wizard/comparison.js';
import { closeWizards, openWizard, walkToConfirmation } from '../support/wizard/steps.js';
import { isRestored, type WizardPty } from '../support/wizard/wizard-pty.js';

/** The way of an operator whose services go on: copy, follow, cut over, in the wizard, on a source that is written to. */

const arrowUp = '\u001b[A';
const gate = { quiet_seconds: 1, max_lag_seconds: 30, max_pause_seconds: 120 };

afterEach(closeWizards);

interface LivePair {
  readonly pair: Pair;
  readonly writer: SourceWriter;
}

/** `settings`: of options.live, with the command that stops the writer. */
async function openLivePair(
  flavour: 'mariadb' | 'mysql',
  settings: (writer: SourceWriter) => Settings[string],
): Promise<LivePair> {
  const server = await startLiveServer(flavour);
  onTestFinished(() => server.remove());
  const pair = await createPair({ source: server, target: server, vault: false });
  onTestFinished(() => pair.drop());
  const writer = await startSourceWriter(server, pair.source.database, pair.folder);
  onTestFinished(() => writer.remove());
  await pair.configure({ options: { live: settings(writer) } });
  return { pair, writer };
}

/** From the config to Follow, with all rows copied beside the writer. */
async function copy(wizard: WizardPty, database: string): Promise<void> {
  await walkToConfirmation(wizard);
  wizard.type(`${database}\r`);
  await wizard.see('All rows are committed.');
  wizard.type('\r');
  await wizard.see('No secrets to move');
  wizard.type('\r');
}

/** From Follow to a gate of the cut-over that is open, the checklist answered on the way. */
async function openGate(wizard: WizardPty): Promise<void> {
  wizard.type('\r');
  await wizard.see('Compare source and target');
  wizard.type('n');
  await wizard.see('8 items to be answered before the switch');
  wizard.type('c');
  await wizard.see('The source is backed up');
  // An answer behind another letter would be taken for typed text: a key that is none ends that.
  wizard.type(arrowUp);
  // Each answer goes on to the next item.
  for (let answered = 1; answered <= 9; answered += 1) {
    wizard.type('p');
    await wizard.settle(
      (screen) =>
        Number(/(\d+) of 35 answered/.exec(screen)?.[1] ?? 0) >= answered && screen.includes('saved'),
      `${answered} answers are kept`,
    );
  }
  wizard.type('\u001b');
  await wizard.see('Press s to cut over');
}

/** What the report says of the run. */
async function reported({ config }: Pair) {
  const context = { config, preset: await loadPreset('bscp') };
  return (await operations.report(context, undefined)).live;
}

async function rowsIn({ target, tenantId }: Pair, table: string): Promise<number> {
  const connection = await connectAdmin(target.server, target.database);
  onTestFinished(() => connection.end());
  const [rows] = await connection.query(`SELECT COUNT(*) AS n FROM ${table} WHERE tenant_id = ?`, [tenantId]);
  return Number((rows as { n: string }[])[0]?.n);
}

describe('the wizard on a source that is written to', () => {
  it('copies, follows and cuts over beside a writer, which the fence command stops, and nothing is lost', async () => {
    const { pair } = await openLivePair('mariadb', ({ fenceCommand }) => ({
      ...gate,
      fence: { command: fenceCommand },
    }));
    const { database } = pair.target;
    const wizard = openWizard(pair);
    await copy(wizard, database);
    const copied = await rowsIn(pair, 'template_variables');
    await wizard.see('Nobody follows');
    wizard.type('s');
    await wizard.see(/\d\.\d s behind/);
    await wizard.see('✓ For the cut-over');
    await openGate(wizard);
    wizard.type('s');
    await wizard.see('To cut over, type the target database name');
    // Danger is never on Enter.
    wizard.type('\r');
    await wizard.see('"" is not the target database name');
    wizard.type(`${database}\r`);
    await wizard.see('Switched: the target is the truth now');
    await wizard.see(/The pause took \d/);
    expect(await mismatchesOf(pair, false)).toEqual([]);
    expect(await rowsIn(pair, 'template_variables')).toBeGreaterThan(copied);
    wizard.type('q');
    await wizard.see('The source is still watched. Stop that?');
    wizard.type('x');
    expect(await wizard.exit).toBe(0);
    expect(isRestored(wizard.output())).toBe(true);
    const live = await reported(pair);
    expect(live?.follows).toMatchObject([{ outcome: 'stopped' }]);
    expect(live?.cutovers).toMatchObject([{ outcome: 'switched', message: null }]);
    expect(live?.cutovers[0]?.steps.map(({ step }) => step)).toEqual([
      'gate',
      'lock',
      'fence',
      'end',
      'drain',
      'verify',
      'locked',
      'sentry',
      'generators',
      'switch',
    ]);
    expect(live?.cutovers[0]?.gate.map(({ ok }) => ok)).not.toContain(false);
    // The target writes the same server's log, which is read on until the switch.
    const placeIn = (position = '') => Number(position.split(':')[1]);
    expect(placeIn(live?.switched?.position)).toBeGreaterThan(0);
    expect(placeIn(live?.applied)).toBeGreaterThanOrEqual(placeIn(live?.switched?.position));
  });

  it('shows another process that follows, is called off with the source free, and cuts over at the word', async () => {
    const { pair, writer } = await openLivePair('mysql', () => gate);
    const { database } = pair.target;
    const wizard = openWizard(pair, { columns: 80, rows: 24 });
    await copy(wizard, database);
    await wizard.see('Nobody follows');
    const following = runBinary(['follow', '-c', pair.configFile, '--confirm', database, '--json'], {
      onStart: (child) => onTestFinished(() => void child.kill('SIGKILL')),
    });
    await wizard.see('Followed by another process');
    await wizard.see(/\d\.\d s behind/);
    await openGate(wizard);
    wizard.type('s');
    await wizard.see('To cut over, type the target');
    wizard.type(`${database}\r`);
    await wizard.see('Stop the services of the source NOW');
    wizard.type('\u001b');
    await wizard.see('Called off: nothing is switched');
    await wizard.see('Start the services of the source again');
    // No table is locked any more, and what is written goes on to the target.
    const before = await rowsIn(pair, 'template_variables');
    await expect.poll(() => rowsIn(pair, 'template_variables')).not.toBe(before);

    wizard.type('r');
    await wizard.see('Press s to cut over');
    wizard.type(`${arrowUp}s`);
    await wizard.see('To cut over, type the target');
    wizard.type(`${database}\r`);
    await wizard.see('Stop the services of the source NOW');
    wizard.type('\r');
    await wizard.see('is not the source database name');
    await writer.stop();
    wizard.type(`${pair.source.database}\r`);
    await wizard.see('Switched: the target is the truth now');
    expect(await mismatchesOf(pair, false)).toEqual([]);
    wizard.type('q');
    await wizard.see('Leave the wizard?');
    wizard.type('x');
    expect(await wizard.exit).toBe(0);
    expect((await reported(pair))?.cutovers).toMatchObject([
      { outcome: 'called-off', message: 'you stopped it' },
      { outcome: 'switched' },
    ]);
    // It goes on as a sentry; a write to the old side is an alarm.
    await writer.start();
    const ended = await following;
    expect(ended.exitCode).toBe(4);
    expect(JSON.stringify(linesOf(ended).at(-1))).toContain('the fence is broken');
  });
});
