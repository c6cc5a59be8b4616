/** What a piece of SQL is made of, as both servers read it under the modes that sessions of this tool set (no ANSI_QUOTES). */
export type TokenKind = 'word' | 'name' | 'text' | 'number' | 'parameter' | 'sign' | 'comment' | 'unclosed';

export interface Token {
  readonly kind: TokenKind;
  /** As it is written; of a quoted name what is within the quotes. */
  readonly text: string;
  /** Where it stands in the piece. */
  readonly start: number;
  readonly end: number;
}

/** How quotes are read: modes of a server's session. */
export interface Quoting {
  /** NO_BACKSLASH_ESCAPES: a backslash is a character like any other. */
  readonly plainBackslash?: boolean;
  /** ANSI_QUOTES: what stands between "" is a name. */
  readonly ansi?: boolean;
}

const escaping = { single: /[nNxXbB]?'(?:[^'\\]|\\[\s\S]|'')*'/y, double: /"(?:[^"\\]|\\[\s\S]|"")*"/y };
const plain = { single: /[nNxXbB]?'(?:[^']|'')*'/y, double: /"(?:[^"]|"")*"/y };

const patterns: readonly (readonly [TokenKind, RegExp])[] = [
  // Also /*! … */, which servers carry out.
  ['comment', /\/\*[\s\S]*?(?:\*\/|$)|#[^\n]*|--(?=\s|$)[^\n]*/y],
  ['text', escaping.single],
  ['text', escaping.double],
  ['name', /`(?:[^`]|``)*`/y],
  ['unclosed', /['"`]/y],
  [
    'number',
    /(?:0x[0-9A-Fa-f]+|0b[01]+|\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)(?![A-Za-z0-9_$\u0080-\uffff])/y,
  ],
  ['parameter', /:[A-Za-z_][A-Za-z0-9_]*/y],
  ['word', /[A-Za-z0-9_$\u0080-\uffff]+/y],
  ['sign', /[\s\S]/y],
];

/** The tokens of a piece of SQL, without white space. What is in texts and quoted names is never taken for SQL. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  let position = 0;
  while (position < sql.length) {
    if (/\s/.test(sql[position] ?? '')) {
      position += 1;
      continue;
    }
    const token = tokenAt(sql, position, tokens.at(-1));
    tokens.push(token);
    position = token.end;
  }
  return tokens;
}

/** The token that begins here, which is no white space; `before`: the one before it. */
export function tokenAt(
  sql: string,
  start: number,
  before: Token | undefined,
  { plainBackslash = false, ansi = false }: Quoting = {},
): Token {
  // `s.5th`: what follows a point is a name, whatever it begins with.
  const isName = before?.kind === 'sign' && before.text === '.' && before.end === start;
  for (const [kind, usual] of patterns) {
    if (isName && kind === 'number') continue;
    let pattern = usual;
    if (usual === escaping.single && plainBackslash) pattern = plain.single;
    if (usual === escaping.double && (plainBackslash || ansi)) pattern = plain.double;
    pattern.lastIndex = start;
    const text = pattern.exec(sql)?.[0];
    if (text === undefined) continue;
    const inner = kind === 'name' ? text.slice(1, -1).replaceAll('``', '`') : text;
    return { kind, text: inner, start, end: start + text.length };
  }
  throw new Error('every character is a token');
}
