import { quoteText } from '../core/sql.js';
import type { ColumnFacts } from './facts.js';
import { valueKind } from './value-kind.js';

/**
 * Which pairs of types have one canonical form, so that what is copied, compared, repaired and taken back is the same value.
 * Single values may still not fit (`phases/rows/check/values/column-limits.ts`); any pair that is not named here is refused.
 */
export function converts(source: ColumnFacts, target: ColumnFacts): boolean {
  const from = valueKind(source);
  switch (valueKind(target)) {
    case 'number':
      return from === 'number' && (target.dataType !== 'year' || source.dataType === 'year');
    case 'float':
      // FLOAT(7,4) rounds what it is given.
      return (from === 'float' || from === 'number') && (sameType(source, target) || !isSized(target));
    case 'bit':
      return from === 'bit' && bits(source) <= bits(target);
    case 'temporal':
      return temporalConverts(source.dataType, target.dataType);
    case 'binary':
      if (target.dataType === 'vector' || source.dataType === 'vector') return sameType(source, target);
      return from === 'binary' || isPlainText(source);
    case 'geometry':
      return from === 'geometry' && [geometryType(source), 'geometry'].includes(geometryType(target));
    case 'json':
      return from === 'json' || isPlainText(source);
    case 'text':
      return textConverts(source, target);
  }
}

function textConverts(source: ColumnFacts, target: ColumnFacts): boolean {
  if (target.dataType === 'enum') return source.dataType === 'enum' || isPlainText(source);
  if (target.dataType === 'set') return source.dataType === 'set' || isPlainText(source);
  // MariaDB's uuid and inet types write their texts anew.
  if (target.charset === undefined) return source.dataType === target.dataType;
  switch (valueKind(source)) {
    case 'text':
    case 'json':
    case 'number':
      return true;
    case 'temporal':
      // The text of a moment depends on the zone it is read in.
      return source.dataType !== 'timestamp';
    case 'float':
    case 'binary':
    case 'bit':
    case 'geometry':
      return false;
  }
}

function temporalConverts(from: string, to: string): boolean {
  return from === to || (from === 'date' && to === 'datetime') || crossesZones(from, to);
}

/** One holds what a clock on the wall shows, the other a moment: only a time zone makes one of the other. */
export function crossesZones(from: string, to: string): boolean {
  return (from === 'datetime' && to === 'timestamp') || (from === 'timestamp' && to === 'datetime');
}

/** CHAR, VARCHAR and TEXT: any text, in a character set. */
function isPlainText(column: ColumnFacts): boolean {
  return (
    valueKind(column) === 'text' &&
    column.charset !== undefined &&
    column.dataType !== 'enum' &&
    column.dataType !== 'set'
  );
}

const sameType = (one: ColumnFacts, other: ColumnFacts) => one.columnType === other.columnType;

const isSized = ({ columnType }: ColumnFacts) => /\(\d+,\d+\)/.test(columnType);

const bits = ({ columnType }: ColumnFacts) => Number(/\((\d+)\)/.exec(columnType)?.[1] ?? 1);

/** MySQL prints geomcollection, MariaDB geometrycollection. */
function geometryType({ dataType }: ColumnFacts): string {
  return dataType === 'geomcollection' ? 'geometrycollection' : dataType;
}

/** Members of an ENUM or SET; information_schema prints them as SQL: `enum('a','it''s')`. */
export function membersOf(column: ColumnFacts): readonly string[] {
  return [...column.columnType.matchAll(/'((?:[^'\\]|''|\\.)*)'/gs)].map((match) =>
    (match[1] ?? '').replaceAll(/''|\\(.)/gs, (_, escaped: string | undefined) =>
      escaped === undefined ? "'" : (plainOf[escaped] ?? escaped),
    ),
  );
}

const plainOf: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '0': '\0', Z: '\u001a' };

/** SQL for a SET as the target prints it: its members in its own order. Members are text without commas. */
export function membersInOrder(expression: string, members: readonly string[]): string {
  const each = members.map((member) => {
    const name = quoteText(member);
    return `IF(FIND_IN_SET(${name}, ${expression}), ${name}, NULL)`;
  });
  return `IF(${expression} IS NULL, NULL, CONCAT_WS(',', ${each.join(', ')}))`;
}
