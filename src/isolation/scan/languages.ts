/** How texts and comments are written in a language; patterns are tried in this order wherever the one before ends. */
export interface Language {
  readonly comment: RegExp;
  readonly texts: readonly TextForm[];
  /** What is left out as a whole: characters, regular expressions. */
  readonly other?: RegExp;
  /** Joins two texts to one; '' where they only need to stand beside each other. */
  readonly joins: readonly string[];
  /** `#{x}` is a parameter (MyBatis) instead of a piece that may be anything. */
  readonly hashIsParameter?: true;
  /** `$x` in a text is a piece that may be anything. */
  readonly dollarNames?: true;
}

interface TextForm {
  /** The group `text` is what is within. */
  readonly pattern: RegExp;
  /** A backslash means nothing. */
  readonly raw?: true;
}

const cComment = /\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y;
const doubleQuoted = /"(?<text>(?:[^"\\\n]|\\[\s\S])*)"/y;
const singleQuoted = /'(?<text>(?:[^'\\\n]|\\[\s\S])*)'/y;
const tripleQuoted = /"""(?<text>(?:[^\\]|\\[\s\S])*?)"""/y;
const character = /'(?:[^'\\\n]|\\[^\n])*'/y;

const go: Language = {
  comment: cComment,
  texts: [{ pattern: doubleQuoted }, { pattern: /`(?<text>[^`]*)`/y, raw: true }],
  other: character,
  joins: ['+'],
};
const java: Language = {
  comment: cComment,
  texts: [{ pattern: tripleQuoted }, { pattern: doubleQuoted }],
  other: character,
  joins: ['+', ').append('],
  hashIsParameter: true,
};
const kotlin: Language = {
  ...java,
  texts: [{ pattern: /"""(?<text>[\s\S]*?)"""/y, raw: true }, { pattern: doubleQuoted }],
  dollarNames: true,
};
const csharp: Language = {
  comment: cComment,
  texts: [
    { pattern: /\$*"""(?<text>[\s\S]*?)"""/y, raw: true },
    { pattern: /(?:@\$?|\$@)"(?<text>(?:[^"]|"")*)"/y, raw: true },
    { pattern: /\$?"(?<text>(?:[^"\\\n]|\\[\s\S])*)"/y },
  ],
  other: character,
  joins: ['+', ').Append('],
};
const javascript: Language = {
  comment: cComment,
  texts: [
    { pattern: singleQuoted },
    { pattern: doubleQuoted },
    { pattern: /`(?<text>(?:[^`\\$]|\\[\s\S]|\$(?!\{)|\$\{(?:[^{}`]|\{[^{}]*\}|`[^`]*`)*\})*)`/y },
  ],
  // Where no operand can have ended, a slash begins one.
  other: /(?<=(?:[=(,:[!&|?{};]|return)\s*)\/(?![/*])(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\//y,
  joins: ['+'],
};
const python: Language = {
  comment: /#[^\n]*/y,
  texts: [
    { pattern: /[rR][bB]?"""(?<text>[\s\S]*?)"""/y, raw: true },
    { pattern: /[bBuUfF]{0,2}"""(?<text>(?:[^\\]|\\[\s\S])*?)"""/y },
    { pattern: /[rRbBuUfF]{0,2}'''(?<text>(?:[^\\]|\\[\s\S])*?)'''/y },
    { pattern: /[rRbBuUfF]{0,2}"(?<text>(?:[^"\\\n]|\\[\s\S])*)"/y },
    { pattern: /[rRbBuUfF]{0,2}'(?<text>(?:[^'\\\n]|\\[\s\S])*)'/y },
  ],
  joins: ['+', '', '\\'],
};
const php: Language = {
  comment: /\/\/[^\n]*|#(?!\[)[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y,
  texts: [
    { pattern: /<<<[ \t]*['"]?(?<end>\w+)['"]?\n(?<text>[\s\S]*?)\n[ \t]*\k<end>\b/y, raw: true },
    { pattern: /'(?<text>(?:[^'\\]|\\[\s\S])*)'/y },
    { pattern: /"(?<text>(?:[^"\\]|\\[\s\S])*)"/y },
  ],
  joins: ['.'],
  dollarNames: true,
};
const ruby: Language = {
  comment: /#(?!\{)[^\n]*/y,
  texts: [
    { pattern: /<<[~-]?['"]?(?<end>[A-Z]\w*)['"]?[^\n]*\n(?<text>[\s\S]*?)\n[ \t]*\k<end>\b/y },
    { pattern: /%[qQ][({[|](?<text>[^)}\]|]*)[)}\]|]/y },
    { pattern: /"(?<text>(?:[^"\\]|\\[\s\S])*)"/y },
    { pattern: /'(?<text>(?:[^'\\]|\\[\s\S])*)'/y },
  ],
  joins: ['+', '', '\\', '<<'],
};

const byEnding: Readonly<Record<string, Language>> = {
  go,
  java,
  groovy: java,
  scala: kotlin,
  kt: kotlin,
  kts: kotlin,
  cs: csharp,
  js: javascript,
  jsx: javascript,
  mjs: javascript,
  cjs: javascript,
  ts: javascript,
  tsx: javascript,
  mts: javascript,
  cts: javascript,
  vue: javascript,
  py: python,
  php,
  rb: ruby,
};

/** The language of a file by its name; undefined: not one that is read. */
export function languageOf(file: string): Language | undefined {
  const ending = file.slice(file.lastIndexOf('.') + 1).toLowerCase();
  return Object.hasOwn(byEnding, ending) ? byEnding[ending] : undefined;
}
