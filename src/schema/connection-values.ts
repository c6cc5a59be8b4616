import type { Token } from '../preset/sql/tokens.js';
import { wordOf } from './header.js';
import type { FileStatement } from './statements.js';

/** What a statement that is left needs and nobody has any more: a variable (`@n`), or what LAST_INSERT_ID() was. */
export interface LostValue {
  /** From 0. */
  readonly index: number;
  readonly name: string;
}

/** same: set again it is what it was. data: unless rows or tables changed since. gone: it would be another one. */
type Fate = 'same' | 'data' | 'gone';

const moments = new Set(
  [
    'NOW SYSDATE CURRENT_TIMESTAMP CURRENT_DATE CURRENT_TIME CURDATE CURTIME LOCALTIME LOCALTIMESTAMP',
    'UTC_TIMESTAMP UTC_DATE UTC_TIME UNIX_TIMESTAMP',
    'UUID UUID_SHORT RAND RANDOM_BYTES SYS_GUID CONNECTION_ID LAST_INSERT_ID NEXTVAL LASTVAL',
  ].flatMap((names) => names.split(' ')),
);
const queries = new Set(['SELECT', 'TABLE', 'VALUES']);

/**
 * A file that is gone on with has another connection: variables that its done statements set are set again, by those statements. The first
 * statement that is left whose variable would then have another value; null where there is none.
 */
export function lostValue(statements: readonly FileStatement[], done: number): LostValue | null {
  const fates = new Map<string, Fate>();
  let isInserted = false;
  for (const statement of statements.slice(0, done)) {
    isInserted ||= inserts(statement);
    const changes = !['session', 'read', 'begin'].includes(statement.kind);
    if (changes) for (const [name, fate] of fates) if (fate === 'data') fates.set(name, 'gone');
    const fate = fateOf(statement, fates);
    for (const name of variablesOf(statement).set) fates.set(name, fate);
  }
  for (const [at, statement] of statements.slice(done).entries()) {
    const index = done + at;
    const { read, set } = variablesOf(statement);
    const name = read.find((one) => fates.get(one) === 'gone');
    if (name !== undefined) return { index, name: `@${name}` };
    if (isInserted && readsLastId(statement)) return { index, name: 'LAST_INSERT_ID()' };
    if (inserts(statement)) isInserted = false;
    for (const one of set) fates.delete(one);
  }
  return null;
}

function fateOf(statement: FileStatement, fates: ReadonlyMap<string, Fate>): Fate {
  const words = statement.tokens.map(wordOf);
  // Only what is kept by the connection is said again.
  if (statement.kind !== 'session' || words.some((word) => moments.has(word))) return 'gone';
  const from = variablesOf(statement).read.map((name) => fates.get(name) ?? 'same');
  if (from.includes('gone')) return 'gone';
  return from.includes('data') || words.some((word) => queries.has(word)) ? 'data' : 'same';
}

const inserts = ({ tokens }: FileStatement) => /^(INSERT|REPLACE|CALL)$/.test(wordOf(tokens[0]));

function readsLastId({ tokens }: FileStatement): boolean {
  return tokens.some((token, index) => {
    const word = wordOf(token);
    if (word === 'LAST_INSERT_ID')
      return wordOf(tokens[index - 1]) === '@' || wordOf(tokens[index + 2]) === ')';
    return word === 'IDENTITY' && wordOf(tokens[index - 1]) === '@';
  });
}

/** The variables of the connection that a statement reads and sets, in small letters. A body that is kept for later does neither. */
function variablesOf({ tokens, effects }: FileStatement): {
  readonly read: readonly string[];
  readonly set: readonly string[];
} {
  const read: string[] = [];
  const set: string[] = [];
  if (effects.some(({ kind }) => kind === 'routine' || kind === 'trigger' || kind === 'event'))
    return { read, set };
  const verb = wordOf(tokens[0]);
  let isInto = false;
  let depth = 0;
  for (const [index, token] of tokens.entries()) {
    const word = wordOf(token);
    if (word === '(') depth += 1;
    else if (word === ')') depth -= 1;
    else if (word === 'INTO') isInto = true;
    else if (isInto && token.kind === 'word' && wordOf(tokens[index - 1]) !== '@') isInto = false;
    const name = variableAt(tokens, index);
    if (name === null) continue;
    const [next, after] = [wordOf(tokens[index + 2]), wordOf(tokens[index + 3])];
    // Elsewhere in a SET it compares: `SET @m = IF(@n = 2, 1, 2)`.
    const begins = verb === 'SET' && depth === 0 && /^(SET|,)$/.test(wordOf(tokens[index - 1]));
    const isSet = (next === ':' && after === '=') || (begins && next === '=') || isInto;
    // A procedure may do both.
    if (isSet || verb === 'CALL') set.push(name);
    if (!isSet) read.push(name);
  }
  return { read, set };
}

/** The name behind an `@` that is neither one of two nor between a user and a host. */
function variableAt(tokens: readonly Token[], index: number): string | null {
  const [before, at, name] = [tokens[index - 1], tokens[index], tokens[index + 1]];
  if (wordOf(at) !== '@' || !name || !['word', 'name', 'text'].includes(name.kind)) return null;
  const isJoined = before?.end === at?.start && before !== undefined;
  if (isJoined && (before.kind === 'text' || before.kind === 'name' || /^[\w@]/.test(before.text)))
    return null;
  return name.text.replaceAll(/^['"]|['"]$/g, '').toLowerCase();
}
