import { describe, expect, it } from 'vitest';
import { loadPreset } from '../../src/preset/load.js';
import { patience } from '../support/patience.js';
import { unfinishedRun } from './support/fake-operations.js';
import { privilegeBlocker, sampleConfig } from './support/fixtures.js';
import { walkToConfirmation } from './support/walk.js';
import { openSession } from './support/wizard-session.js';

describe('before the first write', () => {
  it('leads past no blocker, and checks with the config as it is now', async () => {
    const preset = await loadPreset('bscp');
    let config = sampleConfig();
    const session = await openSession({
      fake: { findings: [privilegeBlocker] },
      options: { load: async () => ({ config, preset }) },
    });
    await session.see('Config file');
    await session.press('\r', privilegeBlocker.title.slice(0, 20));
    await session.press('\r', '1 blocker stands in the way');
    expect(await session.settled()).not.toContain('tables move');
    config = sampleConfig({ tenantId: 'other' });
    await session.press('r', 'tenant other');
    await session.see('The config file was read again');
    expect(session.operations.calls.filter((call) => call === 'check')).toHaveLength(2);
    session.type('\u0003');
    await session.exit;
  });

  it('says where the config is wrong when it is read again', async () => {
    const preset = await loadPreset('bscp');
    const config = sampleConfig();
    let broken = false;
    const load = async () => {
      if (broken) throw new Error('migrate.yaml:3: bad YAML');
      return { config, preset };
    };
    const session = await openSession({ options: { load } });
    await session.see('Config file');
    await session.press('\r', 'Target Vault');
    broken = true;
    await session.press('r', 'migrate.yaml:3: bad YAML');
    await session.press('\r', 'The checks could not be finished');
    session.type('\u0003');
    await session.exit;
  });

  it('names what is not answered on the confirmation, takes answers there, and explains its keys', async () => {
    const session = await openSession();
    await walkToConfirmation(session);
    await session.see('9 of 9 checklist items are not answered');
    await session.see('The source is backed up');
    await session.press('\t', '0 of 35 answered');
    session.type('p');
    await session.see('saved');
    await session.press('\u001b', '8 of 9 checklist items are not answered');
    expect(await session.settled()).not.toContain('The source is backed up');
    const help = await session.press('?', 'Keys on this screen');
    expect(help).toContain('Open the checklist, to answer what belongs');
    expect(help).not.toMatch(/^│.*│ q /m);
    await session.press('\u001b', 'Ready to write');
    // Once something is typed, it is a letter like any other.
    session.type('b?');
    await session.see('> b?');
    expect(session.operations.runRequests).toEqual([]);
    session.type('\u0003');
    await session.exit;
  });
});

describe('before a rollback', () => {
  it('shows every table, row and secret that it takes or refuses', async () => {
    const rows = Object.fromEntries(Array.from({ length: 29 }, (_, index) => [`table_${index}`, index + 1]));
    const changed = Array.from({ length: 12 }, (_, index) => ({ subject: 'kvs', key: `id=${index + 1}` }));
    const session = await openSession({
      fake: { runs: [unfinishedRun()], rollback: { rows, changed } },
    });
    await session.see('An earlier run is not finished');
    await session.press('jj\r', 'Changed since the run (12):');
    const seen = new Set<string>();
    const deadline = Date.now() + patience.timeout;
    while (seen.size < 41 && Date.now() < deadline) {
      const screen = await session.see('type the target database name');
      for (const [name] of screen.matchAll(/table_\d+|id=\d+/g)) seen.add(name);
      session.type('\u001b[B');
      await session.settled();
    }
    expect([...seen].filter((name) => name.startsWith('table_'))).toHaveLength(29);
    expect([...seen].filter((name) => name.startsWith('id='))).toHaveLength(12);
    session.type('\u0003');
    await session.exit;
  });
});

describe('the choice of tables', () => {
  it('leaves dependants out along, says what is missing, and is written to the config', async () => {
    const written: unknown[] = [];
    const form = {
      exists: async () => true,
      questions: async () => [],
      write: async () => undefined,
      writeTables: async (selection: unknown) => {
        written.push(selection);
      },
    };
    const session = await openSession({ options: { form } });
    await session.see('Config file');
    await session.press('\r', 'Target Vault');
    await session.press('\r', 'Level 1');
    session.type('/applications\r ');
    await session.see('1 table that others need stays');
    session.type('x');
    await session.see('left out, with all that depend on them');
    await session.dontSee('that others need');
    await session.press('w', 'was written to');
    expect(written).toHaveLength(1);
    expect(written[0]).toMatchObject({ skip: expect.arrayContaining(['applications', 'kvs']) });
    await session.press('w', 'says this already');
    session.type('\u0003');
    await session.exit;
  });
});
