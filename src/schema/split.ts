import { type Token, tokenAt, tokensOf } from '../preset/sql/tokens.js';
import { type Blocks, createBlocks } from './blocks.js';

/** One statement of a file. */
export interface Statement {
  /** As it is written, without what ends it and without the comments before it. */
  readonly text: string;
  /** Where it begins, from 1. */
  readonly line: number;
  /** Its words, those in comments that servers carry out among them. */
  readonly tokens: readonly Token[];
}

/** Why a file cannot be taken apart: what begins at this line never ends. */
interface Broken {
  readonly line: number;
  readonly what: 'quote' | 'comment' | 'body';
}

/** The comments that servers carry out: MySQL's and MariaDB's own. */
const carriedOut = /^\/\*M?!\d*/;
const delimiterCommand = /DELIMITER[ \t]+(\S+)[^\n]*/iy;

/**
 * A file's statements, in order. They end at `;`, but not within texts, names, comments and the bodies of triggers, procedures, functions
 * and events; at another sign where a line says DELIMITER, as the servers' own client reads it.
 */
export function splitStatements(sql: string): readonly Statement[] | Broken {
  const statements: Statement[] = [];
  let delimiter = ';';
  let tokens: Token[] = [];
  let blocks = createBlocks();
  let start = -1;
  let end = 0;
  let position = 0;
  const lineOf = lineCounter(sql);
  const finish = (): void => {
    if (start >= 0 && tokens.length > 0)
      statements.push({ text: sql.slice(start, end), line: lineOf(start), tokens });
    start = -1;
    tokens = [];
    blocks = createBlocks();
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
    if (sql.startsWith(delimiter, position) && !(delimiter === ';' && blocks.isOpen())) {
      finish();
      position += delimiter.length;
      continue;
    }
    const token = cut(tokenAt(sql, position, tokens.at(-1)), delimiter);
    if (token.kind === 'unclosed') return { line: lineOf(position), what: 'quote' };
    if (isUnclosedComment(token)) return { line: lineOf(position), what: 'comment' };
    position = token.end;
    const meant = meaning(token);
    if (meant.length === 0) continue;
    if (start < 0) start = token.start;
    end = token.end;
    feed(meant, tokens, blocks);
  }
  if (blocks.isOpen() && delimiter === ';') return { line: lineOf(start), what: 'body' };
  finish();
  return statements;
}

function feed(more: readonly Token[], tokens: Token[], blocks: Blocks): void {
  for (const token of more) {
    tokens.push(token);
    blocks.feed(token);
  }
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
  const [all, delimiter] = delimiterCommand.exec(sql) ?? [];
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

/** What a server reads: nothing of a comment, unless it carries it out. */
function meaning(token: Token): readonly Token[] {
  if (token.kind === 'parameter') {
    // A label: `again:LOOP`.
    const { text, start, end } = token;
    return [
      { kind: 'sign', text: ':', start, end: start + 1 },
      { kind: 'word', text: text.slice(1), start: start + 1, end },
    ];
  }
  if (token.kind !== 'comment') return [token];
  const opening = carriedOut.exec(token.text)?.[0];
  if (opening === undefined) return [];
  const within = token.text.slice(opening.length, -2);
  return tokensOf(within).flatMap(meaning);
}
