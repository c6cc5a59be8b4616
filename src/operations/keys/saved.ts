import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { codeOf } from '../../core/refused.js';
import { refuse } from '../../keys/words.js';
import { keysResult } from './shapes.js';
import type { KeysReport } from './types.js';

const shape = z.object(keysResult);

/** What a keys command printed with --json: the last of it. RefusedError where the file cannot be read, or holds nothing of it. */
export async function readSavedKeys(file: string): Promise<KeysReport> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw refuse('keys.unreadable', { file, error: codeOf(error) });
  });
  const line = text
    .split('\n')
    .map(jsonOf)
    .findLast((one) => one?.type === 'keys-result');
  const found = shape.safeParse(line).data;
  if (!found) throw refuse('keys.no-result', { file });
  return found;
}

function jsonOf(text: string): { readonly type?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}
