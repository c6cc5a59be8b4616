import { RefusedError } from '../core/refused.js';
import type { Problem } from '../core/yaml/problems.js';
import { checkPreset, presetFile, readPreset } from './load.js';

/** One mistake in a preset file. */
export type LintProblem = Problem;

/**
 * Every problem of a preset file (or built-in preset), in the order of its lines; none when it is right.
 * Bad YAML is one problem. Throws RefusedError when the file cannot be read.
 */
export async function lintPreset(nameOrPath: string): Promise<LintProblem[]> {
  const file = presetFile(nameOrPath);
  const text = await readPreset(file, nameOrPath);
  try {
    return [...checkPreset(text, file).problems];
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const line = error.where?.line ?? 1;
    const message = error.message.replace(`${file}:`, '').replace(/^\d+:\d+: |^\s+/, '');
    const remedy = error.remedy ? ` (${error.remedy})` : '';
    return [{ path: error.where?.key ?? '', line, column: 1, message: `${message}${remedy}` }];
  }
}

/** One line per problem: `FILE:LINE: message`. */
export function formatLintProblem(file: string, problem: LintProblem): string {
  return `${file}:${problem.line}: ${problem.message}`;
}
