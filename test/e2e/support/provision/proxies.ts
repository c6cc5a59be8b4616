import { join } from 'node:path';
import { findProgram } from '../../../../src/core/find-program.js';
import type { Progress } from '../../../../src/sandbox/cache.js';
import { librariesOf, unpackPackages } from './debian.js';

/** A proxy program, and what its environment needs. */
export interface ProxyProgram {
  readonly program: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface Proxies {
  readonly haproxy: ProxyProgram;
  readonly nginx: ProxyProgram;
}

/** HAProxy and nginx on PATH, else Debian's in the cache folder. */
export async function provisionProxies(progress: Progress): Promise<Proxies> {
  const [haproxy, nginx] = [
    await provisionProxy('haproxy', progress),
    await provisionProxy('nginx', progress),
  ];
  return { haproxy, nginx };
}

async function provisionProxy(name: 'haproxy' | 'nginx', progress: Progress): Promise<ProxyProgram> {
  const installed = findProgram(name);
  if (installed !== undefined) return { program: installed, env: {} };
  const packages = ['haproxy', 'nginx'];
  const programs = packages.map((proxy) => `usr/sbin/${proxy}`);
  const folder = await unpackPackages({ name: 'proxies', packages, programs, withLibraries: true }, progress);
  return { program: join(folder, 'usr/sbin', name), env: { LD_LIBRARY_PATH: librariesOf(folder) } };
}
