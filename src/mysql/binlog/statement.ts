import type { NamedTable } from './log-events.js';

/** What a logged statement is to a reader of rows. */
export type Statement =
  | { readonly kind: 'begin' | 'commit' | 'rollback' | 'partial-rollback' | 'nothing' }
  /** It changes rows, which are not in the log then. */
  | { readonly kind: 'rows'; readonly verb: string }
  /** DDL and TRUNCATE; `tables` is null when its names cannot be told. */
  | { readonly kind: 'structure'; readonly verb: string; readonly tables: readonly NamedTable[] | null };

/** A word, a number or a sign; `name` for what is quoted as a name. */
interface Token {
  readonly text: string;
  readonly name: boolean;
}

/** White space and comments, names in backticks, names in quotes, (literals), words, signs. */
const tokenPattern =
  /(\s+|--[\s][^\n]*|#[^\n]*|\/\*(?![!M])[\s\S]*?\*\/|\/\*M?!\d*|\*\/)|`((?:[^`]|``)*)`|"((?:[^"\\]|""|\\.)*)"|'(?:[^'\\]|''|\\[\s\S])*'|([\p{L}\p{N}_$@\u0080-\uffff]+)|([\s\S])/guy;

/** Words of a statement, without comments and literals. What stands in comments that servers carry out is read. */
function* tokensOf(sql: string): Generator<Token> {
  for (const [, passed, backticked, quoted, word, sign] of sql.matchAll(tokenPattern)) {
    if (passed !== undefined) continue;
    const name = backticked?.replaceAll('``', '`') ?? quoted?.replaceAll('""', '"');
    if (name !== undefined) yield { text: name, name: true };
    else yield { text: word ?? sign ?? "'", name: false };
  }
}

/** Statements that touch neither rows nor the shape of tables. */
const harmless: ReadonlySet<string> = new Set([
  ...['ANALYZE', 'CHANGE', 'CHECK', 'FLUSH', 'GRANT', 'INSTALL', 'KILL', 'OPTIMIZE', 'RELEASE', 'REPAIR'],
  ...['RESET', 'REVOKE', 'SAVEPOINT', 'STOP', 'UNINSTALL', 'USE'],
]);

/** What CREATE, ALTER and DROP do to other things than tables and databases. */
const otherThings: ReadonlySet<string> = new Set([
  ...[
    'EVENT',
    'FUNCTION',
    'LIBRARY',
    'LOGFILE',
    'PACKAGE',
    'PROCEDURE',
    'RESOURCE',
    'ROLE',
    'SEQUENCE',
    'SERVER',
  ],
  ...['SPATIAL_REFERENCE', 'TABLESPACE', 'TRIGGER', 'UNDO', 'USER', 'VIEW', 'INSTANCE', 'AGGREGATE', 'JSON'],
]);

/** Longer statements are not looked at to their end: no list of tables is that long. */
const longest = 1_000_000;

/**
 * Judges a statement by its words. `database` is the default one of its connection. The text of a client in another character set than
 * UTF-8 may hold names that cannot be read.
 */
export function readStatement(sql: string, database: string): Statement {
  // Nearly all are this one.
  if (sql === 'BEGIN') return { kind: 'begin' };
  const statement = judge(sql, database);
  return statement.kind === 'structure' && sql.includes('\ufffd')
    ? { ...statement, tables: null }
    : statement;
}

function judge(sql: string, database: string): Statement {
  const tokens = [...tokensOf(sql.slice(0, longest))].filter(({ text, name }) => name || text !== '(');
  const words = createWords(tokens, database);
  const verb = words.next();
  switch (verb) {
    case '':
      return { kind: 'nothing' };
    case 'BEGIN':
      return words.is('NOT') ? { kind: 'rows', verb: 'BEGIN NOT ATOMIC' } : { kind: 'begin' };
    case 'COMMIT':
      return { kind: 'commit' };
    case 'ROLLBACK':
      words.is('WORK');
      return { kind: words.is('TO') ? 'partial-rollback' : 'rollback' };
    case 'XA':
      return readXa(words);
    case 'START':
      return words.is('TRANSACTION') ? { kind: 'begin' } : { kind: 'nothing' };
    case 'SET':
      return words.is('STATEMENT') ? { kind: 'rows', verb: 'SET STATEMENT' } : { kind: 'nothing' };
    case 'TRUNCATE':
      words.is('TABLE');
      return { kind: 'structure', verb: 'TRUNCATE TABLE', tables: words.list() };
    case 'RENAME':
      return readRename(words);
    case 'CREATE':
    case 'ALTER':
    case 'DROP':
      return readDefinition(verb, words);
    default:
      return harmless.has(verb) ? { kind: 'nothing' } : { kind: 'rows', verb };
  }
}

type Words = ReturnType<typeof createWords>;

function createWords(tokens: readonly Token[], database: string) {
  let at = 0;
  const word = (offset = 0): string => {
    const token = tokens[at + offset];
    return token === undefined || token.name ? '' : token.text.toUpperCase();
  };
  const words = {
    next(): string {
      const text = word();
      at += 1;
      return text;
    },
    ended: () => at >= tokens.length,
    /** Goes over the word when it is the next one. */
    is(expected: string): boolean {
      const found = word() === expected;
      if (found) at += 1;
      return found;
    },
    /** Goes over `IF EXISTS` and the like. */
    any(...sets: readonly string[]): void {
      while (sets.includes(word())) at += 1;
    },
    /** `table` or `database.table`; null when it is none. */
    table(): NamedTable | null {
      const first = tokens[at];
      if (first === undefined || (!first.name && !/^[\p{L}\p{N}_$\u0080-\uffff]+$/u.test(first.text)))
        return null;
      at += 1;
      if (word() !== '.') return { database, table: first.text };
      const second = tokens[at + 1];
      at += 2;
      return second === undefined ? null : { database: first.text, table: second.text };
    },
    /** `a, b.c, …`; null when one cannot be read. */
    list(): readonly NamedTable[] | null {
      const tables: NamedTable[] = [];
      do {
        const table = words.table();
        if (table === null) return null;
        tables.push(table);
      } while (words.is(','));
      return tables;
    },
  };
  return words;
}

function readXa(words: Words): Statement {
  if (words.is('START') || words.is('BEGIN')) return { kind: 'begin' };
  // XA END, COMMIT and ROLLBACK: the event of its own, XA PREPARE, has told already that there was something.
  return { kind: 'nothing' };
}

function readRename(words: Words): Statement {
  if (!words.is('TABLE') && !words.is('TABLES')) return { kind: 'nothing' };
  words.any('IF', 'EXISTS');
  const tables: NamedTable[] = [];
  const unknown: Statement = { kind: 'structure', verb: 'RENAME TABLE', tables: null };
  do {
    const from = words.table();
    if (from === null) return unknown;
    if (words.is('WAIT')) words.next();
    words.is('NOWAIT');
    const to = words.is('TO') ? words.table() : null;
    if (to === null) return unknown;
    tables.push(from, to);
  } while (words.is(','));
  return { kind: 'structure', verb: 'RENAME TABLE', tables };
}

/** Between CREATE, ALTER or DROP and what is made: options without a value, and those with one. */
const adjectives = [
  'OR',
  'REPLACE',
  'ONLINE',
  'OFFLINE',
  'IGNORE',
  'UNIQUE',
  'FULLTEXT',
  'SPATIAL',
  'VECTOR',
];

function readDefinition(action: string, words: Words): Statement {
  words.any(...adjectives);
  if (words.is('TEMPORARY')) return { kind: 'nothing' };
  const thing = words.next();
  const verb = `${action} ${thing}`;
  switch (thing) {
    case 'TABLE':
    case 'TABLES': {
      words.any('IF', 'NOT', 'EXISTS');
      if (action === 'DROP') return { kind: 'structure', verb: 'DROP TABLE', tables: words.list() };
      const table = words.table();
      const tables = table === null ? null : [table, ...(action === 'ALTER' ? otherTables(words) : [])];
      return { kind: 'structure', verb, tables };
    }
    case 'INDEX': {
      while (!words.ended() && !words.is('ON')) words.next();
      const table = words.table();
      return { kind: 'structure', verb, tables: table === null ? null : [table] };
    }
    case 'DATABASE':
    case 'SCHEMA': {
      words.any('IF', 'NOT', 'EXISTS');
      const named = words.table();
      // ALTER DATABASE may leave its name out: it is the default one then.
      const tables = named?.table === undefined ? null : [{ database: named.table }];
      return { kind: 'structure', verb: `${action} DATABASE`, tables };
    }
    case 'REFERENCE':
      // What is left of SPATIAL REFERENCE SYSTEM.
      return { kind: 'nothing' };
    default:
      // DEFINER, ALGORITHM and SQL SECURITY stand before views, triggers and routines only.
      return otherThings.has(thing) || ['DEFINER', 'ALGORITHM', 'SQL'].includes(thing)
        ? { kind: 'nothing' }
        : { kind: 'structure', verb, tables: null };
  }
}

/** An ALTER TABLE may name a second one: `RENAME TO b`, `EXCHANGE PARTITION p WITH TABLE b`. */
function otherTables(words: Words): readonly NamedTable[] {
  const tables: NamedTable[] = [];
  while (!words.ended()) {
    const word = words.next();
    const names =
      (word === 'WITH' && words.is('TABLE')) || (word === 'RENAME' && (words.is('TO') || words.is('AS')));
    const table = names ? words.table() : null;
    if (table !== null) tables.push(table);
  }
  return tables;
}
