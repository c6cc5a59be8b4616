import type { Capture } from '../../ledger/captures.js';
import type { SecretMadeSince } from './rollback/made-since.js';

/** Secrets of rows that a rollback removes, though the run did not bring them. */
export const madeSinceCapture: Capture<readonly SecretMadeSince[]> = { kind: 'made-since' };
