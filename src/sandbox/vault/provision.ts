import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RefusedError } from '../../core/refused.js';
import { cacheFolder, type Progress, withLock } from '../cache.js';
import { findProgram, probeCommand, runCommand } from '../commands.js';
import { removeFolder, temporaryFolder } from '../lifetime.js';
import { provisionGo } from '../provision-go.js';

/** A Vault that can be started: a release binary, or the one built from `server/`. */
export interface VaultBinary {
  readonly kind: 'release' | 'built';
  readonly product: 'vault' | 'openbao';
  readonly path: string;
}

const sourceFiles = ['go.mod', 'go.sum', 'main.go'] as const;
const progressEveryMs = 5_000;

/**
 * Finds a Vault: `vault` or `bao` on PATH, else our small server around Vault's own packages, built once with Go and
 * kept in the cache (a first build takes some minutes). Throws RefusedError when there is neither Vault nor Go.
 */
export async function provisionVault(onProgress: Progress): Promise<VaultBinary> {
  const found = findVault();
  if (found !== undefined) return found;
  const path = builtVault();
  await withLock('vault', onProgress, async () => {
    if (!existsSync(path)) await build(sourceFolder(), path, onProgress);
  });
  return { kind: 'built', product: 'vault', path };
}

/** What a program says it is, whatever its name: `vault` is OpenBao on some machines. */
function productOf(path: string): VaultBinary['product'] {
  return /^OpenBao\b/.test(probeCommand(path, ['version']) ?? '') ? 'openbao' : 'vault';
}

/** A Vault that this machine has already: `vault` or `bao` on PATH, or the one that was built before. */
export function findVault(): VaultBinary | undefined {
  for (const name of ['vault', 'bao']) {
    const path = findProgram(name);
    if (path !== undefined) return { kind: 'release', product: productOf(path), path };
  }
  const path = builtVault();
  return existsSync(path) ? { kind: 'built', product: 'vault', path } : undefined;
}

/** Where the built one is kept; another version of its source has another place. */
function builtVault(): string {
  return cacheFolder('vault', fingerprint(sourceFolder()), 'tenantferry-vault');
}

/** A Go that cannot be fetched is no failure of its own: what follows says what is missing. */
function sayWhy(onProgress: Progress) {
  return (error: Error): undefined => {
    onProgress(`no Go: ${error.message}`);
  };
}

async function build(source: string, path: string, onProgress: Progress): Promise<void> {
  const go = findGo() ?? (await provisionGo(onProgress).catch(sayWhy(onProgress)));
  if (go === undefined) {
    throw new RefusedError(
      'No Vault server is available: neither `vault`, `bao` nor Go 1.21 or newer is on PATH',
      {
        remedy:
          'Install HashiCorp Vault or OpenBao, or Go (Debian: apt-get install -t bookworm-backports golang).',
      },
    );
  }
  const workFolder = temporaryFolder('vault-build');
  const started = Date.now();
  let downloads = 0;
  const say = () => {
    const seconds = Math.round((Date.now() - started) / 1000);
    onProgress(
      `building Vault once with Go: ${seconds} s, ${downloads} modules downloaded (takes some minutes)`,
    );
  };
  say();
  const ticker = setInterval(say, progressEveryMs);
  try {
    for (const name of sourceFiles) await copyFile(join(source, name), join(workFolder, name));
    const result = join(workFolder, 'tenantferry-vault');
    await runCommand(go, ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', result, '.'], {
      cwd: workFolder,
      // No C compiler needed; an older Go may fetch the version that go.mod names.
      env: { ...process.env, CGO_ENABLED: '0', GOTOOLCHAIN: 'auto', GOWORK: 'off', GOFLAGS: '' },
      onLine: (line) => {
        if (line.startsWith('go: downloading')) downloads += 1;
      },
    });
    await mkdir(dirname(path), { recursive: true });
    // The temporary folder may be on another file system: copy, then rename, so that a half binary is never found.
    await copyFile(result, `${path}.part`);
    await chmod(`${path}.part`, 0o755);
    await rename(`${path}.part`, path);
    onProgress(
      `Vault is built (${Math.round((Date.now() - started) / 1000)} s) and kept in ${dirname(path)}`,
    );
  } finally {
    clearInterval(ticker);
    await rm(`${path}.part`, { force: true });
    removeFolder(workFolder);
  }
}

/** The Go source lies in `src` of the package, whether this file runs from `src` or, compiled, from `dist`. */
function sourceFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder)
      throw new Error('the package folder with the source of the Vault server was not found');
    folder = parent;
  }
  return join(folder, 'src', 'sandbox', 'vault', 'server');
}

function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  for (const name of sourceFiles) hash.update(readFileSync(join(folder, name)));
  return hash.digest('hex').slice(0, 16);
}

/** Go 1.21 or newer: from there on Go fetches the toolchain a module asks for. */
function findGo(): string | undefined {
  const candidates = [findProgram('go'), '/usr/local/go/bin/go', '/usr/lib/go/bin/go'];
  return candidates.find((path) => {
    if (path === undefined || !existsSync(path)) return false;
    const version = /go1\.(\d+)/.exec(probeCommand(path, ['version']) ?? '')?.[1];
    return version !== undefined && Number(version) >= 21;
  });
}
