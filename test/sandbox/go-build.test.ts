import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { provisionVersitygw } from '../e2e/support/provision/versitygw.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'go-build-'));
  vi.stubEnv('PATH', `${folder}:/usr/bin:/bin`);
  vi.stubEnv('XDG_CACHE_HOME', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

/** A Go that notes what it is told to do, and then does `work`. */
function pretendGo(work: string): void {
  const path = join(folder, 'go');
  writeFileSync(
    path,
    `#!/bin/sh\n[ "$1" = version ] && { echo "go version go1.26.1 linux/amd64"; exit 0; }\necho "$@" >> "${folder}/told"\n${work}\n`,
  );
  chmodSync(path, 0o755);
}

const install = 'mkdir -p "$GOBIN" && echo "echo built" > "$GOBIN/versitygw"';

test('versitygw is built in one version, and kept: the second time Go is not asked', async () => {
  pretendGo(install);
  const lines: string[] = [];
  const path = await provisionVersitygw((line) => lines.push(line));
  expect(readFileSync(path, 'utf8')).toBe('echo built\n');
  expect(path).toBe(join(folder, 'tenantferry', 'versitygw', '1.8.0', 'versitygw'));
  expect(lines.at(-1)).toMatch(/versitygw is built/);
  await provisionVersitygw(() => undefined);
  expect(readFileSync(join(folder, 'told'), 'utf8').trim().split('\n')).toEqual([
    'install -trimpath -ldflags=-s -w github.com/versity/versitygw/cmd/versitygw@v1.8.0',
  ]);
});

test('two at the same time build once', async () => {
  pretendGo(`sleep 0.3; ${install}`);
  const paths = await Promise.all([provisionVersitygw(() => undefined), provisionVersitygw(() => undefined)]);
  expect(new Set(paths).size).toBe(1);
  expect(readFileSync(join(folder, 'told'), 'utf8').trim().split('\n')).toHaveLength(1);
});

test('a build that fails says why and leaves nothing that would be taken for a program', async () => {
  pretendGo(`${install}; echo "no space left on device"; exit 1`);
  await expect(provisionVersitygw(() => undefined)).rejects.toThrow(/no space left on device/);
  const kept = join(folder, 'tenantferry', 'versitygw');
  expect(existsSync(kept) ? readdirSync(kept) : []).toEqual([]);
  pretendGo(install);
  expect(existsSync(await provisionVersitygw(() => undefined))).toBe(true);
});
