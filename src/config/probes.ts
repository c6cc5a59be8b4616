import { z } from 'zod';
import type { Sentence } from '../core/sentence.js';
import { form } from '../core/yaml/words.js';
import { type ChecklistItem, type Preset, selectStatement } from '../preset/schema.js';
import type { Config } from './config.js';
import { type Loading, type Path, report, resolvePath } from './loading.js';
import { say } from './words.js';

const words = z.string().min(1);
const title = z.union([
  words,
  z.strictObject({ en: words.describe('In English'), zh: words.describe('In Chinese') }),
]);

/** One probe of a team's own: an HTTP address, one SELECT or logs, and what is expected of it. */
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
  log: z
    .union([words, z.array(words).min(1)])
    .optional()
    .describe(
      'Instead of `http`: access logs of nginx, in JSON and also packed, in which no old endpoint of the preset (`api_window`) is called any more; docs/isolation.md',
    ),
  silent_days: z
    .number()
    .int()
    .min(1)
    .max(9999)
    .optional()
    .meta({ description: 'For so many days up to now, for `log`', default: 30 }),
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
    const problem = taken.has(probe.id)
      ? say('config.probe-taken', { id: probe.id })
      : problemOf(probe, preset);
    taken.add(probe.id);
    if (problem !== null) {
      report(loading, ['probes', index], problem);
      return [];
    }
    return [itemOf(loading, ['probes', index, 'log'], probe)];
  });
}

function problemOf(probe: ProbeFile, { api_window: endpoints }: Preset): Sentence | null {
  const { id, http, expect_status, expect_body, sql, on, expect, log, silent_days } = probe;
  if ([http, sql, log].filter((way) => way !== undefined).length !== 1)
    return say('config.probe-either', { id });
  const others = [expect_status, expect_body, on, expect].some((word) => word !== undefined);
  if (log === undefined ? silent_days !== undefined : others) return say('config.probe-log', { id });
  if (log !== undefined) return endpoints.length === 0 ? say('config.probe-window', { id }) : null;
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

function itemOf(loading: Loading, path: Path, file: ProbeFile): ChecklistItem {
  const { id, when, http, expect_status = 200, expect_body, sql = '', on = 'target', expect } = file;
  const { log, silent_days = 30 } = file;
  const logs = [log ?? []].flat().map((name) => resolvePath(loading, path, name));
  return {
    id,
    when,
    title: typeof file.title === 'string' ? { en: file.title, zh: file.title } : file.title,
    kind: 'probe',
    probe:
      logs.length > 0
        ? { log: logs, silent_days }
        : http === undefined
          ? { sql, on, expect: String(expect) }
          : { http, expect_status, expect_body },
  };
}

/** The preset with the config's probes at the end of its checklist. */
export function withProbes(preset: Preset, { probes }: Pick<Config, 'probes'>): Preset {
  return probes && probes.length > 0 ? { ...preset, checklist: [...preset.checklist, ...probes] } : preset;
}
