/**
 * JSON as text: every value knows where it stands and numbers stay as they are written, because the question is
 * whether anything but an id was touched. JSON.parse would lose just that.
 */
export type JsonNode =
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, JsonNode])[] }
  | { readonly kind: 'array'; readonly items: readonly JsonNode[] }
  | { readonly kind: 'number'; readonly text: string; readonly start: number }
  | { readonly kind: 'string'; readonly value: string }
  | { readonly kind: 'word'; readonly text: string };

const token =
  /[\s]*(?:([{}[\],:])|("(?:[^"\\]|\\.)*")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null))/suy;

interface Token {
  readonly text: string;
  readonly start: number;
}

/** Throws on anything that is not JSON. */
export function readJson(text: string): JsonNode {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const found = token.exec(text);
    if (found === null) throw new Error('not JSON');
    const part = found[1] ?? found[2] ?? found[3] ?? found[4] ?? '';
    tokens.push({ text: part, start: token.lastIndex - part.length });
  }
  let next = 0;
  const take = (): Token => {
    const found = tokens[next++];
    if (found === undefined) throw new Error('JSON ends early');
    return found;
  };
  const list = (end: string, element: () => void): void => {
    if (tokens[next]?.text === end) {
      next += 1;
      return;
    }
    for (;;) {
      element();
      const separator = take().text;
      if (separator === end) return;
      if (separator !== ',') throw new Error('not JSON');
    }
  };
  const value = (): JsonNode => {
    const { text: part, start } = take();
    if (part === '{') {
      const entries: (readonly [string, JsonNode])[] = [];
      list('}', () => {
        const key = JSON.parse(take().text) as string;
        if (take().text !== ':') throw new Error('not JSON');
        entries.push([key, value()]);
      });
      return { kind: 'object', entries };
    }
    if (part === '[') {
      const items: JsonNode[] = [];
      list(']', () => items.push(value()));
      return { kind: 'array', items };
    }
    if (part.startsWith('"')) return { kind: 'string', value: JSON.parse(part) as string };
    if (/^-?\d/.test(part)) return { kind: 'number', text: part, start };
    if (/^[a-z]/.test(part)) return { kind: 'word', text: part };
    throw new Error('not JSON');
  };
  const root = value();
  if (next !== tokens.length) throw new Error('more than one JSON value');
  return root;
}

/** Changes the whole numbers at the paths, except 0; every other character stays. */
export function shiftNumbers(
  text: string,
  shifts: readonly { readonly path: readonly string[]; readonly become: (id: bigint) => bigint }[],
): string {
  const root = readJson(text);
  const edits = shifts
    .flatMap(({ path, become }) => numbersAt(root, path).map((node) => ({ ...node, become })))
    .sort((one, other) => other.start - one.start);
  let result = text;
  for (const { start, text: digits, become } of edits) {
    if (!/^[1-9]\d*$/.test(digits)) continue;
    result = result.slice(0, start) + String(become(BigInt(digits))) + result.slice(start + digits.length);
  }
  return result;
}

/** The whole numbers at a path, except 0. */
export function numbersIn(text: string, path: readonly string[]): readonly bigint[] {
  return numbersAt(readJson(text), path).flatMap((node) =>
    /^[1-9]\d*$/.test(node.text) ? [BigInt(node.text)] : [],
  );
}

function numbersAt(node: JsonNode, path: readonly string[]): { text: string; start: number }[] {
  const [step, ...rest] = path;
  if (step === undefined) return node.kind === 'number' ? [{ text: node.text, start: node.start }] : [];
  if (step === '*') return node.kind === 'array' ? node.items.flatMap((item) => numbersAt(item, rest)) : [];
  if (node.kind !== 'object') return [];
  return node.entries.flatMap(([key, child]) => (key === step ? numbersAt(child, rest) : []));
}

/** Whether MySQL's JSON type, given the one text, may print the other: keys in another order, same values. */
export function sameJson(given: JsonNode, printed: JsonNode): boolean {
  if (given.kind === 'object' && printed.kind === 'object') {
    const wanted = new Map(given.entries);
    const found = new Map(printed.entries);
    if (wanted.size !== found.size || found.size !== printed.entries.length) return false;
    return [...wanted].every(([key, value]) => {
      const other = found.get(key);
      return other !== undefined && sameJson(value, other);
    });
  }
  if (given.kind === 'array' && printed.kind === 'array') {
    if (given.items.length !== printed.items.length) return false;
    return given.items.every((item, index) => sameJson(item, printed.items[index] as JsonNode));
  }
  if (given.kind === 'number' && printed.kind === 'number') return sameNumber(given.text, printed.text);
  if (given.kind === 'string' && printed.kind === 'string') return given.value === printed.value;
  return given.kind === 'word' && printed.kind === 'word' && given.text === printed.text;
}

/** MySQL keeps whole numbers of up to 64 bits; all others become a double, which stays one (1.0 never turns into 1). */
function sameNumber(given: string, printed: string): boolean {
  if (given === printed) return true;
  const whole = /^-?\d+$/;
  if (whole.test(given) && BigInt(given) >= -(2n ** 63n) && BigInt(given) < 2n ** 64n) return false;
  return !whole.test(printed) && Number(given) === Number(printed);
}
