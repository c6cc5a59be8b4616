import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { codeOf } from '../core/refused.js';
import type { Sentence } from '../core/sentence.js';
import { refuse, say } from './words.js';

export interface SqlFile {
  /** `000001_init.up.sql` */
  readonly name: string;
  readonly path: string;
  /** Hex, of its bytes, as sha256sum prints it. */
  readonly sha256: string;
  readonly sql: string;
}

/** One step of the schema. */
export interface Migration {
  readonly number: number;
  /** `000001_init` */
  readonly name: string;
  readonly up: SqlFile;
  readonly down: SqlFile | null;
}

export interface Migrations {
  readonly dir: string;
  /** By number. */
  readonly list: readonly Migration[];
  readonly warnings: readonly Sentence[];
}

const fileName = /^((\d+)_.+)\.(up|down)\.sql$/;

/** The steps in a folder, files read. RefusedError where it cannot be read, numbers clash or an .up.sql is missing. */
export async function readMigrations(dir: string): Promise<Migrations> {
  const names = await reading(dir, () => readdir(dir));
  const steps = new Map<number, Set<string>>();
  const ignored: Sentence[] = [];
  for (const file of names.toSorted()) {
    const [, name, digits] = fileName.exec(file) ?? [];
    if (name === undefined) {
      if (file.endsWith('.sql')) ignored.push(say('schema.ignored', { name: file }));
      continue;
    }
    const number = Number(digits);
    if (!Number.isSafeInteger(number)) throw refuse('schema.large-number', { name: file });
    steps.set(number, (steps.get(number) ?? new Set()).add(name));
  }
  if (steps.size === 0) throw refuse('schema.no-files', { dir });
  const list: Migration[] = [];
  for (const [number, called] of [...steps].toSorted(([a], [b]) => a - b)) {
    const [name = '', ...more] = called;
    if (more.length > 0) throw refuse('schema.duplicate', { number, names: [...called].join(', ') });
    if (!names.includes(`${name}.up.sql`)) throw refuse('schema.no-up', { name });
    const up = await readSql(dir, `${name}.up.sql`);
    const down = names.includes(`${name}.down.sql`) ? await readSql(dir, `${name}.down.sql`) : null;
    list.push({ number, name, up, down });
  }
  const irreversible = list
    .filter(({ down }) => !down)
    .map(({ name }) => say('schema.no-down-file', { name }));
  return { dir, list, warnings: [...ignored, ...gaps(list), ...irreversible] };
}

async function readSql(dir: string, name: string): Promise<SqlFile> {
  const path = join(dir, name);
  const bytes = await reading(path, () => readFile(path));
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  try {
    // A byte order mark is left out.
    return { name, path, sha256, sql: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (error) {
    throw refuse('schema.no-utf8', { path }, { where: { file: path }, cause: error });
  }
}

async function reading<Result>(path: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    throw refuse('schema.unreadable', { path, error: codeOf(error) }, { cause: error });
  }
}

/** A number of so many digits is a time, between which there are none. */
const timeDigits = 14;

function gaps(list: readonly Migration[]): readonly Sentence[] {
  return list.flatMap(({ number, name }, index) => {
    const before = list[index - 1];
    if (!before || number === before.number + 1 || String(number).length >= timeDigits) return [];
    return [say('schema.gap', { before: before.name, after: name })];
  });
}
