import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { createPair, type Pair } from '../support/pair.js';
import { mismatchesOf } from '../support/wizard/comparison.js';
import {
  closeWizards,
  dryRunToConfirmation,
  openWizard,
  tenantRows,
  walkToConfirmation,
  walkToTables,
} from '../support/wizard/steps.js';
import { isRestored } from '../support/wizard/wizard-pty.js';

/** The wizard of the built tool, driven by keys in a real terminal, on real servers. */

let pair: Pair;
let target: AdminConnection;

afterEach(closeWizards);

describe('a guided migration from the first screen to the last', () => {
  beforeAll(async () => {
    pair = await createPair({ size: 'small' });
    target = await connectAdmin(pair.target.server, pair.target.database);
  });
  afterAll(async () => {
    await target.end();
    await pair.drop();
  });

  it('copies, validates, keeps the checklist, writes the report, and gives the terminal back', async () => {
    const wizard = openWizard(pair, { columns: 80, rows: 24 });
    await walkToConfirmation(wizard);
    expect(await tenantRows(target, pair.tenantId, 'kvs')).toBe(0);
    wizard.type(`${pair.target.database}\r`);
    await wizard.see('All rows are committed.');
    wizard.type('\r');
    await wizard.see('Press s to start.');
    wizard.type('s');
    await wizard.see('All secrets that the source has are copied.');
    wizard.type('\r');
    await wizard.see('Compare source and target');
    wizard.type('\r');
    await wizard.see('checks passed.');
    // What somebody changes meanwhile is found, and seen on both sides, what is unseen in it, too.
    const [kvs] = (await target.query('SELECT id, kv_type FROM kvs WHERE tenant_id = ? LIMIT 1', [
      pair.tenantId,
    ])) as unknown as [{ id: number; kv_type: string }[]];
    const { id = 0, kv_type: type = '' } = kvs[0] ?? {};
    await target.query('UPDATE kvs SET kv_type = ? WHERE id = ?', [`${type}\t `, id]);
    wizard.type('r');
    await wizard.see('Compare source and target');
    wizard.type('j\r');
    await wizard.see('1 difference');
    wizard.type('d');
    await wizard.see('d both rows');
    wizard.type('d');
    await wizard.see(`'${type}\\t␣'`);
    await wizard.see('must be (source)');
    wizard.type('\u001b');
    await wizard.see('d both rows');
    wizard.type('\u001b');
    await target.query('UPDATE kvs SET kv_type = ? WHERE id = ?', [type, id]);
    await wizard.see('d details');
    wizard.type('r');
    await wizard.see('Compare source and target');
    wizard.type('\r');
    await wizard.see('checks passed.');
    wizard.type('\r');
    await wizard.see('answered');
    wizard.type('w\u0015Ada\r');
    await wizard.see('signed "Ada"');
    wizard.type('p');
    await wizard.see('✓ saved');
    wizard.type('kedumped at 01:40\r');
    await wizard.see('Note: dumped at 01:40');
    wizard.type('\r');
    await wizard.see('Outcome');
    wizard.type('a');
    await wizard.see('HTML');
    wizard.type('x');
    expect(await wizard.exit).toBe(0);
    expect(isRestored(wizard.output())).toBe(true);
    // Told beside the screen: percent in the title and the bar, an end, and the title as it was.
    expect(wizard.output()).toMatch(/\]2;\d+% MySQL - tenantferry - /);
    expect(wizard.output()).toMatch(/\]9;4;1;\d+/);
    expect(wizard.output()).toContain('\u0007\u001b]9;tenantferry: Validate: done\u0007');
    expect(wizard.output().lastIndexOf('\u001b[23;2t')).toBeGreaterThan(
      wizard.output().lastIndexOf('\u001b]9;'),
    );
    await wizard.see('Validation: source and target are equal.');
    const reports = readdirSync(pair.folder).filter((name) => name.startsWith('tenantferry-report-'));
    expect(reports.map((name) => name.split('.').at(-1)).toSorted()).toEqual(['html', 'json', 'md']);
    for (const name of reports) expect(statSync(join(pair.folder, name)).mode & 0o777).toBe(0o600);
    expect(await tenantRows(target, pair.tenantId, 'kvs')).toBe(pair.filled?.rows.kvs);
    expect(wizard.output()).not.toContain(pair.source.server.password);
  });

  it('takes the checklist up again in a later session', async () => {
    const wizard = openWizard(pair);
    await wizard.see('An earlier run has copied everything');
    wizard.type('j\r');
    await wizard.see('dumped at 01:40');
    await wizard.see('✓ pass');
    await wizard.see('Ada, ');
    wizard.type('jn');
    await wizard.see('– n.a.');
    await wizard.see('✓ saved');
    wizard.type('q');
    await wizard.see('Leave the wizard?');
    wizard.type('x');
    expect(await wizard.exit).toBe(0);
    expect(isRestored(wizard.output())).toBe(true);
  });

  it('rolls the run back, from the offer, by name', async () => {
    const wizard = openWizard(pair);
    await wizard.see('An earlier run has copied everything');
    wizard.type('jjj\r');
    await wizard.see('would be removed');
    await wizard.wrote('\u0007\u001b]9;tenantferry: Rollback: waits for your answer\u0007');
    wizard.type(`${pair.target.database}\r`);
    await wizard.see('Rolled back.');
    await wizard.wrote('\u0007\u001b]9;tenantferry: Rollback: done\u0007');
    wizard.type('\u0003');
    expect(await wizard.exit).toBe(0);
    expect(await tenantRows(target, pair.tenantId, 'kvs')).toBe(0);
  });
});

