import { z } from 'zod';
import { at, count } from '../../core/shape.js';

/** What the schema commands give, as `--json` publishes it. */

export const schemaFile = z.object({
  number: count,
  name: z.string().describe('`000001_init`'),
  state: z
    .enum(['applied', 'pending', 'half-up', 'half-down', 'missing'])
    .describe(
      'half-up, half-down: broken off on its way; missing: applied or broken off, and its file is gone',
    ),
  by: z.string().nullable().describe('Who applied it: user@machine, or golang-migrate'),
  appliedAt: at.nullable(),
  sha256: z.string().nullable().describe('Of the .up.sql as it is'),
  appliedSha256: z.string().nullable().describe('Of the .up.sql as it was applied; null: not known'),
  edited: z.boolean(),
});

export const schemaPlanned = z.object({
  file: z.string(),
  statement: count.describe('Its number in the file, from 1'),
  line: count,
  text: z.string().describe('On one line, without the texts in it'),
  kind: z
    .string()
    .describe(
      'structure: commits by itself; rows: within a transaction; unclear: after a crash the tool asks',
    ),
  algorithm: z
    .enum(['none', 'instant', 'in-place', 'copy', 'unknown'])
    .describe(
      'How the server alters the table: copy writes each row again; none: no table that is there is altered',
    ),
  locks: z
    .enum(['nothing', 'writes', 'all', 'unknown'])
    .describe(
      'What others have to wait with while it works; each ALTER locks all for a moment at its beginning and end',
    ),
  rows: count.nullable().describe('Of the table that is altered, by the server’s estimate'),
  bytes: count.nullable(),
});

export const schemaResult = {
  database: z.string(),
  dir: z.string(),
  pending: count,
  golangMigrate: z
    .object({ version: z.number().nullable(), isDirty: z.boolean() })
    .nullable()
    .describe('What its table schema_migrations says; null: there is none'),
  half: z
    .object({
      name: z.string(),
      direction: z.enum(['up', 'down']),
      done: count.describe('Statements that are done for certain'),
      statements: count,
      doubt: z
        .object({
          statement: count.describe('From 1'),
          line: count,
          text: z.string(),
          state: z.enum(['began', 'failed']),
          message: z.string().nullable(),
          verdict: z.enum(['done', 'not-done', 'unknown']).describe('What the schema shows'),
        })
        .nullable(),
      canTakeBack: z.boolean().describe('`repair --take-back` is possible'),
    })
    .nullable()
    .describe('The file that is half done'),
  changed: z
    .array(z.object({ name: z.string(), direction: z.enum(['up', 'down']) }))
    .describe('Files that this command has carried out, in order'),
};
