import { readFile, realpath } from 'node:fs/promises';
import { isDeepStrictEqual } from 'node:util';
import { RefusedError } from '../core/refused.js';
import { decodeYaml, parseYaml } from '../core/yaml/yaml.js';
import type { TableSelection } from './config.js';
import { writeConfigFile } from './init/write.js';
import { say } from './words.js';

/** The keys of a config file that say which tables move. */
const keys = ['skip_tables', 'include_tables', 'only_tables', 'tables'] as const;
type Key = (typeof keys)[number];
type Lists = Readonly<Partial<Record<Key, readonly string[]>>>;

/**
 * Writes the choice of tables into a config file (mode 0600); all else in it stays as it is, comments included. Throws
 * RefusedError, with the lines to write by hand, where the file's form does not allow that.
 */
export async function writeSelection(path: string, selection: TableSelection): Promise<void> {
  // A link is followed: the file that it names is the one to change.
  const file = await realpath(path);
  const text = decodeYaml(await readFile(file), path);
  await writeConfigFile(file, withSelection(text, path, selection), { overwrite: true });
}

/** The text of a config file with this choice of tables. */
export function withSelection(text: string, file: string, { skip, include, only }: TableSelection): string {
  const lists: Lists = {
    skip_tables: skip,
    include_tables: include,
    ...(only === undefined ? {} : { only_tables: only }),
  };
  const changed = keys.reduce((now, key) => withList(now, key, lists[key]), text);
  if (saysJust(text, changed, file, lists)) return changed;
  const lines = Object.entries(lists).map(([key, names]) => entry(key, names));
  throw new RefusedError(say('config.layout', { file }), {
    where: { file },
    remedy: say('advice.by-hand', { lines: lines.join('; ') }),
  });
}

/** The lists are as wanted, and nothing else says anything else than before. */
function saysJust(before: string, after: string, file: string, lists: Lists): boolean {
  const [old, now] = [before, after].map((text) => mappingOf(text, file));
  if (!old || !now) return false;
  const others = (value: Readonly<Record<string, unknown>>) =>
    Object.entries(value).filter(([key]) => !keys.some((known) => known === key));
  return (
    isDeepStrictEqual(others(old), others(now)) &&
    keys.every((key) => isDeepStrictEqual(now[key] ?? [], lists[key] ?? []))
  );
}

function mappingOf(text: string, file: string): Readonly<Record<string, unknown>> | null {
  try {
    const { value } = parseYaml(text, file);
    return typeof value === 'object' && value !== null ? { ...value } : null;
  } catch (error) {
    if (error instanceof RefusedError) return null;
    throw error;
  }
}

/** undefined: without the key. */
function withList(text: string, key: Key, names: readonly string[] | undefined): string {
  const end = text.includes('\r\n') ? '\r\n' : '\n';
  const lines = text.split(/\r?\n/);
  const start = lines.findIndex((line) => line.startsWith(`${key}:`));
  if (start < 0) {
    if (names === undefined || names.length === 0) return text;
    const whole = text === '' || /\n$/.test(text) ? text : text + end;
    return whole + entry(key, names) + end;
  }
  const stop = endOfValue(lines, start);
  const value = lines.slice(start, stop);
  const written = names === undefined ? [] : rewritten(key, value, names);
  return [...lines.slice(0, start), ...written, ...lines.slice(stop)].join(end);
}

/** Index behind the last line of the value that begins at `start`; comments that follow it belong to what comes next. */
function endOfValue(lines: readonly string[], start: number): number {
  let stop = start + 1;
  for (let index = start + 1; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    if (/^(\s*#.*|\s*)$/.test(line)) continue;
    if (!/^(\s|-(\s|$))/.test(line)) break;
    stop = index + 1;
  }
  return stop;
}

/** Items that stay keep their lines, with what stands beside them. */
function rewritten(key: Key, value: readonly string[], names: readonly string[]): readonly string[] {
  const [first = '', ...items] = value;
  const comment = /\s+#.*$/.exec(first)?.[0] ?? '';
  const isBlock = items.some((line) => /^\s*-\s/.test(line)) && names.length > 0;
  if (!isBlock) return [entry(key, names) + comment];
  const nameOf = (line: string): string | null =>
    /^\s*-\s+["']?([^\s"'#]+)["']?\s*(#.*)?$/.exec(line)?.[1] ?? null;
  const indent = /^\s*/.exec(items.find((line) => /^\s*-\s/.test(line)) ?? '')?.[0] ?? '  ';
  const kept = items.filter((line) => {
    const name = nameOf(line);
    return name === null || names.includes(name);
  });
  const there = kept.map(nameOf);
  const added = names.filter((name) => !there.includes(name)).map((name) => `${indent}- ${name}`);
  return [first, ...kept, ...added];
}

function entry(key: string, names: readonly string[]): string {
  return [key, `[${names.join(', ')}]`].join(': ');
}
