import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const launcher = join(root, 'bin/tenantferry.js');
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** The launcher as it sees itself on another Node; one that it takes then looks for the built program. */
function launchOn(version: string) {
  const pretend = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`;
  return spawnSync(
    process.execPath,
    [
      '--max-semi-space-size=4',
      '--import',
      `data:text/javascript,${encodeURIComponent(pretend)}`,
      launcher,
      '--version',
    ],
    { encoding: 'utf8' },
  );
}

describe('the launcher', () => {
  it.each(['18.19.0', '20.20.2', '22.22.1', '22.9.0', '23.11.0', '24.14.9'])(
    'refuses Node %s and says which to install',
    (version) => {
      const { status, stderr } = launchOn(version);
      expect(status).toBe(2);
      expect(stderr).toContain(`needs Node 22.22.2, Node 24.15 or newer; this is Node ${version}`);
    },
  );

  it.each(['22.22.2', '22.23.0', '24.15.0', '24.21.0', '26.0.0'])('goes on with Node %s', (version) => {
    expect(launchOn(version).stderr).not.toContain('needs Node');
  });
});

describe('the published package', () => {
  it('brings no Node of its own: 190 of its 241 MB were one that the command then did not use', () => {
    expect(Object.keys(manifest.dependencies)).not.toContain('node');
  });

  it('asks npm for the same Node as the launcher', () => {
    expect(manifest.engines.node).toBe('^22.22.2 || ^24.15.0 || >=26.0.0');
  });
});
