import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

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
          testTimeout: 60_000,
          // Times are told in the zone of the machine.
          env: { TZ: 'UTC' },
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.{ts,tsx}'],
          globalSetup: ['test/e2e/support/global-setup.ts'],
          testTimeout: 180_000,
          env: { TZ: 'UTC' },
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
