import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { loadConfig } from '../../src/config/load.js';
import type { ConfigOverrides } from '../../src/config/overrides.js';
import { RefusedError } from '../../src/core/refused.js';

/** A folder of its own, removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tenantferry-config-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file and gives its path. */
export function writeFile(
  text: string,
  options: { folder?: string; name?: string; mode?: number } = {},
): string {
  const path = join(options.folder ?? temporaryFolder(), options.name ?? 'migrate.yaml');
  writeFileSync(path, text);
  chmodSync(path, options.mode ?? 0o600);
  return path;
}

/** Loads a config from its text, with no environment variables unless given. */
export function load(text: string, overrides: ConfigOverrides = {}, folder?: string): Promise<Config> {
  return loadConfig(writeFile(text, folder === undefined ? {} : { folder }), { env: {}, ...overrides });
}

/** The refusal of a config's text, its file shown as FILE. */
export async function refusalOf(
  text: string,
  overrides: ConfigOverrides = {},
): Promise<{
  message: string;
  remedy: string | undefined;
  line: number | undefined;
  key: string | undefined;
  error: RefusedError;
}> {
  const path = writeFile(text);
  try {
    await loadConfig(path, { env: {}, ...overrides });
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return {
      message: error.message.replaceAll(path, 'FILE'),
      remedy: error.remedy?.replaceAll(path, 'FILE'),
      line: error.where?.line,
      key: error.where?.key,
      error,
    };
  }
  throw new Error('the config was not refused');
}

/** A config that is right, as lines that a test can change: the line numbers are part of the tests. */
export const goodConfig = `migration:
  target_tenant_id: acme
source:
  mysql:
    host: one
    database: bk_bscp
    user: reader
target:
  mysql:
    host: two
    database: bk_bscp
    user: writer
`;
