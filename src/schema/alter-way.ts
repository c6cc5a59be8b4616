import type { Flavour } from '../plan/facts.js';
import type { Token } from '../preset/sql/tokens.js';
import { type ColumnFacts, changesMore, typeChange } from './column-change.js';
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

/** A table of InnoDB or of another engine, as information_schema says. */
export interface TableFacts {
  readonly isInnodb: boolean;
  readonly isCompressed: boolean;
  readonly hasFulltext: boolean;
  readonly hasSpatial: boolean;
  /** By lower-case name. */
  readonly columns: ReadonlyMap<string, ColumnFacts>;
}

/** A way that adds to the rows, or writes them anew: not every table takes it. */
interface Step extends Way {
  readonly touchesRows?: true;
}

const none: Way = { algorithm: 'none', locks: 'nothing' };
const instant: Way = { algorithm: 'instant', locks: 'nothing' };
const instantColumn: Step = { ...instant, touchesRows: true };
const inPlace: Way = { algorithm: 'in-place', locks: 'nothing' };
const rebuilt: Step = { ...inPlace, touchesRows: true };
const inPlaceForReaders: Way = { algorithm: 'in-place', locks: 'writes' };
const copy: Way = { algorithm: 'copy', locks: 'writes' };
const unknown: Way = { algorithm: 'unknown', locks: 'unknown' };

const algorithms = ['none', 'instant', 'in-place', 'unknown', 'copy'] as const;
const locks = ['nothing', 'writes', 'unknown', 'all'] as const;

interface Altering {
  readonly server: Server;
  /** null: the table is not there yet. */
  readonly table: TableFacts | null;
  /** The words that begin the statement's actions, with the second one: `DROP PRIMARY`. */
  readonly actions: readonly string[];
}

/** What a statement will do to the table it alters. */
export function alterWay(
  { tokens, kind }: Pick<FileStatement, 'tokens' | 'kind'>,
  server: Server,
  table: TableFacts | null,
): Way {
  const at = cursorOn(tokens);
  const verb = at.word();
  const isForeign = table?.isInnodb === false;
  if (kind !== 'structure' || verb === 'DROP')
    return at.take('INDEX') ? (isForeign ? unknown : inPlace) : none;
  if (verb === 'RENAME') return instant;
  if (verb === 'CREATE') {
    const isIndex = ['INDEX', 'UNIQUE', 'FULLTEXT', 'SPATIAL'].some((word) => at.isAt(word));
    if (!isIndex) return none;
    return isForeign ? unknown : keyWay(at, server);
  }
  for (const word of ['ONLINE', 'IGNORE']) at.take(word);
  if (!at.take('TABLE')) return none;
  at.take('IF', 'EXISTS');
  at.name();
  if (isForeign) return unknown;
  const parts = actionsOf(tokens.slice(at.position));
  const altering = { server, table, actions: parts.map((part) => firstWords(part)) };
  return parts.map((part) => allowed(actionWay(part, altering), altering)).reduce(worse, instant);
}

