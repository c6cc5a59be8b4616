import type { Token } from '../preset/sql/tokens.js';
import { conditionsOf } from './conditions.js';
import { type Header, headerOf, isThing, wordOf } from './header.js';

/** The things that CREATE makes and that hold no statements: the first word of these, or of those that do, says which it is. */
const plainThings: ReadonlySet<string> = new Set([
  ...['TABLE', 'VIEW', 'INDEX', 'DATABASE', 'SCHEMA', 'USER', 'ROLE', 'SERVER', 'TABLESPACE', 'SEQUENCE'],
]);
/** What begins a block where a statement begins; elsewhere IF and REPEAT are functions, and the others are names or a part of something. */
const openers: ReadonlySet<string> = new Set(['IF', 'CASE', 'LOOP', 'WHILE', 'REPEAT', 'FOR', 'BEGIN']);
/** Behind END these belong to it. */
const closers: ReadonlySet<string> = new Set(['IF', 'CASE', 'LOOP', 'WHILE', 'REPEAT', 'FOR']);
/** Behind these a statement begins within a body. */
const leads: ReadonlySet<string> = new Set([
  ...[';', 'THEN', 'ELSE', 'DO', 'BEGIN', 'LOOP', 'REPEAT', 'ATOMIC'],
]);

/** declared: Oracle's part of a body before its BEGIN. repeat: ends behind an expression. case: an expression, in which no statement stands. */
type Block = 'declared' | 'repeat' | 'case' | 'other';

/** Follows one statement word by word: whether a `;` is within the body of a trigger, a procedure, a function, an event or a package. */
export interface Blocks {
  readonly feed: (token: Token) => void;
  readonly isOpen: () => boolean;
}

export function createBlocks(): Blocks {
  const open: Block[] = [];
  const read: Token[] = [];
  /** Of the thing that is made, or of a routine within a package. */
  let header: Header | null = null;
  let isBody = false;
  /** It makes or changes something without a body. */
  let isPlain = false;
  const conditions = conditionsOf();
  /** The DO of a statement, not of a WHILE: behind it stands an expression. */
  let doStatement: Token | undefined;

  const wordAt = (position: number): string => wordOf(read.at(position));

  /** `again:` and Oracle's `<<again>>`, which elsewhere shifts bits. */
  function isBehindLabel(): boolean {
    if (wordAt(-1) === ':') return true;
    const signs = [-5, -4, -2, -1].map(wordAt).join('');
    return signs === '<<>>' && (read.length === 5 || leads.has(wordAt(-6)));
  }

  function startsStatement(): boolean {
    if (open.at(-1) === 'case') return false;
    if (open.at(-1) === 'declared' && /^(AS|IS|DECLARE)$/.test(wordAt(-1))) return true;
    return (leads.has(wordAt(-1)) && read.at(-1) !== doStatement) || isBehindLabel();
  }

  /** A word of a body; `starts`: a statement begins with it. */
  function word(text: string, starts: boolean): void {
    if (text === 'END') {
      // Else it is a column of that name.
      if (starts || ['case', 'repeat'].includes(open.at(-1) ?? '')) open.pop();
    } else if (text === 'BEGIN' && starts) {
      if (open.at(-1) === 'declared') open.pop();
      open.push('other');
    } else if (text === 'CASE') open.push(starts ? 'other' : 'case');
    else if (text === 'DECLARE' && open.length === 0) open.push('declared');
    else if (openers.has(text) && starts) open.push(text === 'REPEAT' ? 'repeat' : 'other');
    else if (starts && open.at(-1) === 'declared' && isThing(text)) header = headerOf(text);
  }

  function bodyToken(token: Token, isFirst: boolean): void {
    const starts = conditions(token) || isFirst || startsStatement();
    const text = wordOf(token);
    if (text === 'DO' && starts) doStatement = token;
    if (token.kind !== 'word' || wordAt(-1) === '.') return;
    if (wordAt(-1) === 'END' && closers.has(text)) return;
    word(text, starts);
  }

  function headerToken(token: Token, follow: Header): void {
    const isNested = open.length > 0;
    const place = follow(token);
    // Announced only: `PROCEDURE p;`.
    if (isNested && token.text === ';') header = null;
    if (place === 'header') return;
    header = null;
    isBody = true;
    if (place === 'declarations') open.push('declared');
    else bodyToken(token, true);
  }

  /** Before it is known what the statement is. */
  function firstTokens(token: Token): void {
    const text = wordOf(token);
    const [first] = read;
    if (!first) {
      // MariaDB has blocks outside of a body, too.
      isBody = text === 'DECLARE' || (openers.has(text) && text !== 'BEGIN');
      if (isBody) word(text, true);
      return;
    }
    const verb = wordOf(first);
    if (verb === 'BEGIN' && read.length === 1 && text !== 'WORK') {
      // BEGIN alone begins a transaction.
      isBody = true;
      open.push('other');
      if (text !== 'NOT') bodyToken(token, true);
    } else if (isBehindLabel() && read.length <= 5) {
      isBody = true;
      bodyToken(token, true);
    } else if (verb === 'CREATE' || verb === 'ALTER') {
      // The user and the host of a DEFINER may be called anything.
      if (token.kind !== 'word' || isPlain || ['=', '@', '.'].includes(wordAt(-1))) return;
      isPlain = plainThings.has(text);
      if (isThing(text)) header = headerOf(text);
    }
  }

  return {
    feed(token) {
      if (header) headerToken(token, header);
      else if (isBody) bodyToken(token, false);
      else firstTokens(token);
      read.push(token);
    },
    isOpen: () => open.length > 0,
  };
}
