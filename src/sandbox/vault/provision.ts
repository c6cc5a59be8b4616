import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { findPackageJSON } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { findProgram } from '../../core/find-program.js';
import { cacheFolder, type Progress } from '../cache.js';
import { probeCommand } from '../commands.js';
import { buildOnce } from '../go-build.js';

/** A Vault that can be started: a release binary, or the one built from `server/`. */
export interface VaultBinary {
  readonly kind: 'release' | 'built';
  readonly product: 'vault' | 'openbao';
  readonly path: string;
}

/**
 * Finds a Vault: `vault` or `bao` on PATH, else our small server around Vault's own packages, built once with Go and
 * kept in the cache (a first build takes some minutes). Throws RefusedError when there is neither Vault nor Go.
 */
export async function provisionVault(onProgress: Progress): Promise<VaultBinary> {
  const found = findVault();
  if (found !== undefined) return found;
  const path = builtVault();
  const source = sourceFolder();
  await buildOnce(
    {
      name: 'Vault',
      path,
      lacking: 'No Vault server is available: neither `vault`, `bao` nor Go 1.21 or newer is on PATH',
      remedy:
        'Install HashiCorp Vault or OpenBao, or Go (Debian: apt-get install -t bookworm-backports golang).',
      prepare: async (folder, result) => {
        await cp(source, folder, { recursive: true });
        return ['build', '-mod=readonly', '-trimpath', '-ldflags=-s -w', '-o', result, '.'];
      },
    },
    onProgress,
  );
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

/** The Go source lies in `src` of the package, whether this file runs from `src` or, compiled, from `dist`. */
function sourceFolder(): string {
  return join(dirname(findPackageJSON(import.meta.url) ?? ''), 'src', 'sandbox', 'vault', 'server');
}

function fingerprint(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  for (const path of files.map(({ parentPath, name }) => join(parentPath, name)).toSorted())
    hash.update(relative(folder, path)).update(readFileSync(path));
  return hash.digest('hex').slice(0, 16);
}
