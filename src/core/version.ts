import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** The version in package.json, the one place it is kept. */
export function toolVersion(): string {
  const file = findPackageJSON(import.meta.url) ?? '';
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}
