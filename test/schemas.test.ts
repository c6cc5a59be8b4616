import { readdirSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { configFileSchema } from '../src/config/schema.js';
import type { RunEvent } from '../src/core/events.js';
import { eventsSchema, type JsonLine, jsonLineSchema } from '../src/headless/json-lines.js';
import { reportJsonSchema } from '../src/operations/report-shape.js';
import { presetSchema } from '../src/preset/schema.js';

/** The JSON Schemas in docs/schemas. `npm run schemas` writes them again. */

const schemas: Readonly<Record<string, unknown>> = {
  config: named('urn:tenantferry:config', 'migrate.yaml of tenantferry', configFileSchema),
  preset: named('urn:tenantferry:preset', 'a preset of tenantferry', presetSchema),
  events: named('urn:tenantferry:events:1', eventsSchema, jsonLineSchema),
  report: reportJsonSchema(),
};

function named($id: string, title: string, schema: z.ZodType): unknown {
  return { $id, title, ...z.toJSONSchema(schema, { io: 'input', reused: 'ref' }) };
}

/** Every text under the key `pattern`, in every depth. */
function patternsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, part]) =>
    key === 'pattern' && typeof part === 'string' ? [part] : patternsOf(part),
  );
}

describe.each(Object.entries(schemas))('the published schema of %s', (name, schema) => {
  it('is what the code takes and writes; if not, write it again: npm run schemas', async () => {
    const file = resolve(import.meta.dirname, `../docs/schemas/${name}.schema.json`);
    await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(file);
  });

  it('has only patterns that an editor can read', () => {
    for (const pattern of patternsOf(schema)) expect(() => new RegExp(pattern, 'u')).not.toThrow();
  });
});

describe('what others read by the published schemas', () => {
  const fits = (name: string, value: unknown) =>
    z.fromJSONSchema(schemas[name] as Parameters<typeof z.fromJSONSchema>[0]).safeParse(value).error;
  const yaml = (file: string): unknown => load(readFileSync(resolve(import.meta.dirname, file), 'utf8'));

  it.each(readdirSync(resolve(import.meta.dirname, '../presets')))('takes the preset %s', (file) => {
    const preset = yaml(`../presets/${file}`);
    expect(fits('preset', preset)).toBeUndefined();
    expect(fits('preset', { ...(preset as object), tabels: [] })).toBeDefined();
  });

  it('takes a config with every way to give a value, and no unknown key', () => {
    const variable = (name: string) => `\${${name}}`;
    const side = {
      mysql: { host: 'db', database: 'd', user: 'u', password: variable('PASSWORD'), tls: { verify: false } },
      vault: { address: variable('VAULT'), approle: { role_id: 'r', secret_id_file: 'f' } },
    };
    const config = {
      migration: { target_tenant_id: 'acme', ids: 'offset' },
      source: side,
      target: { ...side, environment: 'production' },
      probes: [{ id: 'rows', title: 'Rows', sql: 'Select 1', expect: 1 }],
    };
    expect(fits('config', config)).toBeUndefined();
    expect(fits('config', { ...config, migraton: {} })).toBeDefined();
  });
});

type Told = Exclude<RunEvent, { type: 'log' }>;
type FieldsOf<Events extends { type: string }, Type> = Exclude<
  Events extends { type: infer Types } ? (Type extends Types ? keyof Events : never) : never,
  'runId'
>;

describe('the schema of events', () => {
  it('has the events that the engine tells, with all of their fields', () => {
    // tsc holds these: what the engine tells is a line, and no line has a field that it does not tell.
    expectTypeOf<Told>().toExtend<JsonLine>();
    type Differing = {
      [Type in Told['type']]: [FieldsOf<JsonLine, Type>] extends [FieldsOf<Told, Type>]
        ? [FieldsOf<Told, Type>] extends [FieldsOf<JsonLine, Type>]
          ? never
          : Type
        : Type;
    }[Told['type']];
    expectTypeOf<Differing>().toEqualTypeOf<never>();
  });
});
