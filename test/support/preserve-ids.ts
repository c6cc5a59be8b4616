import type { IdDecision } from '../../src/plan/plan-input.js';

/** Keeps every ID as it is. */
export const preserveIds: IdDecision = {
  mode: 'preserve',
  reason: 'the config asks for it',
  because: { code: 'asked' },
  offsets: {},
};
