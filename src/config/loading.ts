import { accessSync, constants, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeOf } from '../core/refused.js';
import { Secret } from '../core/secret.js';
import type { Sentence } from '../core/sentence.js';
import { type Problem, problemAt } from '../core/yaml/problems.js';
import { shownKey, type YamlDocument } from '../core/yaml/yaml.js';
import { say } from './words.js';

/** Environment variables, as `process.env` gives them. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One config file on its way to a Config: what reading a part of it needs, and what it finds out. */
export interface Loading {
  readonly document: YamlDocument;
  /** Folder of the config file: paths in the file are relative to it. */
  readonly folder: string;
  readonly env: Environment;
  readonly problems: Problem[];
  readonly warnings: Sentence[];
  /** Keys of secrets that stand in the file itself. */
  readonly inlineSecrets: string[];
}

export type Path = readonly PropertyKey[];

/** Notes a problem at a key; loading goes on, so that all problems are told at once. */
export function report(loading: Loading, path: Path, problem: Sentence, near?: string): void {
  loading.problems.push(problemAt(loading.document, path, problem, near));
}

/** A text of the file, with a whole-value `${NAME}` replaced by that environment variable. */
export function resolveText(loading: Loading, path: Path, value: string): string {
  if (!value.startsWith('${')) return value;
  const name = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/.exec(value)?.[1];
  if (!name) {
    const said = { key: shownKey(path), mark: '$' + '{', form: '$' + '{NAME}' };
    report(loading, path, say('config.reference-form', said));
    return '';
  }
  const found = loading.env[name];
  if (found === undefined || found === '') {
    const problem = found === '' ? 'config.variable-empty' : 'config.variable-absent';
    report(loading, path, say(problem, { key: shownKey(path), name }));
    return '';
  }
  return found;
}

/** A file named in the config, as an absolute path. */
export function resolvePath(loading: Loading, path: Path, value: string): string {
  return resolve(loading.folder, resolveText(loading, path, value));
}

/** A file named in the config, as an absolute path; one that cannot be read is reported. */
export function readablePath(loading: Loading, path: Path, value: string): string {
  const file = resolvePath(loading, path, value);
  try {
    accessSync(file, constants.R_OK);
  } catch (error) {
    reportUnreadable(loading, path, file, error);
  }
  return file;
}

/** A secret from `KEY` (the text or `${NAME}`) or `KEY_file`; undefined when neither is given. */
export function resolveSecret(
  loading: Loading,
  parent: Path,
  key: string,
  inline: string | undefined,
  file: string | undefined,
): Secret | undefined {
  const path = [...parent, key];
  const filePath = [...parent, `${key}_file`];
  if (inline !== undefined && file !== undefined) {
    report(loading, filePath, say('config.both', { one: shownKey(path), other: shownKey(filePath) }));
    return undefined;
  }
  if (inline !== undefined) {
    if (inline !== '' && !inline.startsWith('${')) loading.inlineSecrets.push(shownKey(path));
    return new Secret(resolveText(loading, path, inline));
  }
  if (file === undefined) return undefined;
  const absolute = resolvePath(loading, filePath, file);
  try {
    // Editors and `echo` end a file with a line break, some begin it with a byte order mark: no part of the secret.
    const content = readFileSync(absolute, 'utf8')
      .replace(/^\ufeff/, '')
      .replace(/\r?\n$/, '');
    if (content === '')
      report(loading, filePath, say('config.empty-file', { key: shownKey(filePath), file: absolute }));
    return new Secret(content);
  } catch (error) {
    reportUnreadable(loading, filePath, absolute, error);
    return undefined;
  }
}

function reportUnreadable(loading: Loading, path: Path, file: string, error: unknown): void {
  const code = codeOf(error);
  const key = shownKey(path);
  const problem =
    code === 'ENOENT'
      ? say('config.no-file', { key, file })
      : say('config.unreadable-file', { key, file, error: code });
  report(loading, path, problem);
}
