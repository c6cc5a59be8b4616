import type { Token } from '../preset/sql/tokens.js';
import { type Cursor, cursorOn } from './cursor.js';

/**
 * structure: the server commits it by itself, and a digest tells whether it was done. rows: goes into a transaction. begin, commit,
 * rollback: the file's own. session: holds for the connection, so it is said again when a file is taken up. read: changes nothing.
 * unclear: nothing tells afterwards whether it was done. refused: may not stand in a file.
 */
export type Kind =
  | 'structure'
  | 'rows'
  | 'begin'
  | 'commit'
  | 'rollback'
  | 'session'
  | 'read'
  | 'unclear'
  | 'refused';

export type ThingKind = 'table' | 'trigger' | 'routine' | 'event';

/** Something that a statement makes, removes or changes. */
export interface Effect {
  readonly kind: ThingKind;
  /** null: of the target database. */
  readonly database: string | null;
  readonly name: string;
  readonly becomes: 'present' | 'absent' | 'changed';
  /** IF [NOT] EXISTS: there may be nothing to do. */
  readonly lenient: boolean;
}

export interface Judged {
  readonly kind: Kind;
  /** In the order of the statement. */
  readonly effects: readonly Effect[];
  /** What the account needs on these; null: not told. */
  readonly privilege: string | null;
  /** It makes a temporary table, which is gone with the connection. */
  readonly temporary?: true;
}

const plain = (kind: Kind): Judged => ({ kind, effects: [], privilege: null });

const readVerbs = [
  'SELECT',
  'TABLE',
  'VALUES',
  'SHOW',
  'DESCRIBE',
  'DESC',
  'EXPLAIN',
  'DO',
  'ANALYZE',
  'CHECK',
  'OPTIMIZE',
  'SAVEPOINT',
  'RELEASE',
];

/** What a statement is to whoever has to know, after a crash, whether it was done. */
export function judge(tokens: readonly Token[]): Judged {
  const at = cursorOn(tokens);
  const verb = at.word();
  switch (verb) {
    case 'CREATE':
      return create(at);
    case 'ALTER':
      return alter(at);
    case 'DROP':
      return drop(at);
    case 'RENAME':
      return rename(at);
    case 'TRUNCATE':
      at.take('TABLE');
      return { ...plain('unclear'), effects: one(at, 'table', 'changed'), privilege: 'DROP' };
    case 'INSERT':
    case 'REPLACE':
    case 'UPDATE':
    case 'DELETE':
    case 'LOAD':
      return rows(at, verb);
    case 'WITH':
      return plain('rows');
    case 'BEGIN':
      // Anything else begins a block: MariaDB's.
      return plain(at.isAt('') || at.isAt('WORK') ? 'begin' : 'unclear');
    case 'START':
      return plain(at.isAt('TRANSACTION') ? 'begin' : 'unclear');
    case 'COMMIT':
      return plain('commit');
    case 'ROLLBACK':
      return plain(at.has('TO') ? 'read' : 'rollback');
    case 'SET':
      return set(at);
    case 'PREPARE':
    case 'DEALLOCATE':
      return plain('session');
    case 'LOCK':
    case 'UNLOCK':
    case 'XA':
    case 'USE':
      return plain('refused');
    case 'SELECT':
      if (at.has('INTO')) return plain(at.has('OUTFILE') || at.has('DUMPFILE') ? 'unclear' : 'session');
      return plain('read');
    default:
      return plain(readVerbs.includes(verb) ? 'read' : 'unclear');
  }
}

function set(at: Cursor): Judged {
  if (at.has('AUTOCOMMIT')) return plain('refused');
  const isOfServer = ['GLOBAL', 'PERSIST', 'PERSIST_ONLY', 'PASSWORD', 'DEFAULT ROLE'].some((word) =>
    at.has(word),
  );
  return plain(isOfServer ? 'unclear' : 'session');
}

const bodied: Readonly<Record<string, readonly [ThingKind, string]>> = {
  VIEW: ['table', 'CREATE VIEW'],
  TRIGGER: ['trigger', 'TRIGGER'],
  PROCEDURE: ['routine', 'CREATE ROUTINE'],
  FUNCTION: ['routine', 'CREATE ROUTINE'],
  EVENT: ['event', 'EVENT'],
  PACKAGE: ['routine', 'CREATE ROUTINE'],
};

/** `DEFINER = user@host`, whatever these are called. */
function passDefiner(at: Cursor): void {
  if (at.take('ALGORITHM', '=')) at.word();
  if (!at.take('DEFINER', '=')) return;
  at.word();
  if (at.take('(')) at.take(')');
  if (at.take('@')) at.word();
}

