import { isDeepStrictEqual } from 'node:util';
import { jsonLineSchema } from '../../src/headless/json-lines.js';

export type Line = Readonly<Record<string, unknown>>;

/** The lines that `--json` printed; throws when one is no JSON, or has another shape than is published, were it one field more. */
export function parseLines(text: string): Line[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => published(JSON.parse(line) as Line));
}

function published(line: Line): Line {
  const { data, error } = jsonLineSchema.safeParse(line);
  if (error) throw new Error(`a ${String(line.type)} line is not as published: ${error.message}`);
  if (isDeepStrictEqual(withoutPlan(data), withoutPlan(line))) return line;
  throw new Error(`a ${String(line.type)} line has a field that is not published: ${JSON.stringify(line)}`);
}

/** The plan is a matter of the tool: only its main parts are published. */
function withoutPlan(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part: unknown) => (key === 'plan' ? undefined : part)));
}
