import type { Flavour } from '../../../../src/plan/facts.js';

/** A column type with values of it as SQL, the odd ones first of all. */
export interface SampledType {
  readonly type: string;
  readonly values: readonly string[];
  /** Only on this kind of server. */
  readonly only?: Flavour;
}

export const sampledTypes: readonly SampledType[] = [
  { type: 'tinyint', values: ['-128', '0', '7', '127'] },
  { type: 'tinyint(1)', values: ['0', '1', '4'] },
  { type: 'smallint unsigned', values: ['0', '1999', '65535'] },
  { type: 'int', values: ['-2147483648', '16777217'] },
  { type: 'int(8) unsigned zerofill', values: ['0', '42'] },
  { type: 'bigint', values: ['-9223372036854775808', '9007199254740993', '5'] },
  { type: 'bigint unsigned', values: ['18446744073709551615', '0'] },
  { type: 'decimal(10,4)', values: ['-0.0001', '1.5', '300', '0.1'] },
  { type: 'decimal(20,10)', values: ['1.5', '1234567890.0123456789'] },
  { type: 'decimal(9,2) unsigned', values: ['0', '12.25'] },
  { type: 'float', values: ['0.1', '16777216', '-1.5e30', '-0e0'] },
  { type: 'double', values: ['0.1', '1.7976931348623157e308', '1234567.890625', '0.5'] },
  { type: 'double(10,2)', values: ['0.25', '7'] },
  { type: 'year', values: ['0', '1901', '2020'] },
  { type: 'date', values: ["'0000-00-00'", "'1000-01-01'", "'2021-02-31'", "'2020-01-02'"] },
  { type: 'time', values: ["'-838:59:59'", "'11:15:12'"] },
  { type: 'time(3)', values: ["'11:15:12.345'", "'11:15:12'"] },
  { type: 'datetime', values: ["'0000-00-00 00:00:00'", "'2016-10-12 11:15:12'", "'9999-12-31 23:59:59'"] },
  { type: 'datetime(6)', values: ["'2016-10-12 11:15:12.123456'", "'2021-02-31 00:00:00'"] },
  { type: 'timestamp', values: ["'2016-10-12 11:15:12'"] },
  { type: 'bit(1)', values: ["b'1'", "b'0'"] },
  { type: 'bit(12)', values: ["b'100000000001'"] },
  { type: 'char(10)', values: ["'a'", "''", "'1'", "'2020-01-02'"] },
  { type: 'varchar(10)', values: ["'a '", "'A'", "''", "'   '", "'3'", "'p,q'"] },
  { type: 'varchar(10) CHARACTER SET latin1', values: ["'ä'", "'x'"] },
  { type: 'text', values: ["'[1 , 2]'", '\'{"b":1,"a":1.0}\'', "'null'", "'q,p'", "'long long long'"] },
  { type: 'binary(4)', values: ["'ab'", "X'00'"] },
  { type: 'binary(6)', values: ["'abcdef'"] },
  { type: 'varbinary(6)', values: ["X'41'", "X'41424344'", "X'4100'"] },
  { type: 'blob', values: ["X'00FF'", "''"] },
  { type: "enum('x','y','','1')", values: ["'y'", "'x'", "''", "'1'"] },
  { type: "enum('1','x','Y')", values: ["'1'", "'x'", "'Y'", "'none'"] },
  { type: "set('p','q','3')", values: ["'p,q'", "''", "'3'", "'p,3'"] },
  { type: "set('q','it''s','p')", values: ["'p,q'", "'it''s'", "''"] },
  { type: 'json', values: ['\'{"b":1,"a":1.0}\'', "'1'", '\'"t"\''] },
  { type: 'point', values: ['ST_GeomFromText("POINT(1 2)")'] },
  { type: 'geometry', values: ['ST_GeomFromText("LINESTRING(1 2,3 4)")', 'ST_GeomFromText("POINT(1 2)")'] },
  { type: 'geometrycollection', values: ['ST_GeomFromText("GEOMETRYCOLLECTION(POINT(1 2))")'] },
  { type: 'point SRID 4326', values: ['ST_GeomFromText("POINT(1 2)", 4326)'], only: 'mysql' },
  { type: 'uuid', values: ["'123E4567-E89B-12D3-A456-426655440000'"], only: 'mariadb' },
  { type: 'inet6', values: ["'::1'"], only: 'mariadb' },
];

