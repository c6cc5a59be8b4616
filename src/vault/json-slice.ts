/**
 * Finds members in JSON bytes without parsing them, so that a value can be handed on exactly as the server sent it:
 * numbers such as 1.0 or 12345678901234567890, escapes, key order and spacing stay as they are.
 */

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** The JSON text is cut off or is no JSON. Holds the place, never the text. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError';

  constructor(position: number) {
    super(`malformed JSON at byte ${position}`);
  }
}

/**
 * The bytes of the value at a path of member names, or undefined when a name on the way is absent or its parent is no
 * object. The result shares memory with `json`. Throws JsonSyntaxError when the bytes that are passed over are no JSON.
 */
export function sliceMember(json: Buffer, path: readonly string[]): Buffer | undefined {
  let start = skipSpace(json, 0);
  for (const name of path) {
    const found = findMember(json, start, name);
    if (found === undefined) return undefined;
    start = found;
  }
  return json.subarray(start, skipValue(json, start));
}

/** Checks that the bytes are one whole JSON value: a response that was cut short must not pass for a short one. */
export function isWholeJson(json: Buffer): boolean {
  try {
    return skipSpace(json, skipValue(json, skipSpace(json, 0))) === json.length;
  } catch (error) {
    if (error instanceof JsonSyntaxError) return false;
    throw error;
  }
}

function findMember(json: Buffer, objectStart: number, name: string): number | undefined {
  if (json[objectStart] !== OPEN_BRACE) return undefined;
  let at = skipSpace(json, objectStart + 1);
  if (json[at] === CLOSE_BRACE) return undefined;
  for (;;) {
    const keyEnd = skipString(json, at);
    const matches = keyMatches(json, at, keyEnd, name);
    at = skipSpace(json, keyEnd);
    if (json[at] !== COLON) throw new JsonSyntaxError(at);
    at = skipSpace(json, at + 1);
    if (matches) return at;
    at = skipSpace(json, skipValue(json, at));
    if (json[at] === CLOSE_BRACE) return undefined;
    if (json[at] !== COMMA) throw new JsonSyntaxError(at);
    at = skipSpace(json, at + 1);
  }
}

/** Member names are compared as the text they stand for: a server may escape letters in them. */
function keyMatches(json: Buffer, start: number, end: number, name: string): boolean {
  const text = json.toString('utf8', start, end);
  if (text === `"${name}"`) return true;
  return text.includes('\\') && decodeString(text, start) === name;
}

function decodeString(text: string, position: number): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw new JsonSyntaxError(position);
  }
}

/** Position after the value that starts at `start`. Nesting is counted, not recursed: depth is the sender's choice. */
function skipValue(json: Buffer, start: number): number {
  let at = start;
  let depth = 0;
  do {
    const byte = json[at];
    if (byte === QUOTE) at = skipString(json, at);
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      depth += 1;
      at += 1;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      depth -= 1;
      if (depth < 0) throw new JsonSyntaxError(at);
      at += 1;
    } else if (depth > 0 && (byte === COMMA || byte === COLON)) at += 1;
    else at = skipLiteral(json, at);
    if (depth > 0) at = skipSpace(json, at);
  } while (depth > 0);
  return at;
}

function skipString(json: Buffer, start: number): number {
  if (json[start] !== QUOTE) throw new JsonSyntaxError(start);
  let from = start + 1;
  for (;;) {
    const quote = json.indexOf(QUOTE, from);
    if (quote === -1) throw new JsonSyntaxError(json.length);
    let backslashes = 0;
    while (json[quote - 1 - backslashes] === BACKSLASH) backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

/** A number, true, false or null. */
function skipLiteral(json: Buffer, start: number): number {
  let at = start;
  while (at < json.length && isLiteralByte(json[at] as number)) at += 1;
  if (at === start) throw new JsonSyntaxError(start);
  return at;
}

function isLiteralByte(byte: number): boolean {
  return (
    (byte >= 0x30 && byte <= 0x39) ||
    (byte >= 0x61 && byte <= 0x7a) ||
    byte === 0x2b ||
    byte === 0x2d ||
    byte === 0x2e ||
    byte === 0x45
  );
}

function skipSpace(json: Buffer, start: number): number {
  let at = start;
  while (json[at] === 0x20 || json[at] === 0x0a || json[at] === 0x0d || json[at] === 0x09) at += 1;
  return at;
}
