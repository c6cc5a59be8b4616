import { z } from 'zod';
import type { Shape } from '../../core/shape.js';
import type { Capture } from '../../ledger/captures.js';
import type { SecretMadeSince } from './rollback/made-since.js';

const madeSince = z.object({
  table: z.string(),
  path: z.string(),
  columns: z.record(z.string(), z.string()),
} satisfies Shape<SecretMadeSince>);

/** Secrets of rows that a rollback removes, though the run did not bring them. */
export const madeSinceCapture: Capture<readonly SecretMadeSince[]> = {
  kind: 'made-since',
  schema: z.array(madeSince),
};