/** The types that a kind of server has. */
export const typesOf = (flavour: Flavour): readonly SampledType[] =>
  sampledTypes.filter(({ only }) => only === undefined || only === flavour);

/** Pairs that must carry the value named: a tool that refuses everything would agree with itself, too. */
export const carried: readonly (readonly [source: string, target: string, value: string])[] = [
  ['tinyint', 'tinyint(1)', '-128'],
  ['tinyint(1)', 'tinyint', '4'],
  ['int(8) unsigned zerofill', 'bigint', '42'],
  ['smallint unsigned', 'int(8) unsigned zerofill', '1999'],
  ['bigint', 'varchar(10)', '5'],
  ['bigint', 'double', '5'],
  ['bigint', 'decimal(20,10)', '5'],
  ['decimal(10,4)', 'decimal(20,10)', '-0.0001'],
  ['decimal(10,4)', 'int', '300'],
  ['decimal(10,4)', 'float', '1.5'],
  ['float', 'double', '0.1'],
  ['double', 'float', '0.5'],
  ['year', 'int', '0'],
  ['year', 'int', '2020'],
  ['year', 'text', '2020'],
  ['date', 'datetime', "'1000-01-01'"],
  ['date', 'datetime(6)', "'0000-00-00'"],
  ['date', 'text', "'2020-01-02'"],
  ['time', 'time(3)', "'-838:59:59'"],
  ['time(3)', 'time', "'11:15:12'"],
  ['datetime', 'datetime(6)', "'2016-10-12 11:15:12'"],
  ['datetime(6)', 'datetime', "'2021-02-31 00:00:00'"],
  ['bit(1)', 'bit(12)', "b'1'"],
  ['varchar(10)', 'char(10)', "'A'"],
  ['char(10)', 'varchar(10)', "'a'"],
  ['varchar(10) CHARACTER SET latin1', 'text', "'ä'"],
  ['varbinary(6)', 'binary(4)', "X'41424344'"],
  ['binary(4)', 'varbinary(6)', "'ab'"],
  ['binary(4)', 'blob', "X'00'"],
  ['varchar(10)', 'blob', "'a '"],
  ["enum('x','y','','1')", "enum('1','x','Y')", "'x'"],
  ["enum('x','y','','1')", 'varchar(10)', "'y'"],
  ["set('p','q','3')", "set('q','it''s','p')", "'p,q'"],
  ["set('p','q','3')", 'varchar(10)', "'p,q'"],
  ['varchar(10)', "set('p','q','3')", "'p,q'"],
  ['text', 'json', "'[1 , 2]'"],
  ['json', 'text', '\'{"b":1,"a":1.0}\''],
  ['datetime', 'timestamp', "'2016-10-12 11:15:12'"],
  ['timestamp', 'datetime(6)', "'2016-10-12 11:15:12'"],
  ['point', 'geometry', 'ST_GeomFromText("POINT(1 2)")'],
  ['geometrycollection', 'geometry', 'ST_GeomFromText("GEOMETRYCOLLECTION(POINT(1 2))")'],
];

/** Pairs whose value would be altered, or read in two ways. */
export const refused: readonly (readonly [source: string, target: string, value: string])[] = [
  ['varchar(10)', 'char(10)', "'a '"],
  ['varbinary(6)', 'binary(4)', "X'41'"],
  ['bigint', 'double', '9007199254740993'],
  ['int', 'float', '16777217'],
  ['double', 'float', '0.1'],
  ['decimal(10,4)', 'int', '1.5'],
  ['decimal(10,4)', 'decimal(9,2) unsigned', '-0.0001'],
  ['bigint unsigned', 'bigint', '18446744073709551615'],
  ["enum('1','x','Y')", "enum('1','x','Y')", "'none'"],
  ["enum('x','y','','1')", "enum('1','x','Y')", "''"],
  ['varchar(10)', "enum('1','x','Y')", "'3'"],
  ['text', "set('p','q','3')", "'q,p'"],
  ['text', 'json', "'q,p'"],
  ['datetime(6)', 'datetime', "'2016-10-12 11:15:12.123456'"],
  ['binary(4)', 'char(10)', "'ab'"],
];
