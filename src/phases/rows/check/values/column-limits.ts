import { converts, crossesZones, membersOf } from '../../../../plan/conversions.js';
import type { ColumnFacts } from '../../../../plan/facts.js';
import { type IntegerRange, integerRange } from '../../../../plan/integer-range.js';
import type { ColumnPlan } from '../../../../plan/plan.js';
import { isSealed } from '../../../../plan/treatments.js';
import { type ValueKind, valueKind } from '../../../../plan/value-kind.js';

/** What a text or binary column can hold. TINYTEXT to LONGTEXT are limited in bytes, CHAR and VARCHAR in characters. */
interface LengthLimit {
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

/** Kinds whose values are never long, however they are written. */
const shortKinds: ReadonlySet<ValueKind> = new Set(['number', 'float', 'bit', 'temporal']);

/** Most bytes a value of this column can take. */
export function longestInBytes(column: ColumnFacts): number {
  if (shortKinds.has(valueKind(column))) return longestAsText(column);
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
  /** BINARY fills what is shorter with zero bytes. */
  | { readonly kind: 'padding'; readonly bytes: number }
  /** CHAR loses the spaces at the end. */
  | { readonly kind: 'spaces' }
  | { readonly kind: 'range'; readonly range: IntegerRange }
  | { readonly kind: 'negative' }
  | { readonly kind: 'decimal'; readonly precision: number; readonly scale: number }
  | { readonly kind: 'fraction'; readonly digits: number }
  | { readonly kind: 'timestamp' }
  /** An hour that the time zone leaves out or has twice. */
  | { readonly kind: 'moment' }
  | { readonly kind: 'charset'; readonly from: string; readonly to: string }
  | { readonly kind: 'members'; readonly members: readonly string[] }
  | { readonly kind: 'json' }
  | { readonly kind: 'float' }
  | { readonly kind: 'double' }
  | { readonly kind: 'srid'; readonly srid: number }
  | { readonly kind: 'type' };

/** All ways in which `target` is narrower than `source`, from the types alone; the data then says whether it matters. */
export function narrowings(source: ColumnFacts, target: ColumnFacts): readonly Narrowing[] {
  const found: Narrowing[] = [];
  if (source.nullable && !target.nullable) found.push({ kind: 'null' });
  if (!converts(source, target)) return [...found, { kind: 'type' }];
  return [...found, ...valueNarrowings(source, target)];
}

/** The same of a column of the plan: what is written may be another text than the source's. */
export function columnNarrowings({ source, target, treatment }: ColumnPlan): readonly Narrowing[] {
  if (!source) return [];
  if (!isSealed(treatment)) return narrowings(source, target);
  const limit = lengthLimit(target);
  return [
    ...(source.nullable && !target.nullable ? [{ kind: 'null' } as const] : []),
    ...(limit ? [{ kind: 'length', limit } as const] : []),
  ];
}

function valueNarrowings(source: ColumnFacts, target: ColumnFacts): readonly Narrowing[] {
  switch (valueKind(target)) {
    case 'number':
      return numberNarrowings(source, target);
    case 'float':
      return floatNarrowings(source, target);
    case 'temporal':
      return temporalNarrowings(source, target);
    case 'json':
      // A MySQL column of type JSON holds nothing else; MariaDB's is a text, and its check can be turned off.
      return source.dataType === 'json' ? [] : [{ kind: 'json' }];
    case 'text':
      if (target.dataType === 'enum' || target.dataType === 'set') return memberNarrowings(source, target);
      return lengthNarrowings(source, target);
    case 'binary':
      return lengthNarrowings(source, target);
    case 'geometry':
      return target.srid === undefined || source.srid === target.srid
        ? []
        : [{ kind: 'srid', srid: target.srid }];
    case 'bit':
      return [];
  }
}

/** An ENUM may hold its error value '', whatever its members are, and the target refuses to take it. */
function memberNarrowings(source: ColumnFacts, target: ColumnFacts): readonly Narrowing[] {
  const members = membersOf(target);
  const isSubset = membersOf(source).every((member) => members.includes(member));
  if (source.dataType === target.dataType && isSubset) {
    if (target.dataType === 'set' || members.includes('')) return [];
  }
  return [{ kind: 'members', members }];
}

const integerDigits = (column: ColumnFacts): number =>
  (column.numericPrecision ?? 0) - (column.numericScale ?? 0);

function numberNarrowings(source: ColumnFacts, target: ColumnFacts): Narrowing[] {
  const found: Narrowing[] = [];
  const [from, to] = [integerRange(source), integerRange(target)];
  if (to) {
    const narrower = from === null || from.lowest < to.lowest || from.highest > to.highest;
    if (narrower && source.dataType !== 'year') found.push({ kind: 'range', range: to });
    if (source.dataType === 'year' && target.dataType === 'tinyint') found.push({ kind: 'range', range: to });
    if ((source.numericScale ?? 0) > 0) found.push({ kind: 'decimal', precision: 65, scale: 0 });
    return found;
  }
  if (target.dataType !== 'decimal') return found;
  const [digits, scale] = [
    source.dataType === 'year' ? 4 : integerDigits(source),
    source.dataType === 'year' ? 0 : (source.numericScale ?? 0),
  ];
  if (digits > integerDigits(target) || scale > (target.numericScale ?? 0)) {
    found.push({
      kind: 'decimal',
      precision: target.numericPrecision ?? 10,
      scale: target.numericScale ?? 0,
    });
  }
  if (mayBeNegative(source) && target.unsigned) found.push({ kind: 'negative' });
  return found;
}

function mayBeNegative({ unsigned, dataType }: ColumnFacts): boolean {
  return !unsigned && dataType !== 'year';
}

/** Integers up to these fit a binary fraction of 24 and of 53 digits, whatever they are. */
const exactInFloat: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'year']);
const exactInDouble: ReadonlySet<string> = new Set([...exactInFloat, 'mediumint', 'int', 'float', 'double']);

