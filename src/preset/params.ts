import { z } from 'zod';
import type { Plain } from '../core/shape.js';
import { quoteText } from '../core/sql.js';

/** Named values that SQL of a preset may use as `:name`: the preset says their kind, the config their value. */

export const paramTypes = ['text', 'integer', 'decimal', 'date', 'datetime', 'boolean'] as const;
export type ParamType = (typeof paramTypes)[number];

/** A value as YAML has it. Days and moments are texts there, and so are numbers that a double would round. */
export const paramValue = z.union([z.string(), z.number(), z.boolean()]);
export type ParamValue = z.infer<typeof paramValue>;

export const presetParam = z.strictObject({
  type: z.enum(paramTypes),
  /** Absent: the config has to give one (`migration.params`). */
  default: paramValue.optional(),
});
export type PresetParam = z.infer<typeof presetParam>;

/** Parameters that every preset has. */
export const ownParams: readonly string[] = ['run_time', 'tenant'];

const forms: Readonly<Record<Exclude<ParamType, 'text' | 'boolean'>, RegExp>> = {
  integer: /^[-+]?\d{1,30}$/,
  decimal: /^[-+]?\d{1,40}(\.\d{1,30})?$/,
  date: /^\d{4}-\d\d-\d\d$/,
  datetime: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d{1,6})?$/,
};

/** A value as the plan keeps it, in one spelling; undefined where it is none of that type. */
export function paramText(type: ParamType, given: ParamValue): string | undefined {
  if (type === 'text') return typeof given === 'string' && !given.includes('\0') ? given : undefined;
  if (type === 'boolean') return /^(true|false)$/.test(String(given)) ? String(given) : undefined;
  if (typeof given === 'boolean') return undefined;
  // 1e21, and whole numbers that YAML has rounded already.
  if (typeof given === 'number' && Number.isInteger(given) && !Number.isSafeInteger(given)) return undefined;
  const text = String(given);
  if (!forms[type].test(text)) return undefined;
  if (type === 'integer') return String(BigInt(text.replace(/^\+/, '')));
  if (type === 'decimal') return text.replace(/^\+/, '');
  return isMoment(text) ? text : undefined;
}

/** 2024-02-30 would be read as the first of March. */
function isMoment(text: string): boolean {
  const [day = '', clock = '00:00:00'] = text.split(' ');
  const iso = `${day}T${clock.slice(0, 8)}`;
  const time = Date.parse(`${iso}Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(iso);
}

/** A parameter with its value, as config and plan have it. */
export const runParam = z.strictObject({
  type: z.enum(paramTypes),
  /** As `paramText` gives it. */
  value: z.string(),
});
export type RunParams = Readonly<Record<string, Plain<z.infer<typeof runParam>>>>;

/** Name → SQL of its value. */
export function paramLiterals(params: RunParams): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(params).map(([name, { type, value }]) => [name, literal(type, value)]),
  );
}

/** Numbers below zero stand in brackets: two signs in a row are a comment. */
function literal(type: ParamType, value: string): string {
  switch (type) {
    case 'text':
      return quoteText(value);
    case 'integer':
    case 'decimal':
      return value.startsWith('-') ? `(${value})` : value;
    case 'date':
      return `DATE'${value}'`;
    case 'datetime':
      return `TIMESTAMP'${value}'`;
    case 'boolean':
      return value.toUpperCase();
  }
}

/**
 * The values of a run: those that it began with, where it is taken up again (`kept`), else those of the config. A parameter that is
 * new, gone or of another type by now makes another plan, which is told then.
 */
export function runParams(given: RunParams, kept: RunParams = {}): RunParams {
  return Object.fromEntries(
    Object.entries(given).map(([name, now]) => {
      const before = kept[name];
      const isSame = before?.type === now.type && paramText(now.type, before.value) === before.value;
      return [name, isSame ? before : now];
    }),
  );
}

/** The values for people: `since = 2024-01-01, agent = "a"`; texts as JSON, so that none steers a terminal. */
export function shownParams(params: RunParams): string {
  return Object.entries(params)
    .map(([name, { type, value }]) => `${name} = ${type === 'text' ? JSON.stringify(value) : value}`)
    .join(', ');
}

/** Values of the same types that say nothing: what a server complains of with them can be shown. */
export function standIns(params: RunParams): RunParams {
  const values: Readonly<Record<ParamType, (name: string) => string>> = {
    text: (name) => `:${name}`,
    integer: () => '1',
    decimal: () => '1.0',
    date: () => '2000-01-01',
    datetime: () => '2000-01-01 00:00:00',
    boolean: () => 'true',
  };
  return Object.fromEntries(
    Object.entries(params).map(([name, { type }]) => [name, { type, value: values[type](name) }]),
  );
}
