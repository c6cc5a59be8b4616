import { say } from './words.js';

/**
 * Finds and changes IDs inside JSON text by their bytes. Nothing is parsed into values and printed again, so number
 * formats, key order, duplicate keys, escapes and spacing of everything else stay as they are.
 */

export type PathPart = { readonly kind: 'key'; readonly key: string } | { readonly kind: 'each' };

/** Where one ID stands in the text: bytes `start` (inclusive) to `end` (exclusive) are its digits. */
interface JsonIdMatch {
  readonly start: number;
  readonly end: number;
  /** Index of the path that led here. */
  readonly path: number;
}

/** `.groups[*].id` → its parts. Throws on anything that is not `.key` and `[*]`. */
export function parseJsonPath(path: string): readonly PathPart[] {
  const parts: PathPart[] = [];
  let rest = path;
  while (rest.length > 0) {
    const match = /^(?:\.([A-Za-z0-9_]+)|\[\*\])/.exec(rest);
    if (!match) throw new Error(`not a path of .key and [*] parts: ${path}`);
    parts.push(match[1] === undefined ? { kind: 'each' } : { kind: 'key', key: match[1] });
    rest = rest.slice(match[0].length);
  }
  return parts;
}

const quote = 0x22;
const backslash = 0x5c;
const openObject = 0x7b;
const closeObject = 0x7d;
const openArray = 0x5b;
const closeArray = 0x5d;
const comma = 0x2c;
const colon = 0x3a;
const digit0 = 0x30;
const digit9 = 0x39;

/** A path that is still being followed: which one, and how many of its parts have matched. */
interface Following {
  readonly path: number;
  readonly depth: number;
}

/** Text that is not JSON, so that IDs in it cannot be found. Holds nothing of the text. */
export class JsonTextError extends Error {
  static readonly code = 'JSON_TEXT';
  readonly code = JsonTextError.code;

  constructor(position: number) {
    super(`not valid JSON at byte ${position}`);
  }
}

/** A key as it is meant; null where its escapes mean nothing. */
function decodedKey(raw: Buffer): string | null {
  if (!raw.includes(backslash)) return raw.toString('utf8');
  try {
    return String(JSON.parse(`"${raw.toString('utf8')}"`));
  } catch {
    return null;
  }
}

/**
 * All integers that stand at one of the paths, in the order of the text. `onMisfit` hears of values there that are neither
 * plain digits nor null (strings, fractions, exponents, negatives, objects …). Throws JsonTextError.
 */
export function findJsonIds(
  json: Buffer,
  paths: readonly (readonly PathPart[])[],
  onMisfit?: (misfit: JsonIdMatch) => void,
): JsonIdMatch[] {
  const matches: JsonIdMatch[] = [];
  let position = 0;

  function fail(): never {
    throw new JsonTextError(position);
  }

  function skipSpace(): void {
    for (;;) {
      const byte = json[position];
      if (byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09) position += 1;
      else return;
    }
  }

  function expect(byte: number): void {
    if (json[position] !== byte) fail();
    position += 1;
  }

  /** Passes over a string; returns its bytes without the quotes. */
  function readString(): Buffer {
    expect(quote);
    const start = position;
    for (;;) {
      const byte = json[position];
      if (byte === undefined) fail();
      if (byte === quote) break;
      position += byte === backslash ? 2 : 1;
    }
    position += 1;
    return json.subarray(start, position - 1);
  }

  /** Whether it is plain digits. */
  function readScalar(): boolean {
    const start = position;
    let digitsOnly = true;
    for (;;) {
      const byte = json[position];
      if (byte === undefined || byte === comma || byte === closeObject || byte === closeArray || byte <= 0x20)
        break;
      if (byte < digit0 || byte > digit9) digitsOnly = false;
      position += 1;
    }
    if (position === start) fail();
    return digitsOnly;
  }

  function step(
    following: readonly Following[],
    matchesPart: (part: PathPart) => boolean,
  ): readonly Following[] {
    if (following.length === 0) return following;
    const next: Following[] = [];
    for (const { path, depth } of following) {
      const part = paths[path]?.[depth];
      if (part && matchesPart(part)) next.push({ path, depth: depth + 1 });
    }
    return next;
  }

  function readObject(following: readonly Following[]): void {
    expect(openObject);
    skipSpace();
    if (json[position] === closeObject) {
      position += 1;
      return;
    }
    for (;;) {
      skipSpace();
      const raw = readString();
      // A key may be written with escapes, so it is compared decoded; where no path leads, nobody asks for it.
      const isAsked = following.length > 0 || raw.includes(backslash);
      const key = isAsked ? decodedKey(raw) : '';
      if (key === null) fail();
      skipSpace();
      expect(colon);
      readValue(step(following, (part) => part.kind === 'key' && part.key === key));
      skipSpace();
      if (json[position] === comma) {
        position += 1;
        continue;
      }
      expect(closeObject);
      return;
    }
  }

  function readArray(following: readonly Following[]): void {
    expect(openArray);
    const inside = step(following, (part) => part.kind === 'each');
    skipSpace();
    if (json[position] === closeArray) {
      position += 1;
      return;
    }
    for (;;) {
      readValue(inside);
      skipSpace();
      if (json[position] === comma) {
        position += 1;
        continue;
      }
      expect(closeArray);
      return;
    }
  }

  function readValue(following: readonly Following[]): void {
    skipSpace();
    const start = position;
    const byte = json[position];
    let isId = false;
    if (byte === openObject) readObject(following);
    else if (byte === openArray) readArray(following);
    else if (byte === quote) readString();
    else isId = readScalar();
    const arrived = following.find(({ path, depth }) => depth === paths[path]?.length);
    if (!arrived) return;
    const found = { start, end: position, path: arrived.path };
    if (isId) matches.push(found);
    else if (json.toString('latin1', start, position) !== 'null') onMisfit?.(found);
  }

  // In a column that is no JSON by its type, services write nothing at all for "none".
  if (json.length === 0) return matches;
  readValue(paths.map((_, path) => ({ path, depth: 0 })));
  skipSpace();
  if (position !== json.length) fail();
  return matches;
}

