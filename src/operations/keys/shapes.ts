import { z } from 'zod';
import { count } from '../../core/shape.js';
import { fieldFaults } from '../../plan/mapping.js';

/** What the keys commands give, as `--json` publishes it. */
export const keysResult = {
  database: z.string(),
  table: z.string().describe('Of the wrapped data keys'),
  key: z.string().describe('The transit key'),
  transit: z
    .object({ latest: count, minDecryption: count })
    .nullable()
    .describe('Versions of the transit key; null: the token may not read it'),
  versions: z.array(
    z.object({
      version: count,
      state: z.enum(['active', 'inactive', 'retired']),
      madeAt: z.string().describe('UTC'),
      wrappedBy: count.nullable().describe('Version of the transit key that wrapped it'),
      values: count.describe('Values that name it'),
    }),
  ),
  columns: z.array(
    z.object({
      table: z.string(),
      column: z.string(),
      values: count,
      strange: count.describe('Values that name no data key that can be opened, or are no field values'),
    }),
  ),
  changed: z.object({ values: count, rows: count }).nullable().describe('What rewrap has encrypted anew'),
  left: z
    .array(z.object({ table: z.string(), key: z.string(), column: z.string(), fault: z.enum(fieldFaults) }))
    .describe('Values that do not open, which rewrap left as they are; the first of them'),
  leftValues: count,
};
