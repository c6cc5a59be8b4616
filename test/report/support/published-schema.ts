import { readFileSync } from 'node:fs';
import { z } from 'zod';

type Json = Readonly<Record<string, unknown>>;

/** The schema as it is published, for whoever reads a report without this tool. */
export const publishedSchema = JSON.parse(
  readFileSync(new URL('../../../docs/schemas/report.schema.json', import.meta.url), 'utf8'),
) as Json;

/** Every object but the plan may have only the fields that are published: a new one must be published, too. */
function strict(schema: unknown, name = ''): unknown {
  if (Array.isArray(schema)) return schema.map((part) => strict(part));
  if (typeof schema !== 'object' || schema === null || name === 'plan') return schema;
  const parts = Object.entries(schema).map(([key, part]) => [key, strict(part, key)]);
  const closed = 'properties' in schema && !('additionalProperties' in schema);
  return { ...Object.fromEntries(parts), ...(closed ? { additionalProperties: false } : {}) };
}

const parser = z.fromJSONSchema(strict(publishedSchema) as Parameters<typeof z.fromJSONSchema>[0]);

/** What in a report does not fit the published schema: path and reason of each place. */
export function schemaProblems(report: unknown): readonly string[] {
  const parsed = parser.safeParse(JSON.parse(JSON.stringify(report)));
  return parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
