import { z } from 'zod';
import type { Sentence } from '../core/sentence.js';
import { form } from '../core/yaml/words.js';
import { type ChecklistItem, type Preset, selectStatement } from '../preset/schema.js';
import type { Config } from './config.js';
import { type Loading, report } from './loading.js';
import { say } from './words.js';

const words = z.string().min(1);
const title = z.union([
  words,
  z.strictObject({ en: words.describe('In English'), zh: words.describe('In Chinese') }),
]);

/** One probe of a team's own: an HTTP address or one SELECT, and what is expected of it. */
export const probeFile = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z][a-z0-9-]*$/, form('form.words'))
    .describe('Its name: lower-case words joined by -'),
  title: title.describe('A text, or `{ en, zh }`'),
  when: z.enum(['before', 'during', 'after']).default('after').describe('When it must hold'),
  // The host is fixed, so that a probe asks no other.
  http: z
    .string()
    .regex(/^https?:\/\/[^\s/?#@{}]+([/?#]\S*)?$/, form('form.web-address'))
    .optional()
    .describe(
      'Address to GET, without a user; `{tenant}` in its path stands for the tenant; 5 seconds, redirects are not followed',
    ),
  expect_status: z
    .number()
    .int()
    .min(100)
    .max(599)
    .optional()
    .meta({ description: 'Status of the answer to `http`', default: 200 }),
  expect_body: z.string().min(1).optional().describe('Text that the answer to `http` must contain'),
  sql: selectStatement.optional().describe('Instead of `http`: one SELECT; `:tenant` stands for the tenant'),
  on: z.enum(['source', 'target']).optional().meta({ description: 'Where `sql` runs', default: 'target' }),
  expect: z
    .union([z.string(), z.number()])
    .optional()
    .describe('What the first value that `sql` gives must be'),
});
type ProbeFile = z.infer<typeof probeFile>;

/** The config's probes as items of the checklist; reports what does not fit. */
export function resolveProbes(
  loading: Loading,
  probes: readonly ProbeFile[],
  preset: Preset,
): readonly ChecklistItem[] {
  const taken = new Set(preset.checklist.map(({ id }) => id));
  return probes.flatMap((probe, index) => {
    const problem = taken.has(probe.id) ? say('config.probe-taken', { id: probe.id }) : problemOf(probe);
    taken.add(probe.id);
    if (problem !== null) {
      report(loading, ['probes', index], problem);
      return [];
    }
    return [itemOf(probe)];
  });
}

function problemOf({ id, http, expect_status, expect_body, sql, on, expect }: ProbeFile): Sentence | null {
  if ((http === undefined) === (sql === undefined)) return say('config.probe-either', { id });
  if (http !== undefined && (on !== undefined || expect !== undefined)) {
    return say('config.probe-http', { id });
  }
  if (sql === undefined) return null;
  if (expect_status !== undefined || expect_body !== undefined) {
    return say('config.probe-sql', { id });
  }
  if (expect === undefined) return say('config.probe-expect', { id });
  return sql.includes(';') ? say('config.probe-statements', { id }) : null;
}

function itemOf(file: ProbeFile): ChecklistItem {
  const { id, when, http, expect_status = 200, expect_body, sql = '', on = 'target', expect } = file;
  return {
    id,
    when,
    title: typeof file.title === 'string' ? { en: file.title, zh: file.title } : file.title,
    kind: 'probe',
    probe: http === undefined ? { sql, on, expect: String(expect) } : { http, expect_status, expect_body },
  };
}

/** The preset with the config's probes at the end of its checklist. */
export function withProbes(preset: Preset, { probes }: Pick<Config, 'probes'>): Preset {
  return probes && probes.length > 0 ? { ...preset, checklist: [...preset.checklist, ...probes] } : preset;
}
