import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { codeOf } from '../../core/refused.js';
import { headerCheck } from '../../isolation/api/headers.js';
import { endpointUse, windowFigures } from '../../isolation/api/window.js';
import { auditFigures } from '../../isolation/audit/audit.js';
import { probeCheck } from '../../isolation/probe/probe.js';
import { toldStatement } from '../../isolation/statement.js';
import { refuse } from '../../isolation/words.js';
import { type IsolationPart, probeFigures, scanResult } from './types.js';

/** All that files hold of it. RefusedError where one cannot be read, or holds nothing of it. */
export async function readParts(files: readonly string[]): Promise<readonly IsolationPart[]> {
  const parts: IsolationPart[] = [];
  for (const file of files) {
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      throw refuse('isolation.unreadable', { file, error: codeOf(error) });
    });
    parts.push(...partsIn(text, file));
  }
  return parts;
}

const line = z.looseObject({ type: z.string() });

/** What the commands of `isolation` and `api-window` printed with --json, as it was found. RefusedError where there is nothing of it. */
function partsIn(text: string, file: string): readonly IsolationPart[] {
  const lines = text
    .split('\n')
    .filter((one) => one.trim() !== '')
    .map((one) => line.safeParse(jsonOf(one)).data);
  const parts: IsolationPart[] = [];
  let before: NonNullable<(typeof lines)[number]>[] = [];
  try {
    for (const one of lines) {
      if (!one) throw refuse('isolation.no-part', { file });
      const part = partOf(one, before);
      if (part) parts.push(part);
      before = part ? [] : [...before, one];
    }
  } catch (error) {
    throw error instanceof z.ZodError ? refuse('isolation.no-part', { file }, { cause: error }) : error;
  }
  if (parts.length === 0) throw refuse('isolation.no-part', { file });
  return parts;
}

/** A result with the lines that came before it. */
function partOf(result: z.infer<typeof line>, before: readonly z.infer<typeof line>[]): IsolationPart | null {
  const all = <Shape extends z.ZodType>(type: string, shape: Shape): z.infer<Shape>[] =>
    before.filter((one) => one.type === type).map((one) => shape.parse(one));
  switch (result.type) {
    case 'isolation-scan-result':
      return {
        part: 'scan',
        statements: all('isolation-statement', toldStatement),
        figures: scanResult.parse(result),
      };
    case 'isolation-audit-result':
      return {
        part: 'audit',
        statements: all('isolation-statement', toldStatement),
        figures: auditFigures.parse(result),
      };
    case 'isolation-probe-result':
      return {
        part: 'probe',
        checks: all('isolation-check', probeCheck),
        figures: probeFigures.parse(result),
      };
    case 'api-window-result':
      return {
        part: 'window',
        endpoints: all('api-endpoint', endpointUse),
        headers: all('api-header', headerCheck),
        figures: windowFigures.parse(result),
      };
    default:
      return null;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
