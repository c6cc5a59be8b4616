import type { Flavour } from '../../../../src/plan/facts.js';

/** A column type with values at its ends, as SQL literals. */
export interface TypeCase {
  readonly name: string;
  readonly type: string;
  readonly values: readonly string[];
  /** What is compared when HEX of the column itself is not the value: HEX of a number is that of its integer part. */
  readonly compare?: string;
  /** More columns. */
  readonly extra?: string;
  readonly on?: Flavour;
}

const text = [
  "''",
  "'a'",
  'NULL',
  `'\\\\ \\t \\n \\r \\0 \\Z \\' " \`'`,
  "'\\\\N'",
  "'ends with \\\\'",
  "' spaces '",
  "'NULL'",
];
const wide = [...text, "'中文 é 😀 ﷽'", "REPEAT('长', 60)"];
const bytes = ["X''", "X'00'", 'NULL', "X'000102090A0D1A22275C5C4E5CFF'", "X'FFFEFDF09F98C3'", "X'EFBBBF'"];
const asText = 'CAST(v AS CHAR)';

function integers(name: string, bits: number): TypeCase[] {
  const half = 2n ** BigInt(bits - 1);
  return [
    { name, type: name, values: [`${-half}`, `${half - 1n}`, '0', '-1', 'NULL'], compare: asText },
    {
      name: `${name}_unsigned`,
      type: `${name} unsigned`,
      values: ['0', `${2n * half - 1n}`, '1', 'NULL'],
      compare: asText,
    },
  ];
}

