import { quoteText } from '../../core/sql.js';
import type { Session } from '../session.js';
import type { Convert } from './cells/text.js';
import { LogError } from './log-error.js';
import { say } from './words.js';

/** A character set of a column: how long its characters may be, and how they become utf8mb4. */
export interface Charset {
  readonly longest: number;
  /** Undefined where the bytes stay as they are; throws LogError for what is no character. */
  readonly convert?: Convert | undefined;
}

/** Sets whose bytes are utf8mb4 already. */
const sameBytes: ReadonlySet<string> = new Set(['utf8mb4', 'utf8mb3', 'utf8', 'ascii', 'binary']);

/**
 * Reads what is needed to convert values of these character sets. The tables of those with one or two bytes are the server's own, asked
 * for in a statement each, so that a value becomes what a SELECT would give. Throws LogError for sets that are not known here.
 */
export async function readCharsets(
  session: Session,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Charset>> {
  const charsets = new Map<string, Charset>();
  if (names.size === 0) return charsets;
  const rows = await session.query(
    `SELECT CHARACTER_SET_NAME AS name, MAXLEN AS longest FROM information_schema.CHARACTER_SETS
      WHERE CHARACTER_SET_NAME IN (${[...names].map(quoteText).join(', ')})`,
  );
  for (const { name, longest } of rows) {
    const charset = String(name);
    charsets.set(charset, {
      longest: Number(longest),
      convert: await readConversion(session, charset, Number(longest)),
    });
  }
  for (const charset of names) if (!charsets.has(charset)) throw unknown(charset);
  return charsets;
}

function unknown(charset: string): LogError {
  return new LogError(say('log.character-set', { charset }));
}

async function readConversion(
  session: Session,
  charset: string,
  longest: number,
): Promise<Convert | undefined> {
  if (sameBytes.has(charset)) return undefined;
  const wide = wideSets[charset];
  if (wide !== undefined) return fromWide(charset, wide);
  // UJIS and GB18030 have characters of three and four bytes.
  if (longest > 2) throw unknown(charset);
  return fromTable(charset, await readTable(session, charset, longest));
}

/** Sets of whole words: code points of two or four bytes, which Node reads when they are little-endian. */
const wideSets: Readonly<Record<string, (bytes: Buffer) => string>> = {
  utf16: bigEndian,
  ucs2: bigEndian,
  utf16le: (bytes) => bytes.toString('utf16le'),
  utf32: (bytes) => {
    let text = '';
    for (let at = 0; at < bytes.length; at += 4) text += String.fromCodePoint(bytes.readUInt32BE(at));
    return text;
  },
};

function bigEndian(bytes: Buffer): string {
  return Buffer.from(bytes).swap16().toString('utf16le');
}

function fromWide(charset: string, read: (bytes: Buffer) => string): Convert {
  return (bytes) => {
    try {
      const text = read(bytes);
      if (text.isWellFormed()) return Buffer.from(text, 'utf8');
    } catch {
      // Half a character, or a number beyond Unicode.
    }
    throw new LogError(say('log.character', { charset }));
  };
}

/** Bytes of a character as a number → its bytes in utf8mb4. */
type Table = ReadonlyMap<number, Buffer>;

function fromTable(charset: string, table: Table): Convert {
  return (bytes) => {
    if (isAscii(bytes, table)) return bytes;
    const characters: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 1) {
      const first = bytes[at] as number;
      let character = table.get(first);
      if (character === undefined) {
        at += 1;
        character = table.get(first * 256 + (bytes[at] ?? 0));
      }
      if (character === undefined) throw new LogError(say('log.character', { charset }));
      characters.push(character);
    }
    return Buffer.concat(characters);
  };
}

/** The quick way of most texts. Sets of which some bytes below 128 are other characters (swe7) do not have it. */
function isAscii(bytes: Buffer, table: Table): boolean {
  for (const byte of bytes) if (byte >= 0x80 || table.get(byte)?.[0] !== byte) return false;
  return true;
}

/** 0 to 255. */
const byteNumbers = (() => {
  const digits = Array.from({ length: 16 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ');
  return `(SELECT 16 * h.d + l.d AS n FROM (${digits}) AS h CROSS JOIN (${digits}) AS l)`;
})();

async function readTable(session: Session, charset: string, longest: number): Promise<Table> {
  const table = new Map<number, Buffer>();
  const read = async (code: string, from: string) => {
    // The bytes are looked at again, since the servers make `?` or NULL of those that are no character.
    const cells = await session.queryCells(
      `SELECT code, HEX(CONVERT(text USING utf8mb4)) FROM
        (SELECT HEX(${code}) AS code, CONVERT(${code} USING ${charset}) AS text FROM ${from}) AS t
        WHERE text IS NOT NULL AND HEX(text) = code`,
    );
    for (const [bytes, text] of cells) {
      table.set(Number.parseInt(String(bytes), 16), Buffer.from(String(text), 'hex'));
    }
  };
  await read('CHAR(a.n USING binary)', `${byteNumbers} AS a`);
  if (longest === 2) {
    // No second byte is lower.
    await read(
      'CONCAT(CHAR(a.n USING binary), CHAR(b.n USING binary))',
      `${byteNumbers} AS a CROSS JOIN ${byteNumbers} AS b WHERE a.n >= 128 AND b.n >= 48`,
    );
  }
  return table;
}
