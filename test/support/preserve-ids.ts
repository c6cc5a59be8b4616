import type { IdDecision } from '../../src/plan/plan-input.js';

/** Keeps every ID as it is. */
export const preserveIds: IdDecision = {
  mode: 'preserve',
  reason: 'no other way was asked for',
  because: { code: 'default' },
  offsets: {},
};
