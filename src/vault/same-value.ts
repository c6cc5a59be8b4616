import { JsonSyntaxError } from './json-slice.js';

/**
 * Whether two JSON texts hold the same value. Servers of different make may print one value differently (`<` or `\u003c`,
 * other key order), so equal bytes are enough but not needed. Numbers are compared by their digits: 1.0 is not 1, and
 * 12345678901234567890 keeps every digit.
 */
export function sameValue(left: Buffer, right: Buffer): boolean {
  return left.equals(right) || canonicalJson(left) === canonicalJson(right);
}

/** One text for every way to print the same JSON value: members sorted, no spaces, one form of escapes. */
export function canonicalJson(json: Buffer): string {
  const tokens = tokensOf(json.toString('utf8'));
  const reader = { tokens, next: 0 };
  const text = canonicalValue(reader);
  if (reader.next !== tokens.length) throw new JsonSyntaxError(reader.next);
  return text;
}

interface Reader {
  readonly tokens: readonly string[];
  next: number;
}

/** Strings, punctuation and literals, in order; spaces fall away. */
function tokensOf(text: string): readonly string[] {
  return text.match(/"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/gs) ?? [];
}

function canonicalValue(reader: Reader): string {
  const token = reader.tokens[reader.next++];
  if (token === undefined) throw new JsonSyntaxError(reader.next);
  if (token === '{') return canonicalObject(reader);
  if (token === '[') return canonicalArray(reader);
  return token.startsWith('"') ? canonicalString(token, reader.next) : token;
}

function canonicalObject(reader: Reader): string {
  const members: (readonly [name: string, value: string])[] = [];
  while (reader.tokens[reader.next] !== '}') {
    if (members.length > 0) expect(reader, ',');
    const name = canonicalString(reader.tokens[reader.next++] ?? '', reader.next);
    expect(reader, ':');
    members.push([name, canonicalValue(reader)]);
  }
  expect(reader, '}');
  members.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`;
}

function canonicalArray(reader: Reader): string {
  const items: string[] = [];
  while (reader.tokens[reader.next] !== ']') {
    if (items.length > 0) expect(reader, ',');
    items.push(canonicalValue(reader));
  }
  expect(reader, ']');
  return `[${items.join(',')}]`;
}

function canonicalString(token: string, position: number): string {
  try {
    return JSON.stringify(JSON.parse(token));
  } catch {
    throw new JsonSyntaxError(position);
  }
}

function expect(reader: Reader, token: string): void {
  if (reader.tokens[reader.next++] !== token) throw new JsonSyntaxError(reader.next);
}
