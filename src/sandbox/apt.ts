import { findProgram } from '../core/find-program.js';
import type { Progress } from './cache.js';
import { runCommand } from './commands.js';

/** Debian's package tool, for what a fresh machine lacks. All waits are for its lock, not forever. */
const lockTimeout = ['-o', 'DPkg::Lock::Timeout=300'] as const;
const quiet = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };

/** Refuses with a clear sentence where there is no apt. */
function requireApt(what: string): void {
  if (findProgram('apt-get') === undefined) {
    throw new Error(
      `${what} is not installed, and without apt-get it cannot be installed here; install it by hand.`,
    );
  }
}

/** Runs apt-get with options, reporting its steps; `options` come before the command. */
export async function aptGet(
  command: readonly string[],
  progress: Progress,
  options: readonly string[] = [],
): Promise<void> {
  await runCommand('apt-get', ['-q', '-y', ...lockTimeout, ...options, ...command], {
    env: quiet,
    onLine: (line) => {
      if (/^(Fetched|Need to get|Unpacking|Setting up|Err|E:)/.test(line)) progress(line);
    },
  });
}

/** Installs packages without what they merely recommend. */
export async function installPackages(packages: readonly string[], progress: Progress): Promise<void> {
  requireApt(packages.join(', '));
  if (process.getuid?.() !== 0) {
    throw new Error(
      `${packages.join(', ')} must be installed by root: run "apt-get install --no-install-recommends ${packages.join(' ')}" as root, then try again.`,
    );
  }
  await aptGet(['update'], progress);
  await aptGet(['install', '--no-install-recommends', ...packages], progress);
}

export interface Mirror {
  readonly uri: string;
  /** Keyring that signs it, when apt's configuration names one. */
  readonly signedBy?: string;
}

/** The Debian mirror this machine's apt is set up with: wherever its own packages come from. */
export async function debianMirror(what: string): Promise<Mirror> {
  requireApt(what);
  const format = '$(IDENTIFIER)|$(REPO_URI)|$(COMPONENT)|$(SIGNED_BY)';
  const output = await runCommand('apt-get', ['indextargets', '--format', format], { env: quiet });
  const candidates = output
    .split('\n')
    .map((line) => line.split('|'))
    .filter(([kind, uri, component]) => kind === 'Packages' && component === 'main' && uri)
    .map(([, uri, , signedBy]) => ({
      uri: (uri as string).replace(/\/$/, ''),
      signedBy: signedBy || undefined,
    }))
    // The archive itself; its -security sibling has no sid.
    .filter(({ uri }) => /\/debian$/.test(uri));
  const mirror = candidates[0];
  if (mirror === undefined) {
    throw new Error(
      `${what} must be fetched, and apt's sources name no Debian archive to fetch from; install it by hand.`,
    );
  }
  return mirror;
}
