import type { ColumnFacts } from './facts.js';

/** How a value's bytes are put into a statement and compared. */
export type ValueKind = 'number' | 'float' | 'text' | 'binary' | 'bit' | 'json' | 'temporal' | 'geometry';

const kindOfType: Readonly<Record<string, ValueKind>> = {
  tinyint: 'number',
  smallint: 'number',
  mediumint: 'number',
  int: 'number',
  bigint: 'number',
  decimal: 'number',
  year: 'number',
  float: 'float',
  double: 'float',
  date: 'temporal',
  time: 'temporal',
  datetime: 'temporal',
  timestamp: 'temporal',
  bit: 'bit',
  binary: 'binary',
  varbinary: 'binary',
  tinyblob: 'binary',
  blob: 'binary',
  mediumblob: 'binary',
  longblob: 'binary',
  vector: 'binary',
  geometry: 'geometry',
  point: 'geometry',
  linestring: 'geometry',
  polygon: 'geometry',
  multipoint: 'geometry',
  multilinestring: 'geometry',
  multipolygon: 'geometry',
  geomcollection: 'geometry',
  geometrycollection: 'geometry',
};

export function valueKind(column: ColumnFacts): ValueKind {
  if (column.isJson) return 'json';
  return kindOfType[column.dataType] ?? 'text';
}

const integerTypes: ReadonlySet<string> = new Set(['tinyint', 'smallint', 'mediumint', 'int', 'bigint']);

/** Whole numbers by their type; not DECIMAL, which may have a fraction. */
export function isInteger({ dataType }: ColumnFacts): boolean {
  return integerTypes.has(dataType);
}
