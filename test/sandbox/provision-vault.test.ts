import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { findVault, provisionVault } from '../../src/sandbox/vault/provision.js';
import { startVault } from '../../src/sandbox/vault/server.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'provision-vault-'));
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A program that says what version it is, keeps the configuration it is started with, and ends. */
function pretend(name: string, version: string): void {
  const path = join(folder, name);
  writeFileSync(
    path,
    `#!/bin/sh\n[ "$1" = version ] && { echo "${version}"; exit 0; }\ncp "\${2#-config=}" "${folder}/seen.hcl"\necho "this is a stand-in"\nexit 1\n`,
  );
  chmodSync(path, 0o755);
}

test('bao on PATH is taken where there is no vault, and known for OpenBao', async () => {
  pretend('bao', 'OpenBao v2.7.2 (9e0a0d3), committed 2026-10-26T20:32:27Z');
  expect(await provisionVault(() => undefined)).toEqual({
    kind: 'release',
    product: 'openbao',
    path: join(folder, 'bao'),
  });
});

test('vault on PATH is taken before bao, and asked what it is', async () => {
  pretend('bao', 'OpenBao v2.7.2');
  pretend('vault', 'Vault v1.21.0 (818ca8b), built 2025-10-21');
  expect(await provisionVault(() => undefined)).toMatchObject({
    product: 'vault',
    path: join(folder, 'vault'),
  });
  pretend('vault', 'OpenBao v2.5.0');
  expect(await provisionVault(() => undefined)).toMatchObject({ product: 'openbao' });
});

test('without one on PATH or built before none is found, and nothing is built to find that out', () => {
  vi.stubEnv('XDG_CACHE_HOME', folder);
  expect(findVault()).toBeUndefined();
  expect(readdirSync(folder)).toEqual([]);
});

test('a folder of the name is no program', async () => {
  mkdirSync(join(folder, 'vault'));
  pretend('bao', 'OpenBao v2.7.2');
  expect(await provisionVault(() => undefined)).toMatchObject({ path: join(folder, 'bao') });
});

test('OpenBao is started with storage it knows: it has no file storage', async () => {
  pretend('bao', 'OpenBao v2.7.2');
  await expect(startVault()).rejects.toThrow('this is a stand-in');
  const config = readFileSync(join(folder, 'seen.hcl'), 'utf8');
  expect(config).toMatch(/storage "raft"/);
  expect(config).not.toMatch(/storage "file"|disable_mlock/);
});

test('Vault is started with file storage', async () => {
  pretend('vault', 'Vault v1.21.0');
  await expect(startVault()).rejects.toThrow('this is a stand-in');
  expect(readFileSync(join(folder, 'seen.hcl'), 'utf8')).toMatch(/storage "file"/);
});