function floatNarrowings(source: ColumnFacts, target: ColumnFacts): Narrowing[] {
  const found: Narrowing[] = [];
  if (target.dataType === 'float') {
    if (source.dataType !== 'float' && !exactInFloat.has(source.dataType)) found.push({ kind: 'float' });
  } else if (!exactInDouble.has(source.dataType)) found.push({ kind: 'double' });
  if (mayBeNegative(source) && target.unsigned) found.push({ kind: 'negative' });
  return found;
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
    if (to === 'text' && !charsetHolds(source.charset ?? 'utf8mb4', target.charset)) {
      found.push({ kind: 'charset', from: source.charset ?? 'utf8mb4', to: target.charset ?? '' });
    }
  } else if (limit && limit.length < longestAsText(source)) {
    found.push({ kind: 'length', limit });
  }
  if (target.dataType === 'char' && source.dataType !== 'char' && (from === 'text' || from === 'json')) {
    found.push({ kind: 'spaces' });
  }
  if (
    target.dataType === 'binary' &&
    (source.dataType !== 'binary' || source.maxLength !== target.maxLength)
  ) {
    found.push({ kind: 'padding', bytes: target.maxLength ?? 1 });
  }
  return found;
}

/** Characters of the longest value as it is printed. */
function longestAsText(source: ColumnFacts): number {
  if (valueKind(source) === 'temporal') return 27;
  const shownWidth = Number(/\((\d+)/.exec(source.columnType)?.[1] ?? 0);
  return Math.max(shownWidth, source.numericPrecision ?? 30) + 2;
}

function temporalNarrowings(source: ColumnFacts, target: ColumnFacts): Narrowing[] {
  const found: Narrowing[] = [];
  const digits = target.datetimePrecision ?? 0;
  if ((source.datetimePrecision ?? 0) > digits) found.push({ kind: 'fraction', digits });
  if (target.dataType === 'timestamp' && source.dataType !== 'timestamp') found.push({ kind: 'timestamp' });
  if (crossesZones(source.dataType, target.dataType)) found.push({ kind: 'moment' });
  return found;
}
