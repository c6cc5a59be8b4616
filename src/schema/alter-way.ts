import type { Flavour } from '../plan/facts.js';
import type { Token } from '../preset/sql/tokens.js';
import { type Cursor, cursorOn } from './cursor.js';
import type { FileStatement } from './statements.js';

/**
 * How a server alters a table, by the rules of its manual (MySQL: "Online DDL Operations"; MariaDB: "InnoDB Online DDL Overview"). A
 * test holds them against what both servers take. Cautious: what is not listed is unknown.
 */
export interface Way {
  readonly algorithm: 'none' | 'instant' | 'in-place' | 'copy' | 'unknown';
  /** What others wait with while it works. */
  readonly locks: 'nothing' | 'writes' | 'all' | 'unknown';
}

export interface Server {
  readonly flavour: Flavour;
  /** `8.0.36`, `10.11.6-MariaDB` */
  readonly version: string;
}

/** A column as information_schema says. */
export interface ColumnFacts {
  readonly type: string;
  readonly isNullable: boolean;
  /** Bytes of a character at most; 0: it has none. */
  readonly characterBytes: number;
  readonly isIndexed: boolean;
}

const none: Way = { algorithm: 'none', locks: 'nothing' };
const instant: Way = { algorithm: 'instant', locks: 'nothing' };
const inPlace: Way = { algorithm: 'in-place', locks: 'nothing' };
const inPlaceForReaders: Way = { algorithm: 'in-place', locks: 'writes' };
const copy: Way = { algorithm: 'copy', locks: 'writes' };
const unknown: Way = { algorithm: 'unknown', locks: 'unknown' };

const algorithms = ['none', 'instant', 'in-place', 'unknown', 'copy'] as const;
const locks = ['nothing', 'writes', 'unknown', 'all'] as const;

interface Altering {
  readonly server: Server;
  /** By lower-case name; null: the table is not there yet. */
  readonly columns: ReadonlyMap<string, ColumnFacts> | null;
  /** The words that begin the statement's actions, with the second one: `DROP PRIMARY`. */
  readonly actions: readonly string[];
}

/** What a statement will do to the table it alters. */
export function alterWay(
  { tokens, kind }: Pick<FileStatement, 'tokens' | 'kind'>,
  server: Server,
  columns: ReadonlyMap<string, ColumnFacts> | null,
): Way {
  const at = cursorOn(tokens);
  const verb = at.word();
  if (kind !== 'structure' || verb === 'DROP') return at.take('INDEX') ? inPlace : none;
  if (verb === 'RENAME') return instant;
  if (verb === 'CREATE') {
    if (at.isAt('FULLTEXT') || at.isAt('SPATIAL')) return inPlaceForReaders;
    at.take('UNIQUE');
    return at.isAt('INDEX') ? inPlace : none;
  }
  for (const word of ['ONLINE', 'IGNORE']) at.take(word);
  if (!at.take('TABLE')) return none;
  at.take('IF', 'EXISTS');
  at.name();
  const parts = actionsOf(tokens.slice(at.position));
  const actions = parts.map((part) => firstWords(part));
  return parts.map((part) => actionWay(part, { server, columns, actions })).reduce(worse, instant);
}

function worse(one: Way, other: Way): Way {
  const worst = <Word>(order: readonly Word[], a: Word, b: Word): Word =>
    order.indexOf(a) > order.indexOf(b) ? a : b;
  return {
    algorithm: worst(algorithms, one.algorithm, other.algorithm),
    locks: worst(locks, one.locks, other.locks),
  };
}

