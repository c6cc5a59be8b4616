import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sandboxMasterKeys } from '../../../src/sandbox/data/digests.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { en } from '../../../src/ui/text/en.js';
import { createPair, type Pair, type Side } from '../support/pair.js';
import { sharedVault } from '../support/servers.js';
import { mismatchesOf } from '../support/wizard/comparison.js';
import { closeWizards, openWizard, tenantRows } from '../support/wizard/steps.js';
import { walkToTheEnd, walkToWriting } from '../support/wizard/walk.js';
import { isRestored, type WizardPty } from '../support/wizard/wizard-pty.js';

let pair: Pair;
let target: AdminConnection;
let folder: string;
let wizard: WizardPty;

beforeAll(async () => {
  pair = await createPair();
  target = await connectAdmin(pair.target.server, pair.target.database);
  folder = join(pair.folder, 'empty');
  await mkdir(folder);
  for (const side of ['source', 'target'] as const)
    writeFileSync(join(pair.folder, `${side}.key`), sandboxMasterKeys[side], { mode: 0o600 });
  wizard = openWizard(pair, { cwd: folder, args: [] });
});
afterAll(async () => {
  await closeWizards();
  await target.end();
  await pair.drop();
});

/** Answers the question that is shown; null takes what it offers. */
async function answer(question: string, typed: string | null): Promise<void> {
  await wizard.see(question);
  wizard.type(typed === null ? '\r' : `\u0015${typed}\r`);
}

/** Takes the choice that many rows below the marked one, or above it. */
async function choose(question: string, below: number): Promise<void> {
  await wizard.see(question);
  wizard.type(`${(below < 0 ? 'k' : 'j').repeat(Math.abs(below))}\r`);
}

async function answerMysql(name: string, { server, database }: Side, keepInFile: boolean): Promise<void> {
  const about = (what: string) => `MySQL of the ${name}: ${what}`;
  await answer(about('host'), server.host);
  await answer(about('port'), String(server.port));
  await wizard.see(`:${server.port} answers: `);
  await answer(about('database'), database);
  await answer(about('user'), server.user);
  await choose(about('password: where is it kept?'), keepInFile ? 3 : -3);
  if (keepInFile) {
    await wizard.settle(
      (screen) => screen.includes(about('password')) && !screen.includes('where is it kept'),
      'the password was asked for',
    );
    wizard.type(`${server.password}\r`);
  }
  await answer(about('connect with TLS?'), null);
}

async function answerVault(name: string, { mount }: Side): Promise<void> {
  const about = (what: string) => `Vault of the ${name}: ${what}`;
  await answer(about('address'), sharedVault().address);
  await answer(about('mount'), mount);
  await answer(about('namespace'), null);
  await choose(about('sign in with'), 0);
  await choose(about('token: where is it kept?'), 3);
  await wizard.settle(
    (screen) => screen.includes(about('token')) && !screen.includes('where is it kept'),
    'the token was asked for',
  );
  wizard.type(`${sharedVault().rootToken}\r`);
}

describe('a migration from no config at all', () => {
  it('makes the config from answers, and keeps it from others', async () => {
    await wizard.see(en.config.missingTitle);
    wizard.type('c');
    await answer('What moves', null);
    await answer('Tenant ID in the target', pair.tenantId);
    await answerMysql('source', pair.source, true);
    await answerMysql('target', pair.target, false);
    await answer('Do secrets in Vault', null);
    await answerVault('source', pair.source);
    await answerVault('target', pair.target);
    await answer('Do files in BkRepo', null);
    await choose('Master keys', 2);
    await answer('Master key of the source', join(pair.folder, 'source.key'));
    await answer('Master key of the target', join(pair.folder, 'target.key'));
    await answer('IDs in the target', null);
    await answer('Rows per chunk', '200');
    await answer('Connections that copy', null);
    await answer('When rows or secrets', null);
    await answer('Is the target a production', null);
    await wizard.see(en.config.reviewTitle);
    wizard.type('\r');
    await wizard.see(en.config.secretsTitle);
    const file = join(folder, 'migrate.yaml');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, 'utf8')).toContain(pair.target.database);
  });

  it('asks for the secret that the config leaves open, and takes it', async () => {
    wizard.type(`${pair.target.server.password}\r`);
    await wizard.see(en.config.labels.onError);
    await wizard.see(pair.target.database);
  });

  it('frames a production target in shape, colour and word', async () => {
    await walkToWriting(wizard, en);
    await wizard.see(/^╔═ tenantferry .* PRODUCTION ═╗$/m);
    await wizard.see(en.confirm.production);
    expect(wizard.output()).toContain('\u001b[31m╔');
  });

  it('refuses any other name than the target database, and writes nothing', async () => {
    wizard.type('\r');
    await wizard.see('Nothing was started.');
    wizard.type(`${pair.source.database}\r`);
    await wizard.see(`"${pair.source.database}" is not the target database name`);
    expect(await tenantRows(target, pair.tenantId, 'applications')).toBe(0);
    wizard.type('\u0015');
  });

  it('carries everything across and writes three reports', async () => {
    await walkToTheEnd(wizard, en, { database: pair.target.database, note: 'seen by two' });
    wizard.type('x');
    expect(await wizard.exit).toBe(0);
    expect(isRestored(wizard.output())).toBe(true);
    const reports = readdirSync(folder).filter((name) => name.startsWith('tenantferry-report-'));
    expect(reports.map((name) => name.split('.').at(-1)).toSorted()).toEqual(['html', 'json', 'md']);
    for (const name of reports) expect(readFileSync(join(folder, name), 'utf8')).toContain('seen by two');
  });

  it('left every row and secret equal to the source, and showed no secret', async () => {
    expect(await mismatchesOf(pair, true)).toEqual([]);
    for (const secret of [
      pair.source.server.password,
      sharedVault().rootToken,
      ...Object.values(sandboxMasterKeys),
    ])
      expect(wizard.output()).not.toContain(secret);
  });
});
