import { JsonSyntaxError } from './json-slice.js';

/**
 * Whether two JSON texts hold the same value. Servers of different make may print one value differently (`<` or `\u003c`,
 * other key order), so equal bytes are enough but not needed. Numbers are compared by their digits: 1.0 is not 1, and
 * 12345678901234567890 keeps every digit.
 */
export function sameValue(left: Buffer, right: Buffer): boolean {
  return left.equals(right) || canonicalJson(left) === canonicalJson(right);
}

/** An object or array that is not closed yet. */
interface Open {
  readonly close: '}' | ']';
  readonly items: (readonly [name: string, value: string])[];
  /** The name of the member whose value comes next. */
  name: string;
}

/**
 * One text for every way to print the same JSON value: members sorted, no spaces, one form of escapes. Depth and length are
 * the sender's choice, so nesting is kept in a list, not in calls, and strings are not looked for with a pattern: both
 * would overflow the stack.
 */
export function canonicalJson(json: Buffer): string {
  const tokens = tokensOf(json.toString('utf8'));
  const open: Open[] = [];
  let next = 0;
  const expect = (token: string): void => {
    if (tokens[next++] !== token) throw new JsonSyntaxError(next);
  };
  const readName = (container: Open): void => {
    if (container.close === ']') return;
    container.name = canonicalString(tokens[next++] ?? '', next);
    expect(':');
  };
  for (;;) {
    const token = tokens[next++];
    if (token === undefined) throw new JsonSyntaxError(next);
    let value: string;
    if (token === '{' || token === '[') {
      const container: Open = { close: token === '{' ? '}' : ']', items: [], name: '' };
      if (tokens[next] !== container.close) {
        readName(container);
        open.push(container);
        continue;
      }
      next += 1;
      value = textOf(container);
    } else value = token.startsWith('"') ? canonicalString(token, next) : token;
    // What ends here may be the last item of what it stands in, and so on.
    for (;;) {
      const container = open.at(-1);
      if (container === undefined) {
        if (next !== tokens.length) throw new JsonSyntaxError(next);
        return value;
      }
      container.items.push([container.name, value]);
      if (tokens[next] !== container.close) {
        expect(',');
        readName(container);
        break;
      }
      next += 1;
      open.pop();
      value = textOf(container);
    }
  }
}

function textOf({ close, items }: Open): string {
  if (close === ']') return `[${items.map(([, value]) => value).join(',')}]`;
  items.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return `{${items.map(([name, value]) => `${name}:${value}`).join(',')}}`;
}

/** Strings, punctuation and literals, in order; spaces fall away. */
function tokensOf(text: string): readonly string[] {
  const tokens: string[] = [];
  const other = /[{}[\],:]|[^\s{}[\],:"]+|"/g;
  for (let match = other.exec(text); match !== null; match = other.exec(text)) {
    if (match[0] !== '"') {
      tokens.push(match[0]);
      continue;
    }
    other.lastIndex = stringEnd(text, match.index);
    tokens.push(text.slice(match.index, other.lastIndex));
  }
  return tokens;
}

function stringEnd(text: string, start: number): number {
  for (let from = start + 1; ; ) {
    const quote = text.indexOf('"', from);
    if (quote === -1) throw new JsonSyntaxError(start);
    let backslashes = 0;
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1;
    if (backslashes % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

function canonicalString(token: string, position: number): string {
  try {
    return JSON.stringify(JSON.parse(token));
  } catch {
    throw new JsonSyntaxError(position);
  }
}
