import { type Quoting, type Token, tokenAt } from '../preset/sql/tokens.js';
import { createBlocks } from './blocks.js';
import { quotingAfter } from './sql-mode.js';

/** One statement of a file. */
export interface Statement {
  /** As it is written, without what ends it and without the comments before it. */
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
  /** Its words, those in comments that servers carry out among them; places are those in the text. */
  readonly tokens: readonly Token[];
}

/** Why a file cannot be taken apart: what begins at this line never ends. */
interface Broken {
  readonly line: number;
  readonly what: 'quote' | 'comment' | 'body';
}

/** The comments that servers carry out: MySQL's and MariaDB's own. What is for a version that never comes is a comment like any other. */
const carriedOut = /\/\*M?!(?!9{5,6}\b)\d*/y;
const delimiterCommand = /DELIMITER[ \t]+(?:"([^"\n]+)"|'([^'\n]+)'|(\S+))[^\n]*/iy;

/**
 * A file's statements, in order. They end at `;`, but not within texts, names, comments and the bodies of triggers, procedures, functions,
 * events and packages; at another sign where a line says DELIMITER, as the servers' own client reads it. Quotes are read by the sql_mode that
 * the file sets.
 */
export function splitStatements(sql: string): readonly Statement[] | Broken {
  const statements: Statement[] = [];
  let delimiter = ';';
  let quoting: Quoting = {};
  let tokens: Token[] = [];
  let blocks = createBlocks();
  let start = -1;
  let end = 0;
  let position = 0;
  /** Where the comments begin that are carried out and not ended yet. */
  const within: number[] = [];
  const lineOf = lineCounter(sql);
  const finish = (): void => {
    if (start >= 0 && tokens.length > 0) {
      const first = start;
      const own = tokens.map((token) => ({ ...token, start: token.start - first, end: token.end - first }));
      statements.push({ text: sql.slice(start, end), line: lineOf(start), tokens: own });
      quoting = quotingAfter(tokens, quoting);
    }
    start = -1;
    tokens = [];
    blocks = createBlocks();
  };
  const see = (from: number, to: number): void => {
    if (start < 0) start = from;
    end = to;
    position = to;
  };
  while (position < sql.length) {
    if (/\s/.test(sql[position] ?? '')) {
      position += 1;
      continue;
    }
    const named = start < 0 ? delimiterAt(sql, position) : null;
    if (named) {
      delimiter = named.delimiter;
      position = named.end;
      continue;
    }
    const opening = matchAt(carriedOut, sql, position);
    if (opening) {
      within.push(position);
      see(position, position + opening.length);
      continue;
    }
    if (within.length > 0 && sql.startsWith('*/', position)) {
      within.pop();
      see(position, position + 2);
      continue;
    }
    if (
      within.length === 0 &&
      sql.startsWith(delimiter, position) &&
      !(delimiter === ';' && blocks.isOpen())
    ) {
      finish();
      position += delimiter.length;
      continue;
    }
    const token = cut(tokenAt(sql, position, tokens.at(-1), quoting), delimiter);
    if (token.kind === 'unclosed') return { line: lineOf(position), what: 'quote' };
    if (isUnclosedComment(token)) return { line: lineOf(position), what: 'comment' };
    if (token.kind === 'comment') {
      position = token.end;
      continue;
    }
    see(token.start, token.end);
    for (const part of labelParts(token)) {
      blocks.feed(part);
      tokens.push(part);
    }
  }
  const [comment] = within;
  if (comment !== undefined) return { line: lineOf(comment), what: 'comment' };
  if (blocks.isOpen() && delimiter === ';') return { line: lineOf(start), what: 'body' };
  finish();
  return statements;
}

function matchAt(pattern: RegExp, sql: string, position: number): string | undefined {
  pattern.lastIndex = position;
  return pattern.exec(sql)?.[0];
}

/** The line of a place; places are asked for in order. */
function lineCounter(sql: string): (place: number) => number {
  let counted = 0;
  let line = 1;
  return (place) => {
    for (; counted < place; counted += 1) if (sql[counted] === '\n') line += 1;
    return line;
  };
}

function delimiterAt(
  sql: string,
  position: number,
): { readonly delimiter: string; readonly end: number } | null {
  delimiterCommand.lastIndex = position;
  const [all, double, single, bare] = delimiterCommand.exec(sql) ?? [];
  const delimiter = double ?? single ?? bare;
  return all === undefined || delimiter === undefined ? null : { delimiter, end: position + all.length };
}

/** A token up to the delimiter: `END$$` is one word where `$$` is none. */
function cut(token: Token, delimiter: string): Token {
  if (token.kind !== 'word') return token;
  const at = token.text.indexOf(delimiter);
  return at <= 0 ? token : { ...token, text: token.text.slice(0, at), end: token.start + at };
}

function isUnclosedComment({ kind, text }: Token): boolean {
  return kind === 'comment' && text.startsWith('/*') && !/^\/\*[\s\S]*\*\/$/.test(text);
}

/** A label, `again:LOOP`, is read as a parameter. */
function labelParts(token: Token): readonly Token[] {
  if (token.kind !== 'parameter') return [token];
  const { text, start, end } = token;
  return [
    { kind: 'sign', text: ':', start, end: start + 1 },
    { kind: 'word', text: text.slice(1), start: start + 1, end },
  ];
}
