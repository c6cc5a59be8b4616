import { RefusedError } from '../core/refused.js';
import { isSentence } from '../core/sentence.js';
import type { Problem } from '../core/yaml/problems.js';
import { say } from '../core/yaml/words.js';
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
    return [aboutFile(error)];
  }
}

/** What keeps the file from being read at all, with what to do; its place is told beside it. */
function aboutFile({ message, remedy = '', because, where }: RefusedError): LintProblem {
  const problem = because?.params?.problem;
  const told = isSentence(problem) ? problem : message;
  const said = say('yaml.advised', { problem: told, advice: because?.params?.remedy ?? remedy });
  return { path: where?.key ?? '', line: where?.line ?? 1, column: 1, message: said.text, said };
}
