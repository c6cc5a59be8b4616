import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * A folder that mydumper wrote (0.10 of Debian, and newer): `DATABASE.TABLE-schema.sql` makes a table, `DATABASE.TABLE.sql` or
 * `DATABASE.TABLE.00000.sql` hold its rows, each plain or packed. `metadata` says when it was finished; until then it is `metadata.partial`.
 */
export interface DumpFolder {
  /** Paths of all its files that count, in one order. */
  readonly files: readonly string[];
  /** What is restored, tables before their rows. */
  readonly statements: readonly string[];
  /** null: none that could be told. */
  readonly database: string | null;
  /** By the clock of the machine that made it; null: it is not finished. */
  readonly finishedAt: Date | null;
}

const sqlFile = /\.sql(\.gz|\.zst)?$/;
const noTable = /-schema-(create|post|triggers|view)\.sql/;

/** null: mydumper did not make it. Throws what the file system refuses. */
export async function readDumpFolder(folder: string, wanted: string): Promise<DumpFolder | null> {
  const names = (await readdir(folder)).toSorted();
  if (!names.includes('metadata') && !names.includes('metadata.partial')) return null;
  const sql = names.filter((name) => sqlFile.test(name));
  const ours = sql.filter((name) => name.startsWith(`${wanted}.`) && !noTable.test(name));
  const [made = [], rows = []] = [true, false].map((isTable) =>
    ours.filter((name) => /-schema\.sql/.test(name) === isTable),
  );
  const other = sql.map((name) => /^(.+)-schema-create\.sql/.exec(name)?.[1]).find(Boolean);
  const paths = (some: readonly string[]) => some.map((name) => join(folder, name));
  return {
    files: paths(names.filter((name) => /^metadata/.test(name) || sqlFile.test(name))),
    statements: paths([...made, ...rows]),
    database: ours.length > 0 ? wanted : (other ?? null),
    finishedAt: names.includes('metadata') ? await finishedAt(join(folder, 'metadata')) : null,
  };
}

async function finishedAt(metadata: string): Promise<Date | null> {
  const told = /Finished dump at: (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/.exec(await readFile(metadata, 'utf8'));
  return told ? new Date(`${told[1]}T${told[2]}`) : null;
}

/** Bytes of a dump as it lies there, a file or a folder. Throws what the file system refuses. */
export async function bytesOf(path: string): Promise<number> {
  const found = await stat(path);
  if (!found.isDirectory()) return found.size;
  const { files = [] } = (await readDumpFolder(path, '')) ?? {};
  const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}
