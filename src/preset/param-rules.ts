import { ownParams, paramText } from './params.js';
import type { Report } from './rule-report.js';
import type { Preset } from './schema.js';
import { tokensOf } from './sql/tokens.js';
import { say } from './words.js';

/** What a preset says of its parameters: names that are free, defaults of their type, and that each is used by `sql`. */
export function checkParams({ params }: Preset, sql: readonly string[], report: Report): void {
  const used = new Set(
    sql.flatMap(tokensOf).flatMap(({ kind, text }) => (kind === 'parameter' ? [text.slice(1)] : [])),
  );
  for (const [name, { type, default: value }] of Object.entries(params)) {
    if (ownParams.includes(name)) report(['params', name], say('params.taken', { name }));
    else if (!used.has(name)) report(['params', name], say('params.unused', { name }));
    if (value !== undefined && paramText(type, value) === undefined)
      report(['params', name, 'default'], say('params.default', { name, wanted: say(`params.${type}`) }));
  }
}
