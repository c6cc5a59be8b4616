import { quoteText } from '../../../../core/sql.js';
import { membersOf } from '../../../../plan/conversions.js';
import type { ColumnFacts } from '../../../../plan/facts.js';
import { integerRange } from '../../../../plan/integer-range.js';
import { valueKind } from '../../../../plan/value-kind.js';
import { charsetHolds, lengthLimit, longestInBytes } from './column-limits.js';

/** A type for the target's column, with the character set where the one it has does not do. */
export interface WiderType {
  readonly type: string;
  readonly charset?: string;
}

/** A type that holds what both columns hold; null where a person has to choose one. */
export function typeForBoth(source: ColumnFacts, target: ColumnFacts): WiderType | null {
  const [from, to] = [valueKind(source), valueKind(target)];
  if (from === 'number' && to === 'number') return plain(numberForBoth(source, target));
  if (from === 'float' && to === 'float') return plain('double');
  if (from === 'temporal' && to === 'temporal') return plain(momentForBoth(source, target));
  if (from === 'binary' && to === 'binary') return plain(lengthForBoth(source, target, 'varbinary', 'blob'));
  if (from !== 'text' || to !== 'text' || !source.charset || !target.charset) return null;
  const charset = charsetHolds(source.charset, target.charset) ? {} : { charset: 'utf8mb4' };
  const lists = [source, target].filter(({ dataType }) => dataType === 'enum' || dataType === 'set');
  if (lists.length === 1) return null;
  const type =
    lists.length === 2 ? membersForBoth(source, target) : lengthForBoth(source, target, 'varchar', 'text');
  return type === null ? null : { type, ...charset };
}

const plain = (type: string | null): WiderType | null => (type === null ? null : { type });

const integers = ['tinyint', 'smallint', 'mediumint', 'int', 'bigint'] as const;

function numberForBoth(source: ColumnFacts, target: ColumnFacts): string | null {
  const [from, to] = [integerRange(source), integerRange(target)];
  if (from && to) {
    const lowest = from.lowest < to.lowest ? from.lowest : to.lowest;
    const highest = from.highest > to.highest ? from.highest : to.highest;
    const unsigned = lowest >= 0n;
    const type = integers.find((dataType) => {
      const range = integerRange({ ...target, dataType, unsigned });
      return range !== null && range.lowest <= lowest && range.highest >= highest;
    });
    return type ? `${type}${unsigned ? ' unsigned' : ''}` : null;
  }
  const scale = Math.max(source.numericScale ?? 0, target.numericScale ?? 0);
  const digits = ({ numericPrecision = 20, numericScale = 0 }: ColumnFacts) =>
    numericPrecision - numericScale;
  const precision = Math.max(digits(source), digits(target)) + scale;
  return precision <= 65 && scale <= 30 ? `decimal(${precision},${scale})` : null;
}

function momentForBoth(source: ColumnFacts, target: ColumnFacts): string | null {
  const digits = Math.max(source.datetimePrecision ?? 0, target.datetimePrecision ?? 0);
  const types = new Set([source.dataType, target.dataType]);
  const [type] = types.size === 1 ? types : ['datetime'];
  const isMoment = [...types].every((name) => name === 'datetime' || name === 'timestamp');
  return types.size === 1 || isMoment ? `${type}${digits > 0 ? `(${digits})` : ''}` : null;
}

/** Bytes of a row that InnoDB keeps for itself and other columns; a longer text is better a TEXT. */
const mostVarying = 16_000;
const largeTypes = [
  ['tiny', 255],
  ['', 65_535],
  ['medium', 16_777_215],
  ['long', 4_294_967_295],
] as const;

/** Both have fixed lengths, both have varying ones, or the larger of what TEXT and BLOB come in. */
function lengthForBoth(
  source: ColumnFacts,
  target: ColumnFacts,
  varying: 'varchar' | 'varbinary',
  large: 'text' | 'blob',
): string | null {
  const [own, has] = [lengthLimit(source), lengthLimit(target)];
  if (!own || !has) return null;
  const isLarge = [source, target].some(({ dataType }) => /(text|blob)$/.test(dataType));
  const bytesEach = large === 'text' ? 4 : 1;
  const length = Math.max(own.length, has.length);
  if (!isLarge && length * bytesEach <= mostVarying) {
    return `${source.dataType === target.dataType ? target.dataType : varying}(${length})`;
  }
  const bytes = Math.max(longestInBytes(source), longestInBytes(target));
  const size = largeTypes.find(([, most]) => most >= bytes);
  return size ? `${size[0]}${large}` : null;
}

/**
 * The target's members first, since their numbers are stored in its rows. Where it has all of the source's, what does not fit can only be
 * the '' that an ENUM holds for a value that was none of them.
 */
function membersForBoth(source: ColumnFacts, target: ColumnFacts): string | null {
  if (source.dataType !== target.dataType) return null;
  const own = membersOf(target);
  const joined = [...new Set([...own, ...membersOf(source)])];
  const members = joined.length > own.length || target.dataType === 'set' ? joined : [...own, ''];
  return `${target.dataType}(${members.map(quoteText).join(',')})`;
}