function create(at: Cursor): Judged {
  const replaces = at.take('OR', 'REPLACE');
  const becomes = replaces ? 'changed' : 'present';
  const isTemporary = at.take('TEMPORARY');
  if (at.take('TABLE')) {
    if (isTemporary) return { ...plain('session'), temporary: true };
    return { kind: 'structure', effects: one(at, 'table', becomes), privilege: 'CREATE' };
  }
  for (const word of ['ONLINE', 'OFFLINE', 'UNIQUE', 'FULLTEXT', 'SPATIAL']) at.take(word);
  if (at.take('INDEX')) {
    at.skipTo('ON');
    return { kind: 'structure', effects: one(at, 'table', 'changed'), privilege: 'INDEX' };
  }
  passDefiner(at);
  const found = at.skipToOneOf([
    'VIEW',
    'TRIGGER',
    'PACKAGE',
    'PROCEDURE',
    'FUNCTION',
    'EVENT',
    'USER',
    'ROLE',
    'DATABASE',
    'SCHEMA',
    'SERVER',
    'SEQUENCE',
    '(',
  ]);
  const [kind, privilege] = bodied[found] ?? [];
  if (kind === undefined || privilege === undefined) return plain('unclear');
  if (found !== 'PACKAGE') return { kind: 'structure', effects: one(at, kind, becomes), privilege };
  // Its two parts have one name: where one is there, the other one changes it.
  at.take('BODY');
  return { kind: 'structure', effects: one(at, kind, 'changed'), privilege };
}

/** What changes rows or files behind a table's back: no digest shows it. */
const invisible = ['EXCHANGE', 'TRUNCATE', 'DISCARD', 'IMPORT'];

function alter(at: Cursor): Judged {
  for (const word of ['ONLINE', 'IGNORE']) at.take(word);
  passDefiner(at);
  if (at.take('TABLE')) {
    const [table] = one(at, 'table', 'changed');
    if (!table) return plain('unclear');
    const kind = invisible.some((word) => at.hasAction(word)) ? 'unclear' : 'structure';
    const renamed = renamedTo(at);
    const effects: readonly Effect[] = renamed
      ? [
          { ...table, becomes: 'absent' },
          { ...table, ...renamed, becomes: 'present', lenient: false },
        ]
      : [table];
    return { kind, effects, privilege: 'ALTER' };
  }
  const found = at.skipToOneOf(['VIEW', 'PROCEDURE', 'FUNCTION', 'EVENT', 'USER', 'DATABASE', 'SCHEMA', '(']);
  const [kind, privilege] = bodied[found] ?? [];
  if (kind === undefined || privilege === undefined || at.has('RENAME')) return plain('unclear');
  return {
    kind: 'structure',
    effects: one(at, kind, 'changed'),
    privilege: privilege === 'CREATE ROUTINE' ? 'ALTER ROUTINE' : privilege,
  };
}

/** `ALTER TABLE a … RENAME TO b`; RENAME COLUMN, INDEX and KEY rename something else. */
function renamedTo(at: Cursor): Pick<Effect, 'database' | 'name'> | null {
  if (!at.skipToAction('RENAME')) return null;
  if (['COLUMN', 'INDEX', 'KEY'].some((word) => at.isAt(word))) return null;
  if (!at.take('TO')) at.take('AS');
  return at.name();
}

function drop(at: Cursor): Judged {
  if (at.take('TEMPORARY')) return plain('session');
  if (at.take('INDEX')) {
    at.skipTo('ON');
    return { kind: 'structure', effects: one(at, 'table', 'changed'), privilege: 'INDEX' };
  }
  if (at.take('TABLE') || at.take('TABLES') || at.take('VIEW')) {
    return { kind: 'structure', effects: several(at), privilege: 'DROP' };
  }
  const found = at.word();
  const [kind, privilege] = bodied[found] ?? [];
  if (kind === undefined || privilege === undefined) return plain('unclear');
  const isPart = found === 'PACKAGE' && at.take('BODY');
  return {
    kind: 'structure',
    effects: one(at, kind, isPart ? 'changed' : 'absent'),
    privilege: privilege === 'CREATE ROUTINE' ? 'ALTER ROUTINE' : privilege,
  };
}

function several(at: Cursor): readonly Effect[] {
  const first = one(at, 'table', 'absent');
  const all = [...first];
  while (at.take(',')) all.push(...named(at, 'table', 'absent', first[0]?.lenient ?? false));
  return all;
}

function rename(at: Cursor): Judged {
  if (!at.take('TABLE') && !at.take('TABLES')) return plain('unclear');
  const effects: Effect[] = [];
  do {
    effects.push(...one(at, 'table', 'absent'));
    at.take('TO');
    effects.push(...named(at, 'table', 'present', false));
  } while (at.take(','));
  // `a TO x, b TO a, x TO b`: afterwards there are the same names.
  const names = effects.map(({ database, name }) => JSON.stringify([database, name]));
  const kind = new Set(names).size === names.length ? 'structure' : 'unclear';
  return { kind, effects, privilege: 'ALTER' };
}

function rows(at: Cursor, verb: string): Judged {
  const modifiers = ['LOW_PRIORITY', 'HIGH_PRIORITY', 'DELAYED', 'QUICK', 'IGNORE', 'INTO', 'FROM'];
  if (verb === 'LOAD') at.skipTo('TABLE');
  else while (modifiers.some((word) => at.take(word)));
  const privilege = verb === 'LOAD' || verb === 'REPLACE' ? 'INSERT' : verb;
  return { kind: 'rows', effects: one(at, 'table', 'changed'), privilege };
}

function one(at: Cursor, kind: ThingKind, becomes: Effect['becomes']): readonly Effect[] {
  const lenient = at.take('IF', 'NOT', 'EXISTS') || at.take('IF', 'EXISTS');
  return named(at, kind, becomes, lenient);
}

function named(at: Cursor, kind: ThingKind, becomes: Effect['becomes'], lenient: boolean): readonly Effect[] {
  const name = at.name();
  return name === null ? [] : [{ kind, ...name, becomes, lenient }];
}
