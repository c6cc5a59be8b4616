import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { codeOf, RefusedError } from '../../core/refused.js';
import { refuse } from '../words.js';
import { type DumpFolder, readDumpFolder } from './dump-folder.js';

/** What a dump says of itself, be it a file of mysqldump or a folder of mydumper. */
export interface Dump {
  readonly bytes: number;
  /** Of the file as it lies there; of a folder's files one after the other. */
  readonly sha256: string;
  /** The database that it names; null: it is no dump. */
  readonly database: string | null;
  /** What says that it is finished is there, and no file of it was cut. */
  readonly finished: boolean;
  readonly madeAt: Date;
  /** Files with the statements that restore it, in order. */
  readonly statements: readonly string[];
}

/** Where a dump says what it is of, and that it is finished. Bytes. */
const looked = 8_192;

/** Reads a dump once, from its first byte to its last. RefusedError where that cannot be done. */
export async function lookAtDump(path: string, wanted: string): Promise<Dump> {
  try {
    if (!(await stat(path)).isDirectory()) return await lookAtFile(path);
    const folder = await readDumpFolder(path, wanted);
    if (!folder) throw refuse('backup.folder', { file: path });
    return await lookAtFolder(folder, await stat(path));
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    throw refuse(
      'backup.unreadable',
      { file: path, why: codeOf(error) },
      { where: { file: path }, cause: error },
    );
  }
}

async function lookAtFile(file: string): Promise<Dump> {
  const { mtime } = await stat(file);
  const { head, tail } = await ends(file);
  const completed = /^-- Dump completed(?: on (\d{4}-\d\d-\d\d) +(\d{1,2}:\d\d:\d\d))?\s*$/m.exec(tail);
  const [, day, time = ''] = completed ?? [];
  // Without a zone: by the clock of the machine that made it. A copy is younger than what it is a copy of.
  const told = day ? new Date(`${day}T${time.padStart(8, '0')}`) : mtime;
  return {
    ...(await digest([file])),
    database: /^-- Host: .*?\s+Database: (.+?)\s*$/m.exec(head)?.[1] ?? null,
    finished: completed !== null,
    madeAt: told < mtime ? told : mtime,
    statements: [file],
  };
}

async function lookAtFolder(folder: DumpFolder, { mtime }: { readonly mtime: Date }): Promise<Dump> {
  const { files, statements, database, finishedAt } = folder;
  let finished = finishedAt !== null;
  for (const file of statements) finished = finished && /;\s*$/.test((await ends(file)).tail);
  const told = finishedAt ?? mtime;
  return { ...(await digest(files)), database, finished, madeAt: told < mtime ? told : mtime, statements };
}

async function digest(files: readonly string[]): Promise<Pick<Dump, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for (const file of files)
    for await (const some of createReadStream(file)) {
      hash.update(some);
      bytes += some.length;
    }
  return { bytes, sha256: hash.digest('hex') };
}

/** The statements of a dump, one file after the other. */
export function readDump(files: readonly string[]): Readable {
  return Readable.from(statementsOf(files), { objectMode: false });
}

/** What a dump of mysqldump, which is one file, says by itself, and mydumper leaves to its own loader. */
const circumstances =
  "SET SESSION sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, unique_checks = 0;\n";

async function* statementsOf(files: readonly string[]): AsyncGenerator<Buffer> {
  if (files.length > 1) yield Buffer.from(circumstances);
  for (const file of files) {
    for await (const bytes of unpacked(file)) yield bytes;
    yield Buffer.from('\n');
  }
}

/** A file's bytes, unpacked where it is packed (`.gz`, `.zst`). */
function unpacked(file: string): Readable {
  const bytes = createReadStream(file);
  const packed = file.endsWith('.gz') ? createGunzip() : file.endsWith('.zst') && createZstdDecompress();
  if (!packed) return bytes;
  return bytes.on('error', (error) => packed.destroy(error)).pipe(packed);
}

async function ends(file: string): Promise<{ readonly head: string; readonly tail: string }> {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  try {
    for await (const bytes of unpacked(file)) {
      if (head.length < looked) head = Buffer.concat([head, bytes]).subarray(0, looked);
      tail = Buffer.concat([tail, bytes]).subarray(-looked);
    }
  } catch (error) {
    // A packed file that was cut: what came before the cut says what it is of, and nothing that it is finished.
    if (!/^(Z|ZSTD)_/.test(codeOf(error))) throw error;
    tail = Buffer.alloc(0);
  }
  return { head: head.toString('utf8'), tail: tail.toString('utf8') };
}
