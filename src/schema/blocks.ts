import type { Token } from '../preset/sql/tokens.js';

/** The things that CREATE makes; the first of these words says which. Those of `bodied` may hold statements. */
const things: ReadonlySet<string> = new Set([
  ...['TABLE', 'VIEW', 'INDEX', 'DATABASE', 'SCHEMA', 'USER', 'ROLE', 'SERVER', 'TABLESPACE', 'SEQUENCE'],
  ...['TRIGGER', 'PROCEDURE', 'FUNCTION', 'EVENT', 'PACKAGE'],
]);
const bodied: ReadonlySet<string> = new Set(['TRIGGER', 'PROCEDURE', 'FUNCTION', 'EVENT', 'PACKAGE']);

/** What begins a block where a statement begins; elsewhere IF and REPEAT are functions, and FOR is a part of a header. */
const openers: ReadonlySet<string> = new Set(['IF', 'LOOP', 'WHILE', 'REPEAT', 'FOR']);
/** Behind END these belong to it. */
const closers: ReadonlySet<string> = new Set(['IF', 'CASE', 'LOOP', 'WHILE', 'REPEAT', 'FOR']);
/** Behind these a statement begins within a body … */
const leads: ReadonlySet<string> = new Set([
  ...['THEN', 'ELSE', 'DO', 'BEGIN', 'LOOP', 'REPEAT', 'ATOMIC', 'FOUND', 'SQLWARNING', 'SQLEXCEPTION'],
]);
/** … and behind these at the end of a header. */
const headerEnds: ReadonlySet<string> = new Set([
  ...['ROW', 'DETERMINISTIC', 'SQL', 'DATA', 'INVOKER', 'DEFINER', ')'],
]);

type Block = 'case' | 'other';

/** Follows one statement word by word: whether a `;` is within the body of a trigger, a procedure, a function or an event. */
export interface Blocks {
  readonly feed: (token: Token) => void;
  readonly isOpen: () => boolean;
}

export function createBlocks(): Blocks {
  const open: Block[] = [];
  const read: Token[] = [];
  let hasBody = false;

  const wordAt = (position: number): string => {
    const token = read.at(position);
    return token?.kind === 'word' || token?.kind === 'sign' ? token.text.toUpperCase() : '';
  };

  function startsStatement(): boolean {
    // `CASE WHEN a THEN IF(b, 1, 2)`: behind the THEN of an expression there is a value.
    if (open.at(-1) === 'case') return false;
    const before = wordAt(-1);
    if (before === ';' || before === ':' || leads.has(before)) return true;
    if (open.length > 0) return false;
    const isComment = read.at(-1)?.kind === 'text' && wordAt(-2) === 'COMMENT';
    return isComment || headerEnds.has(before) || ['FOLLOWS', 'PRECEDES'].includes(wordAt(-2));
  }

  function word(text: string): void {
    if (wordAt(-1) === '.') return;
    if (wordAt(-1) === 'END' && closers.has(text)) return;
    if (text === 'END') open.pop();
    else if (text === 'BEGIN') open.push('other');
    else if (text === 'CASE') open.push(startsStatement() ? 'other' : 'case');
    else if (openers.has(text) && startsStatement()) open.push('other');
  }

  function findBody(text: string): void {
    const first = read.find(({ kind }) => kind === 'word')?.text.toUpperCase() ?? text;
    if (first === 'BEGIN') {
      // MariaDB's block without a procedure; BEGIN alone begins a transaction.
      if (read.length === 1 && text === 'NOT') {
        hasBody = true;
        open.push('other');
      }
    } else if (['CREATE', 'ALTER'].includes(first) && things.has(text)) {
      const isFirst = !read.some(
        ({ kind, text: known }) => kind === 'word' && things.has(known.toUpperCase()),
      );
      hasBody = isFirst && bodied.has(text);
    }
  }

  return {
    feed(token) {
      if (token.kind === 'word') {
        const text = token.text.toUpperCase();
        if (hasBody) word(text);
        else findBody(text);
      }
      read.push(token);
    },
    isOpen: () => open.length > 0,
  };
}
