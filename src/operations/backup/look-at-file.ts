import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { codeOf } from '../../core/refused.js';
import { refuse } from '../words.js';

/** What a dump says of itself. */
export interface DumpFile {
  readonly bytes: number;
  /** Of the file as it lies there. */
  readonly sha256: string;
  /** The database that it names at its beginning; null: it is no dump of mysqldump or mariadb-dump. */
  readonly database: string | null;
  /** Its last line, which says that it is finished, is there. */
  readonly finished: boolean;
  readonly madeAt: Date;
}

/** Where a dump says what it is of, and that it is finished. Bytes. */
const looked = 8_192;

/** The statements of a dump, unpacked where it is packed (`.gz`). */
export function readDump(file: string): Readable {
  const bytes = createReadStream(file);
  if (!file.endsWith('.gz')) return bytes;
  const unpacked = createGunzip();
  bytes.on('error', (error) => unpacked.destroy(error)).pipe(unpacked);
  return unpacked;
}

/** Reads a dump once, from its first byte to its last. RefusedError where that cannot be done. */
export async function lookAtFile(file: string): Promise<DumpFile> {
  try {
    const { mtime, size } = await stat(file);
    const hash = createHash('sha256');
    for await (const bytes of createReadStream(file)) hash.update(bytes);
    const { head, tail } = await ends(file);
    const completed = /^-- Dump completed(?: on (\d{4}-\d\d-\d\d) +(\d{1,2}:\d\d:\d\d))?\s*$/m.exec(tail);
    const [, day, time = ''] = completed ?? [];
    // Without a zone: by the clock of the machine that made it. A copy is younger than what it is a copy of.
    const told = day ? new Date(`${day}T${time.padStart(8, '0')}`) : mtime;
    return {
      bytes: size,
      sha256: hash.digest('hex'),
      database: /^-- Host: .*?\s+Database: (.+?)\s*$/m.exec(head)?.[1] ?? null,
      finished: completed !== null,
      madeAt: told < mtime ? told : mtime,
    };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EISDIR') throw refuse('backup.folder', { file });
    throw refuse('backup.unreadable', { file, why: code }, { where: { file }, cause: error });
  }
}

async function ends(file: string): Promise<{ readonly head: string; readonly tail: string }> {
  let head = Buffer.alloc(0);
  let tail = Buffer.alloc(0);
  try {
    for await (const bytes of readDump(file)) {
      if (head.length < looked) head = Buffer.concat([head, bytes]).subarray(0, looked);
      tail = Buffer.concat([tail, bytes]).subarray(-looked);
    }
  } catch (error) {
    // A packed file that was cut: what came before the cut says what it is of.
    if (!/^Z_/.test(codeOf(error))) throw error;
  }
  return { head: head.toString('utf8'), tail: tail.toString('utf8') };
}
