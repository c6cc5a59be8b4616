import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';

const setup = resolve(import.meta.dirname, '../../bin/setup.js');

it('npm run demo leaves packages alone that another checkout lends by a link, and says so', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tenantferry-setup-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const [lent, checkout] = [join(folder, 'other/node_modules'), join(folder, 'checkout')];
  mkdirSync(lent, { recursive: true });
  mkdirSync(join(checkout, 'bin'), { recursive: true });
  writeFileSync(join(lent, 'package'), '');
  writeFileSync(join(checkout, 'package-lock.json'), '{}');
  copyFileSync(setup, join(checkout, 'bin/setup.mjs'));
  symlinkSync(lent, join(checkout, 'node_modules'));
  const { status, stderr } = spawnSync(process.execPath, [join(checkout, 'bin/setup.mjs'), 'demo'], {
    encoding: 'utf8',
  });
  expect(status).toBe(1);
  expect(stderr).toContain('node_modules is a link to');
  expect(stderr).toContain(`Give this command in ${join(folder, 'other')}`);
  expect(existsSync(join(lent, 'package'))).toBe(true);
});