/** What the table takes of a way: indexes of texts and places, and compressed rows, are not kept while rows are written anew. */
function allowed({ touchesRows, ...way }: Step, { table, server }: Altering): Way {
  if (!touchesRows || !table) return way;
  if (table.hasSpatial) return unknown;
  if (table.hasFulltext) return server.flavour === 'mysql' ? copy : inPlaceForReaders;
  return table.isCompressed && way.algorithm === 'instant' ? inPlace : way;
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

function actionWay(part: readonly Token[], altering: Altering): Step {
  const { server } = altering;
  const at = cursorOn(part);
  const word = at.word();
  switch (word) {
    case 'ADD':
      return addWay(at, altering);
    case 'DROP':
      return dropWay(at, altering);
    case 'RENAME':
      if (at.take('COLUMN')) return isSince(server, [8, 0, 28], [10, 5, 2]) ? instant : inPlace;
      return (at.isAt('INDEX') || at.isAt('KEY')) && !isSince(server, null, [10, 5, 2]) ? inPlace : instant;
    case 'ALTER':
      return at.isAt('INDEX') || at.isAt('CHECK') || at.isAt('CONSTRAINT') ? unknown : instant;
    case 'MODIFY':
    case 'CHANGE':
      return changeWay(at, word, altering);
    case 'CONVERT':
    case 'PARTITION':
      return copy;
    case 'COMMENT':
    case 'AUTO_INCREMENT':
    case 'DEFAULT':
    case 'CHARACTER':
    case 'CHARSET':
    case 'COLLATE':
      return isSince(server, null, [10, 4, 0]) ? instant : inPlace;
    case 'ENGINE':
      at.take('=');
      return at.isAt('INNODB') ? rebuilt : copy;
    case 'FORCE':
    case 'ROW_FORMAT':
      return rebuilt;
    case 'ALGORITHM':
      return at.has('COPY') ? copy : instant;
    case 'LOCK':
      return instant;
    default:
      return unknown;
  }
}

/** An index that is made: MySQL keeps writers away while it computes what an expression gives. */
function keyWay(at: Cursor, { flavour }: Server): Way {
  if (at.isAt('FULLTEXT') || at.isAt('SPATIAL')) return inPlaceForReaders;
  return flavour === 'mysql' && at.hasPair('(', '(') ? inPlaceForReaders : inPlace;
}

function addWay(at: Cursor, { server }: Altering): Step {
  if (at.take('CONSTRAINT') && !['PRIMARY', 'UNIQUE', 'FOREIGN', 'CHECK'].some((word) => at.isAt(word)))
    at.name();
  if (at.isAt('PRIMARY')) return rebuilt;
  if (['INDEX', 'KEY', 'UNIQUE', 'FULLTEXT', 'SPATIAL'].some((word) => at.isAt(word)))
    return keyWay(at, server);
  // While foreign_key_checks is on, as it is for these files.
  if (at.isAt('FOREIGN') || at.isAt('CHECK')) return copy;
  if (['PARTITION', 'SYSTEM', 'PERIOD'].some((word) => at.isAt(word))) return unknown;
  if (['STORED', 'PERSISTENT', 'REFERENCES'].some((word) => at.has(word))) return copy;
  if (at.has('CHECK')) return server.flavour === 'mysql' ? copy : unknown;
  if (at.has('AUTO_INCREMENT') || at.has('SERIAL')) return inPlaceForReaders;
  if (['UNIQUE', 'KEY', 'PRIMARY'].some((word) => at.has(word))) return rebuilt;
  if (at.hasPair('DEFAULT', '(')) return unknown;
  if (at.has('AS')) return instant;
  const isMoved = at.has('FIRST') || at.has('AFTER');
  return isSince(server, isMoved ? [8, 0, 29] : [8, 0, 12], isMoved ? [10, 4, 0] : [10, 3, 2])
    ? instantColumn
    : rebuilt;
}

function dropWay(at: Cursor, { server, table, actions }: Altering): Step {
  if (at.isAt('PRIMARY')) return actions.includes('ADD PRIMARY') ? rebuilt : copy;
  if (at.isAt('INDEX') || at.isAt('KEY')) return inPlace;
  if (at.isAt('FOREIGN')) return isSince(server, null, [10, 4, 0]) ? instant : inPlace;
  if (['CHECK', 'CONSTRAINT', 'PARTITION', 'SYSTEM', 'PERIOD'].some((word) => at.isAt(word))) return unknown;
  at.take('COLUMN');
  at.take('IF', 'EXISTS');
  const column = table?.columns.get(at.name()?.name.toLowerCase() ?? '');
  if (column?.isIndexed) return rebuilt;
  return isSince(server, [8, 0, 29], [10, 4, 0]) ? instantColumn : rebuilt;
}

function changeWay(at: Cursor, word: 'MODIFY' | 'CHANGE', { server, table }: Altering): Step {
  at.take('COLUMN');
  at.take('IF', 'EXISTS');
  const column = table?.columns.get(at.name()?.name.toLowerCase() ?? '');
  if (word === 'CHANGE') at.name();
  if (!column || column.isGenerated || changesMore.some((one) => at.has(one))) return unknown;
  const change = typeChange(column, at.columnType());
  if (change === 'other') return copy;
  if (column.isNullable === at.hasPair('NOT', 'NULL')) return rebuilt;
  const isMariadb = isSince(server, null, [10, 4, 3]);
  if (at.has('FIRST') || at.has('AFTER')) return isMariadb ? instantColumn : rebuilt;
  return change === 'longer' && !isMariadb ? inPlace : instant;
}

/** null: no version of it. */
function isSince(server: Server, mysql: readonly number[] | null, mariadb: readonly number[]): boolean {
  const wanted = server.flavour === 'mariadb' ? mariadb : mysql;
  if (wanted === null) return false;
  const have = server.version.split(/[.-]/).map(Number);
  for (const [index, part] of wanted.entries()) {
    const own = have[index] ?? 0;
    if (own !== part) return own > part;
  }
  return true;
}