/** Every type MySQL 5.7 to 9 and MariaDB have in common, and each one's own. */
export const typeCases: readonly TypeCase[] = [
  ...integers('tinyint', 8),
  ...integers('smallint', 16),
  ...integers('mediumint', 24),
  ...integers('int', 32),
  ...integers('bigint', 64),
  { name: 'boolean', type: 'boolean', values: ['TRUE', 'FALSE', 'NULL'], compare: asText },
  {
    name: 'zerofill',
    type: 'int(8) unsigned zerofill',
    values: ['0', '42', 'NULL'],
    compare: asText,
  },
  {
    name: 'decimal',
    type: 'decimal(65,30)',
    values: [
      `${'9'.repeat(35)}.${'9'.repeat(30)}`,
      `-${'9'.repeat(35)}.${'9'.repeat(30)}`,
      '0',
      `0.${'0'.repeat(29)}1`,
      'NULL',
    ],
    compare: asText,
  },
  {
    name: 'float',
    type: 'float',
    values: ['0.1', '-0.0', '3.4028234e38', '1.17549435e-38', '16777217', '123456.789', '1e-45', 'NULL'],
    compare: 'CAST(v + 0e0 AS CHAR)',
  },
  {
    name: 'double',
    type: 'double',
    values: [
      '0.1',
      '-0.0',
      '1.7976931348623157e308',
      '2.2250738585072014e-308',
      '5e-324',
      '0.30000000000000004',
      '9007199254740993',
      'NULL',
    ],
    compare: 'CAST(v AS CHAR)',
  },
  { name: 'bit1', type: 'bit(1)', values: ["b'0'", "b'1'", 'NULL'], compare: 'v + 0' },
  {
    name: 'bit64',
    type: 'bit(64)',
    values: ["b'0'", `b'${'1'.repeat(64)}'`, "X'5C090A00'", "X'27'", 'NULL'],
    compare: 'CAST(v + 0 AS CHAR)',
  },
  { name: 'year', type: 'year', values: ['1901', '2155', '0', '2000', 'NULL'], compare: asText },
  {
    name: 'date',
    type: 'date',
    values: [
      "'1000-01-01'",
      "'9999-12-31'",
      "'0000-00-00'",
      "'2024-00-00'",
      "'2024-02-29'",
      "'2023-02-31'",
      'NULL',
    ],
    compare: asText,
  },
  {
    name: 'time',
    type: 'time',
    values: ["'-838:59:59'", "'838:59:59'", "'00:00:00'", 'NULL'],
    compare: asText,
  },
  {
    name: 'time6',
    type: 'time(6)',
    values: ["'-838:59:58.999999'", "'00:00:00.000001'", "'-00:00:00.5'", 'NULL'],
    compare: asText,
  },
  {
    name: 'datetime',
    type: 'datetime',
    values: ["'1000-01-01 00:00:00'", "'9999-12-31 23:59:59'", "'0000-00-00 00:00:00'", 'NULL'],
    compare: asText,
  },
  {
    name: 'datetime3',
    type: 'datetime(3)',
    values: ["'2024-03-31 02:30:00.123'", "'0000-00-00 00:00:00'", 'NULL'],
    compare: asText,
  },
  {
    name: 'datetime6',
    type: 'datetime(6)',
    values: ["'2024-10-27 02:30:00.000001'", "'9999-12-31 23:59:59.999999'", 'NULL'],
    compare: asText,
  },
  {
    name: 'timestamp',
    type: 'timestamp NULL',
    values: ["'1970-01-01 00:00:01'", "'2038-01-19 03:14:07'", "'0000-00-00 00:00:00'", 'NULL'],
    compare: asText,
  },
  {
    name: 'timestamp6',
    type: 'timestamp(6) NULL',
    values: ["'2024-03-31 01:30:00.999999'", "'1970-01-01 00:00:01.000001'", 'NULL'],
    compare: asText,
  },
  { name: 'char', type: 'char(80)', values: wide },
  { name: 'varchar', type: 'varchar(500)', values: wide },
  { name: 'varchar_bin', type: 'varchar(500) COLLATE utf8mb4_bin', values: wide },
  { name: 'tinytext', type: 'tinytext', values: wide },
  { name: 'text', type: 'text', values: [...wide, "REPEAT('\\t\\n\\\\é', 8000)"] },
  { name: 'mediumtext', type: 'mediumtext', values: [...wide, "REPEAT('中\\\\', 200000)"] },
  { name: 'longtext', type: 'longtext', values: wide },
  { name: 'utf8mb3', type: 'varchar(100) CHARACTER SET utf8mb3', values: [...text, "'中文 é'"] },
  { name: 'latin1', type: 'varchar(100) CHARACTER SET latin1', values: [...text, "'é ÿ €'"] },
  {
    name: 'gbk',
    type: 'varchar(100) CHARACTER SET gbk',
    values: [...text, "'中文'", "_gbk X'B15C'", "_gbk X'A15C'"],
  },
  {
    name: 'utf16',
    type: 'varchar(100) CHARACTER SET utf16',
    values: [...text, "'中文 é 😀'", "_utf16 X'0A5C095C'"],
  },
  { name: 'ascii', type: 'varchar(100) CHARACTER SET ascii', values: text },
  { name: 'binary', type: 'binary(16)', values: bytes },
  { name: 'varbinary', type: 'varbinary(300)', values: bytes },
  { name: 'tinyblob', type: 'tinyblob', values: bytes },
  { name: 'blob', type: 'blob', values: [...bytes, "REPEAT(X'00275C0A09FF', 10000)"] },
  { name: 'mediumblob', type: 'mediumblob', values: [...bytes, "REPEAT(X'5C', 3000000)"] },
  { name: 'longblob', type: 'longblob', values: bytes },
  {
    name: 'enum',
    type: "enum('a','中文','it''s','x\\\\y','c d')",
    values: ["'a'", "'中文'", "'it''s'", "'x\\\\y'", "'c d'", 'NULL'],
  },
  { name: 'set', type: "set('a','b','中文')", values: ["''", "'a'", "'a,b,中文'", 'NULL'] },
  {
    name: 'json',
    type: 'json',
    values: [
      'NULL',
      `'{"a":1}'`,
      `'{"k": [1, 2.50, "\\\\u4e2d\\\\n", "中文", null, true], "big": 12345678901234567890}'`,
      `'[]'`,
      `'"s"'`,
    ],
    compare: asText,
  },
  {
    name: 'geometry',
    type: 'geometry',
    values: [
      "ST_GeomFromText('POINT(1.5 -2.25)')",
      "ST_GeomFromText('LINESTRING(0 0,1 1,9 10)')",
      "ST_GeomFromText('MULTIPOLYGON(((0 0,0 3,3 3,3 0,0 0)))')",
      'NULL',
    ],
    compare: 'ST_AsText(v)',
  },
  {
    name: 'point',
    type: 'point',
    values: ["ST_GeomFromText('POINT(9 92)')", 'NULL'],
    compare: 'ST_AsText(v)',
  },
  {
    name: 'generated',
    type: 'int',
    values: ['1', '2', 'NULL'],
    extra: 'g int GENERATED ALWAYS AS (v * 2) VIRTUAL, s int GENERATED ALWAYS AS (v + 1) STORED',
    compare: "CONCAT_WS(',', v, g, s)",
  },
  { name: 'invisible', type: 'varchar(10) INVISIBLE', values: ["'seen'", 'NULL'] },
  { name: 'vector', type: 'vector(3)', values: ["STRING_TO_VECTOR('[1,2.5,-3]')", 'NULL'], on: 'mysql' },
  {
    name: 'uuid',
    type: 'uuid',
    values: ["'123e4567-e89b-12d3-a456-426614174000'", 'NULL'],
    compare: asText,
    on: 'mariadb',
  },
  {
    name: 'inet6',
    type: 'inet6',
    values: ["'::1'", "'2001:db8::ff00:42:8329'", 'NULL'],
    compare: asText,
    on: 'mariadb',
  },
];
