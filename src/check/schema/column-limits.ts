import type { ColumnFacts } from '../../plan/facts.js';
import { valueKind } from '../../plan/mapping.js';

/** Lowest and highest value of an integer column. */
export interface IntegerRange {
  readonly lowest: bigint;
  readonly highest: bigint;
}

const integerBytes: Readonly<Record<string, number>> = {
  tinyint: 1,
  smallint: 2,
  mediumint: 3,
  int: 4,
  bigint: 8,
};

/** Null for anything that is not an integer type. */
export function integerRange(column: ColumnFacts): IntegerRange | null {
  const bytes = integerBytes[column.dataType];
  if (bytes === undefined) return null;
  const bits = BigInt(bytes * 8);
  return column.unsigned
    ? { lowest: 0n, highest: 2n ** bits - 1n }
    : { lowest: -(2n ** (bits - 1n)), highest: 2n ** (bits - 1n) - 1n };
}

/** What a text or binary column can hold. TINYTEXT to LONGTEXT are limited in bytes, CHAR and VARCHAR in characters. */
export interface LengthLimit {
  readonly length: number;
  readonly unit: 'characters' | 'bytes';
}

const blobBytes: Readonly<Record<string, number>> = {
  tinytext: 255,
  tinyblob: 255,
  text: 65_535,
  blob: 65_535,
  mediumtext: 16_777_215,
  mediumblob: 16_777_215,
  longtext: 4_294_967_295,
  longblob: 4_294_967_295,
};

/** Null for types without a length. JSON counts as unlimited. */
export function lengthLimit(column: ColumnFacts): LengthLimit | null {
  if (column.isJson) return null;
  const bytes = blobBytes[column.dataType];
  if (bytes !== undefined) return { length: bytes, unit: 'bytes' };
  const kind = valueKind(column);
  if (column.maxLength === undefined || column.dataType === 'enum' || column.dataType === 'set') return null;
  if (kind === 'text') return { length: column.maxLength, unit: 'characters' };
  return kind === 'binary' ? { length: column.maxLength, unit: 'bytes' } : null;
}

const bytesPerCharacter: Readonly<Record<string, number>> = {
  utf8mb4: 4,
  utf32: 4,
  utf16: 4,
  utf16le: 4,
  gb18030: 4,
  utf8mb3: 3,
  utf8: 3,
  ucs2: 2,
  gbk: 2,
  gb2312: 2,
  big5: 2,
  sjis: 2,
  cp932: 2,
  euckr: 2,
  ujis: 3,
  eucjpms: 3,
};

/** Most bytes a text of this column can take. */
export function longestInBytes(column: ColumnFacts): number {
  const limit = lengthLimit(column);
  if (!limit) return 4_294_967_295;
  return limit.unit === 'bytes'
    ? limit.length
    : limit.length * (bytesPerCharacter[column.charset ?? ''] ?? 1);
}

/** True when every character of `from` exists in `to`. */
export function charsetHolds(from: string | undefined, to: string | undefined): boolean {
  if (from === undefined || to === undefined || from === to) return true;
  const plain = (name: string) => (name === 'utf8' ? 'utf8mb3' : name);
  const [source, target] = [plain(from), plain(to)];
  if (source === target || ['utf8mb4', 'utf16', 'utf16le', 'utf32', 'gb18030'].includes(target)) return true;
  if (source === 'ascii') return target !== 'swe7';
  return (
    target === 'utf8mb3' &&
    ['latin1', 'latin2', 'ucs2', 'cp1250', 'cp1251', 'greek', 'hebrew'].includes(source)
  );
}

/** How a target column can refuse or alter a value that its source column holds. */
export type Narrowing =
  | { readonly kind: 'null' }
  | { readonly kind: 'length'; readonly limit: LengthLimit }
  | { readonly kind: 'range'; readonly range: IntegerRange }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'fraction'; readonly digits: number }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'charset'; readonly from: string; readonly to: string }
  | { readonly kind: 'members'; readonly members: readonly string[] }
  | { readonly kind: 'json' }
  | { readonly kind: 'float' }
  | { readonly kind: 'type' };

/** Members of an ENUM or SET as information_schema prints the type. */
export function membersOf(column: ColumnFacts): readonly string[] {
  return [...column.columnType.matchAll(/'((?:[^']|'')*)'/g)].map((match) =>
    (match[1] ?? '').replaceAll("''", "'"),
  );
}