/** A reference inside JSON, of whatever type: digits as they are written, a string decoded. */
export interface JsonKey {
  readonly key: string;
  readonly isText: boolean;
  /** Index of the path that led here. */
  readonly path: number;
}

/** All integers and strings that stand at one of the paths. Throws JsonTextError. */
export function findJsonKeys(json: Buffer, paths: readonly (readonly PathPart[])[]): JsonKey[] {
  const texts: JsonKey[] = [];
  const numbers = findJsonIds(json, paths, ({ start, end, path }) => {
    if (json[start] !== quote) return;
    const key = decodedKey(json.subarray(start + 1, end - 1));
    if (key === null) throw new JsonTextError(start);
    texts.push({ key, isText: true, path });
  });
  return [
    ...numbers.map(({ start, end, path }) => ({
      key: json.toString('latin1', start, end),
      isText: false,
      path,
    })),
    ...texts,
  ];
}

/** One path and what becomes of the IDs at it. */
interface JsonIdRule {
  readonly parts: readonly PathPart[];
  readonly rewrite: (id: bigint) => bigint;
  /** As in the plan, where an ID in another form than plain digits must not pass: it would stay as it is. */
  readonly strictPath?: string;
}

/** A reference inside JSON that is no plain integer, so that it cannot be shifted. Holds nothing of the text. */
export class JsonIdError extends Error {
  static readonly code = 'JSON_ID';
  readonly code = JsonIdError.code;
  readonly path: string;

  constructor(path: string) {
    super(say('json.id', { path }).text);
    this.path = path;
  }
}

/**
 * Rewrites the IDs at each path. 0 is a sentinel and stays. Returns the same buffer when nothing changes. Throws
 * JsonTextError, and JsonIdError at a strict path.
 */
export function rewriteJsonIds(json: Buffer, paths: readonly JsonIdRule[]): Buffer {
  let misfit: string | undefined;
  const matches = findJsonIds(
    json,
    paths.map(({ parts }) => parts),
    ({ path }) => {
      misfit ??= paths[path]?.strictPath;
    },
  );
  // Only now: text that is not JSON at all is told as that.
  if (misfit !== undefined) throw new JsonIdError(misfit);
  // One buffer, not a piece for each ID: lists of a million would take many times their own memory.
  let out: Buffer | null = null;
  let used = 0;
  let copied = 0;
  for (const { start, end, path } of matches) {
    const id = BigInt(json.toString('latin1', start, end));
    const rewritten = id === 0n ? id : (paths[path]?.rewrite(id) ?? id);
    if (rewritten === id) continue;
    const digits = rewritten.toString();
    const needed = used + digits.length + json.length - copied;
    if (out === null || out.length < needed) {
      const larger = Buffer.allocUnsafe(needed + Math.ceil(needed / 4));
      out?.copy(larger, 0, 0, used);
      out = larger;
    }
    used += json.copy(out, used, copied, start);
    used += out.write(digits, used, 'latin1');
    copied = end;
  }
  if (out === null) return json;
  used += json.copy(out, used, copied);
  return out.subarray(0, used);
}