/** The actions of an ALTER, which commas part outside of brackets. */
function actionsOf(tokens: readonly Token[]): readonly (readonly Token[])[] {
  const parts: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens) {
    if (token.kind === 'sign' && token.text === '(') depth += 1;
    if (token.kind === 'sign' && token.text === ')') depth -= 1;
    if (token.kind === 'sign' && token.text === ',' && depth === 0) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

function firstWords(part: readonly Token[]): string {
  const at = cursorOn(part);
  return `${at.word()} ${at.word()}`;
}

function actionWay(part: readonly Token[], altering: Altering): Way {
  const at = cursorOn(part);
  const word = at.word();
  switch (word) {
    case 'ADD':
      return addWay(at, altering);
    case 'DROP':
      return dropWay(at, altering);
    case 'RENAME':
      if (at.take('COLUMN')) return isSince(altering.server, [8, 0, 28], [10, 5, 2]) ? instant : inPlace;
      return at.isAt('INDEX') || at.isAt('KEY') ? inPlace : instant;
    case 'ALTER':
      return at.isAt('INDEX') || at.isAt('CHECK') || at.isAt('CONSTRAINT') ? unknown : instant;
    case 'MODIFY':
    case 'CHANGE':
      return changeWay(at, word, altering);
    case 'CONVERT':
    case 'ORDER':
    case 'PARTITION':
      return copy;
    case 'COMMENT':
    case 'AUTO_INCREMENT':
    case 'FORCE':
    case 'ROW_FORMAT':
      return inPlace;
    case 'ALGORITHM':
      return at.has('COPY') ? copy : instant;
    case 'LOCK':
      return instant;
    default:
      return unknown;
  }
}

function addWay(at: Cursor, { server }: Altering): Way {
  if (at.take('CONSTRAINT') && !['PRIMARY', 'UNIQUE', 'FOREIGN', 'CHECK'].some((word) => at.isAt(word)))
    at.name();
  if (at.isAt('FULLTEXT') || at.isAt('SPATIAL')) return inPlaceForReaders;
  if (['INDEX', 'KEY', 'UNIQUE', 'PRIMARY'].some((word) => at.isAt(word))) return inPlace;
  // While foreign_key_checks is on, as it is for these files.
  if (at.isAt('FOREIGN') || at.isAt('CHECK')) return copy;
  if (at.isAt('PARTITION')) return unknown;
  if (['STORED', 'PERSISTENT', 'REFERENCES', 'CHECK'].some((word) => at.has(word))) return copy;
  if (at.has('AUTO_INCREMENT')) return inPlaceForReaders;
  if (['UNIQUE', 'KEY', 'PRIMARY'].some((word) => at.has(word))) return inPlace;
  if (at.hasPair('DEFAULT', '(')) return unknown;
  const isMoved = at.has('FIRST') || at.has('AFTER');
  return isSince(server, isMoved ? [8, 0, 29] : [8, 0, 12], isMoved ? [10, 4, 0] : [10, 3, 2])
    ? instant
    : inPlace;
}

function dropWay(at: Cursor, { server, columns, actions }: Altering): Way {
  if (at.isAt('PRIMARY')) return actions.includes('ADD PRIMARY') ? inPlace : copy;
  if (['INDEX', 'KEY', 'FOREIGN'].some((word) => at.isAt(word))) return inPlace;
  if (['CHECK', 'CONSTRAINT', 'PARTITION'].some((word) => at.isAt(word))) return unknown;
  at.take('COLUMN');
  at.take('IF', 'EXISTS');
  const column = columns?.get(at.name()?.name.toLowerCase() ?? '');
  if (column?.isIndexed) return inPlace;
  return isSince(server, [8, 0, 29], [10, 4, 0]) ? instant : inPlace;
}

/** Longest text whose length MySQL and MariaDB keep in one byte. */
const shortBytes = 255;

function changeWay(at: Cursor, word: 'MODIFY' | 'CHANGE', { columns }: Altering): Way {
  at.take('COLUMN');
  at.take('IF', 'EXISTS');
  const column = columns?.get(at.name()?.name.toLowerCase() ?? '');
  if (word === 'CHANGE') at.name();
  if (!column) return unknown;
  if (
    [
      'STORED',
      'VIRTUAL',
      'PERSISTENT',
      'AS',
      'CHARACTER',
      'CHARSET',
      'COLLATE',
      'AUTO_INCREMENT',
      'KEY',
      'UNIQUE',
      'CHECK',
    ].some((one) => at.has(one))
  )
    return unknown;
  const type = at.columnType();
  const isNullable = !at.hasPair('NOT', 'NULL');
  const isMoved = at.has('FIRST') || at.has('AFTER');
  const change = typeChange(column, type);
  if (change === 'other') return copy;
  return change === 'longer' || isNullable !== column.isNullable || isMoved ? inPlace : instant;
}

function typeChange(
  { type: before, characterBytes }: ColumnFacts,
  after: string,
): 'same' | 'longer' | 'other' {
  // MySQL says no width of integers any more; it means nothing.
  const plain = (text: string) =>
    text
      .toLowerCase()
      .replaceAll(/\s+/g, ' ')
      .replace(/^((?:tiny|small|medium|big)?int)(?:eger)?\(\d+\)/, '$1')
      .replace(/^integer/, 'int');
  if (plain(before) === plain(after)) return 'same';
  const length = (text: string) =>
    Number(/^varchar\((\d+)\)$/.exec(plain(text))?.[1] ?? Number.NaN) * characterBytes;
  const [old, next] = [length(before), length(after)];
  return next >= old && old <= shortBytes === next <= shortBytes ? 'longer' : 'other';
}

function isSince(server: Server, mysql: readonly number[], mariadb: readonly number[]): boolean {
  const wanted = server.flavour === 'mariadb' ? mariadb : mysql;
  const have = server.version.split(/[.-]/).map(Number);
  for (const [index, part] of wanted.entries()) {
    const own = have[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
