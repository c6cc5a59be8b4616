/** For `vi.waitFor`, whose own second is too short for a busy machine. `expect.poll` has the same from vitest.config.ts. */
export const patience = { timeout: 120_000, interval: 50 };