describe('a choice of tables, a pause and a resize', () => {
  beforeAll(async () => {
    pair = await createPair({ size: 'small', vault: false, settings: { options: { parallel: 1 } } });
    target = await connectAdmin(pair.target.server, pair.target.database);
  });
  afterAll(async () => {
    await target.end();
    await pair.drop();
  });

  it('moves what was chosen, holds while paused, and draws anew at every size', async () => {
    const lock = await connectAdmin(pair.target.server, pair.target.database);
    // Held by a test that failed, it would keep the clean-up waiting for ever.
    onTestFinished(() => lock.destroy());
    const wizard = openWizard(pair);
    await walkToTables(wizard);
    wizard.type('/audits\r ');
    await wizard.see('[x] audits');
    wizard.type('\u001b');
    await wizard.see('Level 1');
    wizard.type('/credential_scopes\r ');
    await wizard.see('[ ] credential_scopes');
    wizard.type('\u001b');
    await wizard.see('Level 1');
    wizard.type('\r');
    await dryRunToConfirmation(wizard);
    // Nothing can be written into this table for now, so the copy stands in its midst.
    await lock.query('LOCK TABLES releases READ');
    wizard.type(`${pair.target.database}\r`);
    await wizard.see('▸ releases');
    wizard.type('p');
    await wizard.see('no new chunk begins');
    wizard.resize(80, 24);
    await wizard.see('p continue');
    wizard.resize(160, 50);
    await wizard.see('no new chunk begins');
    await lock.query('UNLOCK TABLES');
    await lock.end();
    expect(await tenantRows(target, pair.tenantId, 'kvs')).toBe(0);
    wizard.type('p');
    await wizard.see('All rows are committed.');
    expect(await tenantRows(target, pair.tenantId, 'audits')).toBe(pair.filled?.rows.audits);
    expect(await tenantRows(target, pair.tenantId, 'credential_scopes')).toBe(0);
    wizard.type('\r');
    await wizard.see('No secrets to move');
    wizard.type('\u0003');
    expect(await wizard.exit).toBe(130);
  });
});

describe('stopping in the midst of the copy', () => {
  let lock: AdminConnection;

  beforeAll(async () => {
    pair = await createPair({ size: 'small', vault: false, settings: { options: { parallel: 1 } } });
    target = await connectAdmin(pair.target.server, pair.target.database);
    lock = await connectAdmin(pair.target.server, pair.target.database);
  });
  afterAll(async () => {
    await lock.end();
    await target.end();
    await pair.drop();
  });

  it('the first Ctrl-C finishes the chunk and prints how to go on', async () => {
    const wizard = openWizard(pair);
    await walkToConfirmation(wizard);
    await lock.query('LOCK TABLES releases READ');
    wizard.type(`${pair.target.database}\r`);
    await wizard.see('▸ releases');
    wizard.type('\u0003');
    await wizard.see('Closing as soon as the work in hand is saved');
    await lock.query('UNLOCK TABLES');
    expect(await wizard.exit).toBe(130);
    expect(isRestored(wizard.output())).toBe(true);
    await wizard.wrote('--resume');
    expect(await tenantRows(target, pair.tenantId, 'applications')).toBe(pair.filled?.rows.applications);
  });

  it('the second Ctrl-C gives up at once, and the run can still be resumed', async () => {
    const wizard = openWizard(pair);
    await wizard.see('An earlier run is not finished');
    wizard.type('\r');
    await wizard.see('Ready to go on');
    await lock.query('LOCK TABLES kvs READ');
    wizard.type(`${pair.target.database}\r`);
    await wizard.see('▸ kvs');
    wizard.type('\u0003');
    await wizard.see('Closing as soon as');
    wizard.type('\u0003');
    // The table is still locked: it does not wait for the chunk.
    expect(await wizard.exit).toBe(130);
    expect(isRestored(wizard.output())).toBe(true);
    await wizard.wrote('--resume');
    await lock.query('UNLOCK TABLES');
  });

  it('SIGTERM stops as gently as Ctrl-C', async () => {
    const wizard = openWizard(pair);
    await wizard.see('An earlier run is not finished');
    wizard.type('\r');
    await wizard.see('Ready to go on');
    await lock.query('LOCK TABLES released_kvs READ');
    wizard.type(`${pair.target.database}\r`);
    await wizard.see('▸ released_kvs');
    wizard.kill('SIGTERM');
    await wizard.see('Closing as soon as');
    await lock.query('UNLOCK TABLES');
    expect(await wizard.exit).toBe(130);
    expect(isRestored(wizard.output())).toBe(true);
  });

  it('after all that, resuming ends with every row there once and equal', async () => {
    const wizard = openWizard(pair);
    await wizard.see('An earlier run is not finished');
    wizard.type('\r');
    await wizard.see('Ready to go on');
    wizard.type(`${pair.target.database}\r`);
    await wizard.see('All rows are committed.');
    wizard.type('\r');
    await wizard.see('No secrets to move');
    wizard.type('\r');
    await wizard.see('Compare source and target');
    wizard.type('\r');
    await wizard.see('checks passed.');
    wizard.type('q');
    await wizard.see('Leave the wizard?');
    wizard.type('x');
    expect(await wizard.exit).toBe(0);
    expect(await mismatchesOf(pair, false)).toEqual([]);
  });

  it('leaves before the first write with nothing written', async () => {
    const other = await createPair({ size: 'empty', vault: false, tenantId: 'beta' });
    const wizard = openWizard(other);
    await wizard.see('Config file');
    wizard.kill('SIGHUP');
    expect(await wizard.exit).toBe(130);
    await other.drop();
  });
});
