import { readFile } from 'node:fs/promises';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { RefusedError } from '../core/refused.js';
import { shell } from '../core/shell.js';
import { nearest } from '../core/yaml/nearest.js';
import { checkAgainst, type Problem, refusal } from '../core/yaml/problems.js';
import { say as sayYaml } from '../core/yaml/words.js';
import { decodeYaml, parseYaml } from '../core/yaml/yaml.js';
import { presetRuleProblems } from './rules.js';
import { type Preset, presetSchema } from './schema.js';
import { say } from './words.js';

/** The packaged presets, by name. */
export const builtInPresets = ['bscp', 'users-pair', 'danci', 'maibot', 'kratos'] as const;

/** `dist` and `src` both lie beside `presets`. */
const presetsFolder = fileURLToPath(new URL('../../presets/', import.meta.url));

/** The file of a preset: a built-in name, or a path (relative to `baseFolder`). */
export function presetFile(nameOrPath: string, baseFolder = process.cwd()): string {
  if (builtInPresets.some((name) => name === nameOrPath)) return resolve(presetsFolder, `${nameOrPath}.yaml`);
  return isAbsolute(nameOrPath) ? nameOrPath : resolve(baseFolder, nameOrPath);
}

/**
 * Loads and checks a preset: a built-in name (`bscp`) or the path of a file.
 * Throws RefusedError that lists the first problems with their lines.
 */
export async function loadPreset(nameOrPath: string, baseFolder?: string): Promise<Preset> {
  const file = presetFile(nameOrPath, baseFolder);
  const checked = checkPreset(await readPreset(file, nameOrPath), file);
  if (checked.preset) return checked.preset;
  throw refusal(
    file,
    checked.problems,
    say('advice.lint', { command: shell`tenantferry preset lint ${nameOrPath}` }),
  );
}

/** Reads a preset file's text; RefusedError when there is none. */
export async function readPreset(file: string, nameOrPath: string): Promise<string> {
  try {
    return decodeYaml(await readFile(file), file);
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    const near = nearest(nameOrPath, builtInPresets);
    throw new RefusedError(say('preset.absent', { name: nameOrPath, file }), {
      where: { file },
      remedy: near
        ? sayYaml('advice.near', { near })
        : say('advice.preset', { presets: builtInPresets.join(', ') }),
      cause: error,
    });
  }
}

interface CheckedPreset {
  readonly preset: Preset | null;
  readonly problems: readonly Problem[];
}

/** What was checked last: a command needs its preset for the config, and again for itself. */
let last: (CheckedPreset & { readonly text: string; readonly file: string }) | undefined;

/** Checks a preset's text against the schema, then against the rules that a schema cannot express. */
export function checkPreset(text: string, file: string): CheckedPreset {
  if (last?.text !== text || last.file !== file) last = { text, file, ...checkAnew(text, file) };
  return last;
}

function checkAnew(text: string, file: string): CheckedPreset {
  const document = parseYaml(text, file);
  const checked = checkAgainst(presetSchema, document);
  if (!checked.ok) return { preset: null, problems: checked.problems };
  const problems = presetRuleProblems(checked.value, document);
  return { preset: problems.length === 0 ? checked.value : null, problems };
}
