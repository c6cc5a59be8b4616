import type { Sentence } from '../../core/sentence.js';
import { say } from '../words.js';
import {
  allowedFunctions,
  callsWithFor,
  constantWords,
  neededArguments,
  notFunctions,
  refusedWords,
} from './functions.js';
import { type Token, tokensOf } from './tokens.js';

/**
 * Whether a piece of a preset's SQL may stand within the tool's own SELECT: one expression (or the joins of a table), made of
 * columns, texts, numbers, operators and functions that are known to give the same value each time.
 */

/** What is wrong with the piece, in the order of its text; none when it may be used. `parameters`: those that have a value. */
export function sqlProblems(sql: string, parameters: readonly string[]): readonly Sentence[] {
  const tokens = tokensOf(sql);
  if (tokens.length === 0) return [say('sql.nothing')];
  const found = tokens.flatMap((token, position) => {
    const problem = problemOf(token, tokens[position - 1], tokens.slice(position + 1, position + 3), {
      parameters,
      call: () => callAround(tokens, position),
    });
    return problem ? [problem] : [];
  });
  return [...found, ...bracketProblems(tokens)];
}

function problemOf(
  token: Token,
  before: Token | undefined,
  [next, afterNext]: readonly Token[],
  { parameters, call }: { readonly parameters: readonly string[]; readonly call: () => string },
): Sentence | undefined {
  const { kind, text } = token;
  const isCall = next?.text === '(' && next.kind === 'sign';
  const isQualified = before?.kind === 'sign' && before.text === '.';
  switch (kind) {
    case 'unclosed':
      return say('sql.unclosed', { sign: text });
    case 'comment':
      return say('sql.comment');
    case 'parameter':
      return parameters.includes(text.slice(1))
        ? undefined
        : say('sql.parameter', { name: text, known: parameters.map((name) => `:${name}`).join(', ') });
    case 'sign':
      if (text === ';') return say('sql.several');
      if (text === '@') return say('sql.variable');
      return text === '?' || text === ':' || text === '{' || text === '}'
        ? say('sql.sign', { sign: text })
        : undefined;
    case 'name':
      return isCall ? say('sql.function', { name: text }) : undefined;
    case 'word':
      if (isPartOfCall(text.toUpperCase(), before, call)) return undefined;
      return wordProblem(text, { isCall, isQualified, isEmpty: isCall && afterNext?.text === ')' });
    case 'text':
    case 'number':
      return undefined;
  }
}

/** FOR and SET as they stand in calls: SUBSTRING(… FROM 2 FOR 3), CAST(… AS CHAR CHARACTER SET utf8mb4). */
function isPartOfCall(name: string, before: Token | undefined, call: () => string): boolean {
  if (name === 'SET') return before?.kind === 'word' && /^char(acter)?$/i.test(before.text);
  return name === 'FOR' && callsWithFor.has(call());
}

/** The function in whose brackets a token stands, in capitals; '' for other brackets, or none. */
function callAround(tokens: readonly Token[], position: number): string {
  let closed = 0;
  for (let at = position - 1; at >= 0; at -= 1) {
    const { kind, text } = tokens[at] ?? {};
    if (kind !== 'sign') continue;
    if (text === ')') closed += 1;
    if (text !== '(') continue;
    if (closed === 0)
      return tokens[at - 1]?.kind === 'word' ? (tokens[at - 1]?.text.toUpperCase() ?? '') : '';
    closed -= 1;
  }
  return '';
}

function wordProblem(
  word: string,
  {
    isCall,
    isQualified,
    isEmpty,
  }: { readonly isCall: boolean; readonly isQualified: boolean; readonly isEmpty: boolean },
): Sentence | undefined {
  const name = word.toUpperCase();
  // A stored function is called by the name of its database.
  if (isQualified) return isCall ? say('sql.function', { name: word }) : undefined;
  if (refusedWords.has(name) && !(isCall && allowedFunctions.has(name)))
    return name === 'SELECT' ? say('sql.subselect') : say('sql.word', { word: name });
  if (!isCall || notFunctions.has(name)) return undefined;
  if (!allowedFunctions.has(name)) return say('sql.function', { name });
  return isEmpty && neededArguments.has(name) ? say('sql.function', { name: `${name}()` }) : undefined;
}

/** A bracket too many would end the tool's own SELECT. */
function bracketProblems(tokens: readonly Token[]): readonly Sentence[] {
  let open = 0;
  for (const { kind, text } of tokens) {
    if (kind !== 'sign') continue;
    if (text === '(') open += 1;
    if (text === ')') open -= 1;
    if (open < 0) break;
  }
  return open === 0 ? [] : [say('sql.brackets')];
}

/** The piece with values for its parameters; `values` are SQL. What stands in texts and quoted names stays. */
export function bindParameters(sql: string, values: Readonly<Record<string, string>>): string {
  return replaced(sql, (token) => (token.kind === 'parameter' ? values[token.text.slice(1)] : undefined));
}

/** The piece with each table named `from`, before a point, called `to`. */
export function renamedTable(sql: string, from: string, to: string): string {
  const tokens = tokensOf(sql);
  const followed = new Set(
    tokens.filter((_, position) => tokens[position + 1]?.text === '.' && tokens[position - 1]?.text !== '.'),
  );
  return replaced(sql, (token) =>
    (token.kind === 'word' || token.kind === 'name') &&
    token.text === from &&
    [...followed].some(({ start }) => start === token.start)
      ? to
      : undefined,
  );
}

/** The one column that a piece is: its table's name and its own; undefined where it is anything else. */
export function columnIn(sql: string): { readonly table?: string; readonly column: string } | undefined {
  const [first, point, second, more] = tokensOf(sql);
  const isName = (token: Token | undefined) => token?.kind === 'word' || token?.kind === 'name';
  if (!first || !isName(first) || (first.kind === 'word' && isLiteralWord(first.text))) return undefined;
  if (!point) return { column: first.text };
  if (point.text !== '.' || !second || !isName(second) || more) return undefined;
  return { table: first.text, column: second.text };
}

/** Whether joins may read a table: it is named where no column is, or behind its database. */
export function namesTable(joins: string, table: string): boolean {
  const tokens = tokensOf(joins);
  return tokens.some(({ kind, text }, position) => {
    if ((kind !== 'word' && kind !== 'name') || text.toLowerCase() !== table.toLowerCase()) return false;
    return tokens[position - 1]?.text !== '.' || /^(straight_)?join$/i.test(tokens[position - 3]?.text ?? '');
  });
}

/** Whether a piece names no column: its value is the same for each row. */
export function isConstant(sql: string): boolean {
  return tokensOf(sql).every(
    ({ kind, text }, position, tokens) =>
      kind !== 'name' &&
      (kind !== 'word' || tokens[position + 1]?.text === '(' || constantWords.has(text.toUpperCase())),
  );
}

const isLiteralWord = (word: string) => /^(null|true|false|unknown|default|\d+)$/i.test(word);

function replaced(sql: string, change: (token: Token) => string | undefined): string {
  let text = '';
  let position = 0;
  for (const token of tokensOf(sql)) {
    const value = change(token);
    if (value === undefined) continue;
    text += sql.slice(position, token.start) + value;
    position = token.end;
  }
  return text + sql.slice(position);
}
