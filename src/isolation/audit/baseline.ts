import { readFile, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { codeOf } from '../../core/refused.js';
import { refuse } from '../words.js';

/** Statements that are known to lack their tenant, as they are shown. It may only shrink. */
const baselineFile = z.object({
  schema: z.literal('tenantferry-isolation-baseline/1'),
  statements: z.array(z.string()),
});

/** The statements of a baseline; null where there is no such file. RefusedError where it is none. */
export async function readBaseline(file: string): Promise<readonly string[] | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw refuse('baseline.unreadable', { file, error: codeOf(error) });
  });
  if (text === null) return null;
  const read = baselineFile.safeParse(jsonOf(text));
  if (!read.success) throw refuse('baseline.no-baseline', { file });
  return read.data.statements;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Of an earlier baseline what is still found; all that is found where there was none. */
export function shrunk(earlier: readonly string[] | null, found: readonly string[]): readonly string[] {
  const all = [...new Set(found)].toSorted();
  return earlier ? all.filter((statement) => earlier.includes(statement)) : all;
}

export async function writeBaseline(file: string, statements: readonly string[]): Promise<void> {
  const content = {
    schema: 'tenantferry-isolation-baseline/1',
    statements: [...statements],
  } satisfies z.infer<typeof baselineFile>;
  await writeFile(file, `${JSON.stringify(content, null, 2)}\n`).catch((error: unknown) => {
    throw refuse('baseline.unwritable', { file, error: codeOf(error) });
  });
}
