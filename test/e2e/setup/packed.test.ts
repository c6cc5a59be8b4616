import { execFile } from 'node:child_process';
import { mkdtemp, symlink } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, inject, it } from 'vitest';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '../../..');

it('holds all that the installed command needs, and nothing of the benchmarks', async () => {
  const folder = await mkdtemp(join(inject('folder'), 'packed-'));
  const { stdout } = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    cwd: root,
  });
  const [{ filename, files }] = JSON.parse(stdout) as [{ filename: string; files: { path: string }[] }];
  await run('tar', ['xzf', join(folder, filename), '-C', folder]);
  const installed = join(folder, 'package');
  await symlink(join(root, 'node_modules'), join(installed, 'node_modules'));
  const command = join(installed, 'bin/tenantferry.js');
  const linted = await run(process.execPath, [command, 'preset', 'lint', 'bscp']);
  expect(linted.stderr).toBe('');
  const rehearsed = await run(process.execPath, [command, 'demo', '--vault', 'embedded']);
  expect(rehearsed.stdout).toContain('No differences');
  expect(files.map(({ path }) => path)).toContain('man/tenantferry.1');
  expect(files.map(({ path }) => path).filter((path) => /bench|buildinfo|^test/.test(path))).toEqual([]);
});
