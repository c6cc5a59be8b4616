import { readFileSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

/** Linux keeps it in memory. */
const inMemory = '/dev/shm';
const roomForServers = 8 * 1024 ** 3;

/** Whether there is room for the data of all servers that run at once, about 3 GiB, and programs of tests may run from there. */
function hasRoom(): boolean {
  try {
    const { bavail, bsize } = statfsSync(inMemory);
    if (/ \/dev\/shm \S+ \S*noexec/.test(readFileSync('/proc/mounts', 'utf8'))) return false;
    return Math.min(bavail * bsize, process.availableMemory()) >= roomForServers;
  } catch {
    return false;
  }
}

// Servers make and drop some ten thousand tables of throwaway data: on a disk each waits for it, and takes several times the work.
if (process.env.TMPDIR === undefined && hasRoom()) process.env.TMPDIR = inMemory;

/** For a machine that does other work, too: what is right is seen at once, so a long bound costs nothing. */
const patient = { expect: { poll: { timeout: 120_000, interval: 50 } } };

/** Fast tests of pure code and components, and slower ones on real servers; `npm test` runs both. */
export default defineConfig({
  test: {
    // Much of a test on real servers is waiting: on two cores, three files at a time take less than two.
    maxWorkers: Math.max(3, availableParallelism() - 1),
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/e2e/**'],
          isolate: false,
          testTimeout: 180_000,
          hookTimeout: 180_000,
          ...patient,
          // Times are told in the zone of the machine.
          env: { TZ: 'UTC' },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.{ts,tsx}'],
          globalSetup: ['test/e2e/support/global-setup.ts'],
          // The longest tests take half a minute on an idle machine.
          testTimeout: 600_000,
          hookTimeout: 600_000,
          ...patient,
          env: { TZ: 'UTC' },
        },
      },
    ],
  },
});
