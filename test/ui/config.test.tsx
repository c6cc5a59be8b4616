import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { RefusedError } from '../../src/core/refused.js';
import { Secret } from '../../src/core/secret.js';
import { loadPreset } from '../../src/preset/load.js';
import { initForm } from '../../src/ui/steps/config/init-form.js';
import type { ConfigForm } from '../../src/ui/wizard/dependencies.js';
import { unfinishedRun } from './support/fake-operations.js';
import { sampleConfig } from './support/fixtures.js';
import { openStage } from './support/pictures.js';
import { walkToConfirmation } from './support/walk.js';
import { openSession } from './support/wizard-session.js';

const _copied = [unfinishedRun({ state: 'copied', outcome: 'complete' })];

describe('the config', () => {
  it('is made by questions when there is none; the file is the operator’s alone, and no secret was shown', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wizard-init-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const path = join(folder, 'migrate.yaml');
    const context = { config: sampleConfig(), preset: await loadPreset('bscp') };
    const session = await openSession({
      options: { configPath: path, form: initForm(path), load: async () => context },
    });
    await session.see('There is no config file yet');
    session.type('c');
    await session.see('What moves');
    session.type('\r');
    await session.see('Tenant ID');
    session.type('\r');
    await session.see('✗ A tenant ID');
    const answers: Readonly<Record<string, string>> = {
      'Tenant ID': 'acme',
      host: 'db.example.net',
      database: 'bk_bscp',
      user: 'mover',
    };
    // Everything else takes its default; a secret is asked for in the wizard only when it is to stand in the file.
    for (let question = 2; question < 60; question += 1) {
      await session.see(`Question ${question} of `);
      const screen = await session.settled();
      const named = Object.keys(answers).find((name) => screen.includes(name));
      const empty = /│ >\s+│/.test(screen);
      if (named !== undefined && empty) session.type(answers[named] ?? '');
      else if (empty) session.type('https://vault.example.net:8200');
      session.type('\r');
      const done = await Promise.race([
        session.see(`Question ${question + 1} of `).then(() => false),
        session.see('Is this right?').then(() => true),
      ]);
      if (done) break;
    }
    expect(await session.see('acme')).toContain('Tenant ID');
    await session.press('\r', 'Config file');
    const text = await readFile(path, 'utf8');
    expect(text).toContain('target_tenant_id: acme');
    expect(text).toContain('db.example.net');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    session.type('\u0003');
    await session.exit;
  });

  it('keeps the answers when one cannot be used, or the file cannot be written', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wizard-init-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const form = initForm(join(folder, 'migrate.yaml'));
    let writable = false;
    const write = async (): Promise<void> => {
      if (!writable) throw new RefusedError('the file cannot be written (EACCES)', { remedy: 'chmod' });
    };
    const short = async (answers: Readonly<Record<string, string>>) => {
      await form.questions(answers);
      return (await form.questions({})).slice(0, 2);
    };
    const session = await openSession({
      options: {
        form: { exists: async () => writable, questions: short, write, writeTables: async () => undefined },
        configPath: join(folder, 'migrate.yaml'),
      },
    });
    await session.see('There is no config file yet');
    await session.see(folder.slice(-12));
    session.type('c');
    await session.see('Question 1 of 2');
    // What is offered need not be deleted first.
    session.type('nope\r');
    await session.see('✗ preset "nope" is neither built in');
    await session.see('Question 1 of 2');
    session.type('\u0015bscp\r');
    await session.see('Question 2 of 2');
    session.type('acme\r');
    await session.see('Is this right?');
    await session.press('jke', 'Question 1 of 2');
    await session.press('\r', 'Is this right?');
    session.type('\r');
    await session.see('✗ the file cannot be written (EACCES)');
    writable = true;
    session.type('\r');
    await session.see('Config file');
    session.type('\u0003');
    await session.exit;
  });

  it('asks for no tenant, Vault or files any more where another preset was chosen, which has none of them', async () => {
    const { questions } = initForm('/srv/night/migrate.yaml');
    const answers = { tenant_id: 'acme', vault: 'yes', files: 'yes' };
    const idsOf = async (preset: string) => (await questions({ ...answers, preset })).map(({ id }) => id);
    expect(await idsOf('bscp')).toEqual(expect.arrayContaining(['vault', 'source.vault.address', 'files']));
    expect((await idsOf('danci')).filter((id) => /tenant|vault|files/.test(id))).toEqual([]);
  });

  it('tries each address as it is typed, and goes on meanwhile', async () => {
    const tried: string[] = [];
    const form: ConfigForm = {
      ...initForm('/srv/night/migrate.yaml'),
      exists: async () => false,
      tryPlace: async ({ host, port, greets }) => {
        const place = `${host}:${port}`;
        tried.push(`${place} ${greets}`);
        return host === 'db-old'
          ? { place, ok: true, detail: '8.0.36' }
          : { place, ok: false, detail: 'ENOTFOUND' };
      },
    };
    const { wizard, press } = await openStage({ language: 'en', options: { form } });
    // The presets are read anew for each question.
    const answer = async (typed: string): Promise<void> => {
      await press(`${typed}\r`);
      await expect.poll(() => wizard.store.getState().config.form?.waiting === false).toBe(true);
    };
    await press('c');
    for (const typed of ['', 'acme', 'db-old', '3307']) await answer(typed);
    expect(wizard.store.getState().config.form?.tried).toEqual([
      { place: 'db-old:3307', ok: true, detail: '8.0.36' },
    ]);
    for (const typed of ['bk', 'u', '', '', 'db-nwe', '']) await answer(typed);
    expect(tried).toEqual(['db-old:3307 true', 'db-nwe:3307 true']);
    expect(wizard.store.getState().config.form?.tried.at(-1)).toMatchObject({
      ok: false,
      detail: 'ENOTFOUND',
    });
  });

  it('is changed in an editor that has the terminal, and read again', async () => {
    const edited: string[] = [];
    let tenantId = 'acme';
    let fails = false;
    const session = await openSession({
      options: {
        load: async () => ({ config: sampleConfig({ tenantId }), preset: await loadPreset('bscp') }),
        edit: async (path) => {
          edited.push(path);
          if (fails) throw new Error('nano: 1');
          tenantId = 'other';
        },
      },
    });
    await session.see('tenant acme');
    await session.press('e', 'tenant other');
    expect(edited).toEqual(['/srv/night/migrate.yaml']);
    fails = true;
    await session.press('e', 'nano: 1');
    expect(session.alternate()).toBe(true);
    session.type('\u0003');
    await session.exit;
  });

  it('says what is wrong with it, where, and reads it again', async () => {
    let good = false;
    const context = { config: sampleConfig(), preset: await loadPreset('bscp') };
    const session = await openSession({
      options: {
        load: async () => {
          if (good) return context;
          throw new RefusedError('unknown key "hots"', {
            where: { file: '/srv/night/migrate.yaml', line: 7, key: 'source.mysql.hots' },
            remedy: 'Did you mean "host"?',
          });
        },
      },
    });
    await session.see('unknown key "hots"');
    await session.see('/srv/night/migrate.yaml:7 (source.mysql.hots)');
    await session.see('Did you mean "host"?');
    good = true;
    session.type('r');
    await session.see('Config file');
    session.type('\u0003');
    await session.exit;
  });

  it('is checked, planned and confirmed anew when it was read again: what was found by the old one does not stand', async () => {
    let config = sampleConfig();
    const preset = await loadPreset('bscp');
    const session = await openSession({ options: { load: async () => ({ config, preset }) } });
    await walkToConfirmation(session);
    session.type('\u001b');
    for (const screen of ['Nothing was written', 'Level 1', 'Target Vault']) {
      await session.see(screen);
      session.type('b');
    }
    await session.see('Config file');
    config = sampleConfig({ tenantId: 'other', tables: { skip: ['hooks'], include: [] } });
    session.type('r');
    await session.see('tenant other');
    await session.see('· Connections');
    await session.see('· Dry run');
    await walkToConfirmation(session);
    expect(session.operations.calls.filter((call) => ['check', 'plan'].includes(call))).toEqual([
      'check',
      'plan',
      'check',
      'plan',
    ]);
    expect(session.operations.contexts.at(-1)?.config).toEqual(config);
    session.type('\u0003');
    await session.exit;
  });

  it('leaves with 2 when it cannot be used', async () => {
    const session = await openSession({
      options: { load: () => Promise.reject(new RefusedError('bad YAML')) },
    });
    await session.see('bad YAML');
    session.type('q');
    await session.see('Leave the wizard?');
    session.type('x');
    expect(await session.exit).toBe(2);
  });

  it('asks for secrets that it leaves open, and never shows them', async () => {
    const open = sampleConfig();
    const { password: _none, ...mysql } = open.target.mysql;
    const session = await openSession({ config: { target: { ...open.target, mysql } } });
    await session.see('Secrets that the config file leaves open');
    session.type('hunter2');
    await session.see('•••••••');
    session.type('\r');
    await session.see('Config file');
    expect(session.raw()).not.toContain('hunter2');
    session.type('\r');
    await session.see('Target Vault');
    session.type('\r');
    await session.see('Level 1');
    session.type('\r');
    await session.see('Nothing was written');
    expect(session.operations.contexts.at(-1)?.config.target.mysql.password).toBeInstanceOf(Secret);
    session.type('\u0003');
    await session.exit;
  });
});