const integerDigits = (column: ColumnFacts): number =>
  (column.numericPrecision ?? 0) - (column.numericScale ?? 0);

/** All ways in which `target` is narrower than `source`, from the types alone; the data then says whether it matters. */
export function narrowings(source: ColumnFacts, target: ColumnFacts): readonly Narrowing[] {
  const found: Narrowing[] = [];
  if (source.nullable && !target.nullable) found.push({ kind: 'null' });
  const [from, to] = [valueKind(source), valueKind(target)];
  if (target.dataType === 'enum' || target.dataType === 'set') {
    if (source.columnType !== target.columnType) found.push({ kind: 'members', members: membersOf(target) });
    return found;
  }
  if (to === 'json' && from !== 'json') found.push(from === 'text' ? { kind: 'json' } : { kind: 'type' });
  if (to === 'number') found.push(...numberNarrowings(source, target));
  if (to === 'text' || to === 'binary') found.push(...lengthNarrowings(source, target));
  if (to === 'temporal') found.push(...temporalNarrowings(source, target));
  if (to === 'float') {
    if (from !== 'float' && from !== 'number') found.push({ kind: 'type' });
    else if (target.dataType === 'float' && source.dataType !== 'float') found.push({ kind: 'float' });
  }
  if (['bit', 'geometry'].includes(to) && source.columnType !== target.columnType)
    found.push({ kind: 'type' });
  return found;
}

function numberNarrowings(source: ColumnFacts, target: ColumnFacts): Narrowing[] {
  const [from, to] = [integerRange(source), integerRange(target)];
  if (to) {
    if (!from)
      return valueKind(source) === 'number'
        ? [{ kind: 'decimal', precision: 19, scale: 0 }]
        : [{ kind: 'type' }];
    return from.lowest < to.lowest || from.highest > to.highest ? [{ kind: 'range', range: to }] : [];
  }
  if (target.dataType === 'decimal') {
    if (valueKind(source) !== 'number') return [{ kind: 'type' }];
    const narrower =
      integerDigits(source) > integerDigits(target) ||
      (source.numericScale ?? 0) > (target.numericScale ?? 0);
    return narrower
      ? [{ kind: 'decimal', precision: target.numericPrecision ?? 10, scale: target.numericScale ?? 0 }]
      : [];
  }
  return source.dataType === target.dataType ? [] : [{ kind: 'type' }];
}

function lengthNarrowings(source: ColumnFacts, target: ColumnFacts): Narrowing[] {
  const found: Narrowing[] = [];
  const limit = lengthLimit(target);
  const [from, to] = [valueKind(source), valueKind(target)];
  if (from === 'text' || from === 'binary' || from === 'json') {
    const own = lengthLimit(source);
    if (limit) {
      const longest =
        limit.unit === 'characters' && own?.unit === 'characters' ? own.length : longestInBytes(source);
      if (longest > limit.length) found.push({ kind: 'length', limit });
    }
    if (to === 'text' && from !== 'binary' && !charsetHolds(source.charset ?? 'utf8mb4', target.charset)) {
      found.push({ kind: 'charset', from: source.charset ?? 'utf8mb4', to: target.charset ?? '' });
    }
    if (from === 'binary' && to === 'text') found.push({ kind: 'type' });
  } else if (limit && limit.length < (source.numericPrecision ?? 30) + 2) {
    found.push({ kind: 'length', limit });
  }
  return found;
}

function temporalNarrowings(source: ColumnFacts, target: ColumnFacts): Narrowing[] {
  if (valueKind(source) !== 'temporal') return [{ kind: 'type' }];
  const found: Narrowing[] = [];
  const digits = target.datetimePrecision ?? 0;
  if ((source.datetimePrecision ?? 0) > digits && target.dataType !== 'date')
    found.push({ kind: 'fraction', digits });
  if (target.dataType === 'timestamp' && source.dataType !== 'timestamp') found.push({ kind: 'timestamp' });
  const family = (type: string) => (type === 'timestamp' ? 'datetime' : type);
  const sameFamily = family(source.dataType) === family(target.dataType);
  if (!sameFamily && !(source.dataType === 'date' && target.dataType === 'datetime'))
    found.push({ kind: 'type' });
  return found;
}
