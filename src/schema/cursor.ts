import type { Token } from '../preset/sql/tokens.js';

/** Reads a statement word by word. Words are asked for in capitals. */
export interface Cursor {
  /** The next word or sign; '' at the end. */
  word(): string;
  /** Whether these words come next; passes them then. */
  take(...words: readonly string[]): boolean;
  isAt(word: string): boolean;
  /** Whether the word stands anywhere behind here. */
  has(word: string): boolean;
  /** Whether the two stand behind each other anywhere behind here. */
  hasPair(word: string, next: string): boolean;
  /** The type of a column, as information_schema writes it; members of an ENUM or a SET as they stand. */
  columnType(): string;
  /** Passes everything up to the word, and it. */
  skipTo(word: string): void;
  /** The same for the one of the words that comes first; '' where none does. */
  skipToOneOf(words: readonly string[]): string;
  /** Whether the word begins one of the actions of an ALTER behind here, which commas part. */
  hasAction(word: string): boolean;
  /** Passes everything up to such an action, and its first word. */
  skipToAction(word: string): boolean;
  /** A name, with its database where it has one; null where there is none. */
  name(): { readonly database: string | null; readonly name: string } | null;
  /** How many tokens have been passed. */
  readonly position: number;
}

export function cursorOn(tokens: readonly Token[], from = 0): Cursor {
  let position = from;
  const wordOf = (token: Token | undefined): string =>
    token?.kind === 'word' || token?.kind === 'sign' ? token.text.toUpperCase() : '';
  const find = (word: string): number =>
    tokens.findIndex((token, index) => index >= position && wordOf(token) === word);

  /** Where an action begins with the word; -1. */
  function action(word: string): number {
    let depth = 0;
    let begins = true;
    for (let index = position; index < tokens.length; index += 1) {
      const text = wordOf(tokens[index]);
      if (begins && depth === 0 && text === word) return index;
      if (text === '(') depth += 1;
      if (text === ')') depth -= 1;
      begins = text === ',';
    }
    return -1;
  }

  function nameToken(): string | null {
    const token = tokens[position];
    if (token?.kind !== 'word' && token?.kind !== 'name' && token?.kind !== 'text') return null;
    position += 1;
    // ANSI_QUOTES: "t" is a name.
    return token.kind === 'text' ? token.text.slice(1, -1) : token.text;
  }

  const cursor: Cursor = {
    word() {
      const text = wordOf(tokens[position]);
      position += 1;
      return text;
    },
    take(...words) {
      const isNext = words.every((word, index) => wordOf(tokens[position + index]) === word);
      if (isNext) position += words.length;
      return isNext;
    },
    isAt: (word) => wordOf(tokens[position]) === word,
    has: (word) => find(word) >= 0,
    hasPair: (word, next) =>
      tokens.some(
        (token, index) => index >= position && wordOf(token) === word && wordOf(tokens[index + 1]) === next,
      ),
    columnType() {
      let type = wordOf(tokens[position]).toLowerCase();
      position += 1;
      if (cursor.isAt('(')) {
        for (let depth = 0; position < tokens.length; position += 1) {
          const { text, kind } = tokens[position] ?? { text: '', kind: 'sign' };
          type += kind === 'text' ? text : text.toLowerCase();
          if (text === '(') depth += 1;
          if (text === ')') depth -= 1;
          if (depth === 0) break;
        }
        position += 1;
      }
      while (cursor.isAt('UNSIGNED') || cursor.isAt('ZEROFILL')) type += ` ${cursor.word().toLowerCase()}`;
      return type;
    },
    skipTo(word) {
      const found = find(word);
      position = found < 0 ? tokens.length : found + 1;
    },
    skipToOneOf(words) {
      while (position < tokens.length) {
        const text = cursor.word();
        if (words.includes(text)) return text;
      }
      return '';
    },
    hasAction: (word) => action(word) >= 0,
    skipToAction(word) {
      const found = action(word);
      if (found >= 0) position = found + 1;
      return found >= 0;
    },
    name() {
      const first = nameToken();
      if (first === null) return null;
      if (!cursor.take('.')) return { database: null, name: first };
      const second = nameToken();
      return second === null ? null : { database: first, name: second };
    },
    get position() {
      return position;
    },
  };
  return cursor;
}
