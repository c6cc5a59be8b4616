import { z } from 'zod';
import { configFileSchema } from '../../src/config/schema.js';

interface Schema {
  readonly type?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The table of docs/config.md: every key of migrate.yaml, with what it takes and what it means, out of the schema. */
export function configTable(): string {
  const schema = z.toJSONSchema(configFileSchema, { io: 'input' }) as Schema;
  const all = rowsOf(schema, '');
  const keys = new Set(all.map(({ key }) => key));
  const isOfSource = (key: string) =>
    key.startsWith('target.') && keys.has(key.replace('target.', 'source.').replace('.slave.', '.'));
  const rows = all.filter(({ key }) => !isOfSource(key));
  const lines = rows.map(({ key, required, schema: { description = '', ...one } }) => {
    const name = required ? `**\`${key}\`**` : `\`${key}\``;
    const told = one.default === undefined || isEmpty(one.default) ? '' : `\`${String(one.default)}\``;
    return `| ${[name, valuesOf(one), description, told].map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  return ['| Key | Takes | Meaning | Default |', '| --- | --- | --- | --- |', ...new Set(lines)].join('\n');
}

interface KeyRow {
  readonly key: string;
  readonly required: boolean;
  readonly schema: Schema;
}

function rowsOf({ properties = {}, required = [] }: Schema, prefix: string): KeyRow[] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const key = `${prefix}${name}`;
    const inner = [
      schema,
      ...(schema.anyOf ?? []),
      ...(schema.oneOf ?? []),
      ...(schema.items ? [schema.items] : []),
    ];
    const dots = schema.items ? `${key}[].` : `${key}.`;
    return [
      { key, required: required.includes(name), schema },
      ...inner.flatMap((part) => rowsOf(part, dots)),
    ];
  });
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

function valuesOf(schema: Schema): string {
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(', ');
  if (schema.const !== undefined) return `\`${String(schema.const)}\``;
  if (schema.oneOf) return 'keys below';
  if (schema.anyOf) return schema.anyOf.map(valuesOf).join(', or ');
  switch (schema.type) {
    case 'integer':
    case 'number': {
      const { minimum, maximum } = schema;
      const end = maximum === undefined || maximum > 1e9 ? 'on' : `to ${maximum}`;
      return minimum === undefined ? 'number' : `number, ${minimum} ${end}`;
    }
    case 'boolean':
      return '`true`, `false`';
    case 'array':
      return schema.items?.type === 'object' ? 'list of entries' : 'list';
    case 'object':
      return schema.properties ? 'keys below' : 'map';
    default:
      return 'text';
  }
}
