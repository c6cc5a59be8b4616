import { z } from 'zod';
import { form } from '../core/yaml/words.js';

const timeForm = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/;
const unitMs = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** A time as migrate.yaml says it: `500ms`, `6s`, `30m`, `4h`. */
export const time = z.string().regex(timeForm, form('form.time'));

/** A time as migrate.yaml says it, in milliseconds; undefined where the text is no time. */
export function timeMs(text: string): number | undefined {
  const [, number, unit] = timeForm.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Number(number) * unitMs[unit as keyof typeof unitMs];
}
