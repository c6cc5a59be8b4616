import { z } from 'zod';
import { reason } from '../core/shape.js';

export const bothLanguages = z.object({ en: z.string(), zh: z.string() });
const server = z.object({
  flavour: z.enum(['mysql', 'mariadb']),
  version: z.string(),
  identity: z.string().describe('Names the server, so that a run is not resumed against another one'),
  database: z.string(),
});

const shift = {
  table: z.string(),
  offset: z.string(),
  exceptions: z.record(z.string(), z.string()).optional().describe('Source ID → target ID'),
  toZero: z.boolean().optional(),
};

const treatment = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('same') }),
  z.object({ kind: z.literal('constant'), value: z.string() }),
  z.object({ kind: z.literal('cast'), from: z.string(), to: z.string() }),
  z.object({ kind: z.literal('time-zone'), zone: z.string() }),
  z.object({ kind: z.literal('offset'), offset: z.string() }),
  z.object({ kind: z.literal('reference'), ...shift }),
  z.object({
    kind: z.literal('json-ids'),
    paths: z.array(z.object({ path: z.string(), ...shift })),
  }),
  z.object({ kind: z.literal('reencrypt') }),
  z.object({
    kind: z.literal('users'),
    map: z.record(z.string(), z.string()),
    separator: z.string().optional(),
  }),
]);

/** The plan of a run, as reports and `--json` publish it. */
export const publishedPlan = z.object({
  formatVersion: z.literal(1),
  preset: z.string(),
  tenant: z.object({ column: z.string(), id: z.string() }),
  ids: z.object({
    mode: z.enum(['preserve', 'offset']),
    reason: z.string(),
    because: reason.optional(),
    lowest: z.record(z.string(), z.string()).optional().describe('Table → first source ID of its range'),
    room: z.record(z.string(), z.string()).optional().describe('Table → last source ID of its range'),
  }),
  source: server,
  target: server,
  bizIds: z.array(z.number()).optional().describe('Only these businesses; absent means all'),
  tables: z.array(
    z.object({
      table: z.string(),
      source: z.string().describe('Its name in the source'),
      target: z.string().describe('Its name in the target'),
      level: z.number().int(),
      key: z.array(z.string()),
      columns: z.array(
        z.object({
          name: z.string(),
          treatment,
          secret: z.boolean().describe('true: the content is never shown'),
        }),
      ),
      droppedColumns: z.array(z.string()).describe('Source columns that the target has no place for'),
      leftBehind: z
        .record(z.string(), z.object({ by: z.enum(['preset', 'operator']), reason: bothLanguages }))
        .optional()
        .describe('Who named a dropped column as left behind, and why'),
      leftOut: z
        .object({ column: z.string(), ids: z.array(z.string()) })
        .optional()
        .describe('Rows that the target had already'),
      approximateRows: z.number(),
      approximateBytes: z.number(),
    }),
  ),
  skipped: z.array(
    z.object({
      table: z.string(),
      reason: bothLanguages,
      effect: bothLanguages,
      risk: z.enum(['none', 'low', 'medium', 'high']),
      by: z.enum(['preset', 'operator']),
      mayBeMigrated: z.boolean(),
      referencedBy: z.array(z.string()),
      approximateRows: z.number(),
    }),
  ),
  generators: z.array(z.object({ table: z.string(), resource: z.string() })),
  vault: z.object({ sourceMount: z.string(), targetMount: z.string() }).optional(),
  vaultSkippedBecause: z.string().optional(),
  notMoved: z.array(
    z.object({
      id: z.string(),
      title: bothLanguages,
      advice: bothLanguages,
      total: z.number().optional().describe('How many the source had; absent where none were counted'),
    }),
  ),
  fingerprint: z.string().describe('sha256 hex over everything that decides what is written'),
});
