import type { Flavour } from '../../../../src/plan/facts.js';
import { sampledTypes } from '../types/samples.js';
import { typeCases } from './types.js';

/** A column type with values that the log may write in a way of its own. */
interface LoggedType {
  readonly type: string;
  readonly values: readonly string[];
  /** More columns. */
  readonly extra?: string | undefined;
  readonly on?: Flavour | undefined;
}

const digits = [0, 1, 2, 3, 4, 5, 6];
const letters = 'é ü ß € Ж я Σ ω ש ع ไ ł ő ž ā 中文 漢字 あア 한국 ｱ ~ \\\\ ¥ ‾ ÿ';
const lengths = (name: string, sizes: readonly number[], more = ''): LoggedType[] =>
  sizes.map((size) => ({
    type: `${name}(${size})${more}`,
    values: ["''", "'a'", `REPEAT('x', ${size})`, "'a '", 'NULL'],
  }));

/** All but UJIS, EUCJPMS and GB18030, whose characters have three and four bytes. */
const characterSets = [
  ...[
    'armscii8',
    'ascii',
    'big5',
    'binary',
    'cp1250',
    'cp1251',
    'cp1256',
    'cp1257',
    'cp850',
    'cp852',
    'cp866',
  ],
  ...[
    'cp932',
    'dec8',
    'euckr',
    'gb2312',
    'gbk',
    'geostd8',
    'greek',
    'hebrew',
    'hp8',
    'keybcs2',
    'koi8r',
    'koi8u',
  ],
  ...['latin1', 'latin2', 'latin5', 'latin7', 'macce', 'macroman', 'sjis', 'swe7', 'tis620', 'ucs2', 'utf16'],
  ...['utf16le', 'utf32', 'utf8mb3', 'utf8mb4'],
];

const base64 = "X'00112233445566778899aabbccddeeff'";

const special: readonly LoggedType[] = [
  ...digits.flatMap((n) => [
    {
      type: `time(${n})`,
      values: ["'-838:59:58.999999'", "'-00:00:00.5'", "'-00:00:01.000001'", "'00:00:59.95'"],
    },
    {
      type: `datetime(${n})`,
      values: ["'2016-10-12 11:15:12.123456'", "'0000-00-00'", "'2021-02-31 01:02:03.9'"],
    },
    {
      type: `timestamp(${n}) NULL`,
      values: ["'2016-10-12 11:15:12.987654'", "'1970-01-01 00:00:01'", 'NULL'],
    },
  ]),
  { type: 'tinyint(3) zerofill', values: ['0', '7', '255'] },
  { type: 'bigint unsigned zerofill', values: ['0', '18446744073709551615'] },
  { type: 'decimal(10,2) zerofill', values: ['0', '1.5', '99999999.99'] },
  { type: 'decimal(6) zerofill', values: ['0', '42'] },
  { type: 'decimal(30,30)', values: ['0', '-0.000000000000000000000000000001', '0.5'] },
  { type: 'decimal(65)', values: ['0', `-${'9'.repeat(65)}`, '1000000000'] },
  { type: 'decimal(18,9)', values: ['-1.5', '123456789.987654321', '0.000000001'] },
  { type: 'double zerofill', values: ['0', '1.5', '1e30', '0.1'] },
  { type: 'double(10,3) zerofill', values: ['0', '1.5', '123456.789'] },
  { type: 'double(255,30)', values: ['0', '1.5', '0.1', '1e200', '-0e0', '123456789.123456789'] },
  { type: 'double(20,0)', values: ['0', '2.5', '-3.5', '12345678901234567890'] },
  { type: 'float(7,3)', values: ['0', '1.1', '-1234.567', '-0e0'] },
  { type: 'float unsigned zerofill', values: ['0', '1.1'] },
  {
    type: 'double',
    values: [
      '-0e0',
      '1e14',
      '1e15',
      '-1083461537978602.8e0',
      '123456789012345678',
      '1e-14',
      '1e-15',
      '1e-16',
      '-1.5e-300',
      '0.1e0 + 0.2e0',
    ],
  },
  { type: 'bit(9)', values: ["b'100000001'", "b'0'", 'NULL'] },
  { type: 'bit(33)', values: ["X'0100000000'", "X'20'"] },
  ...lengths('char', [1, 63, 64, 255]),
  ...lengths('char', [254, 255], ' CHARACTER SET latin1'),
  ...lengths('varchar', [63, 64, 255, 256, 3000]),
  ...lengths('varchar', [255, 256], ' CHARACTER SET latin1'),
  ...lengths('binary', [1, 255]),
  ...lengths('varbinary', [255, 256]),
  ...characterSets
    .filter((set) => set !== 'binary')
    .map((set) => ({
      type: `varchar(200) CHARACTER SET ${set}`,
      values: [`CONVERT('${letters}' USING ${set})`, "'plain'", "''"],
    })),
  { type: "enum('甲','中文','x') CHARACTER SET gbk", values: ["'甲'", "'中文'", "''"] },
  {
    type: "enum('a,b','it''s','back\\\\slash','new\\nline','\"')",
    values: ["'a,b'", "'back\\\\slash'", "'new\\nline'", "'\"'"],
  },
  {
    type: `enum(${Array.from({ length: 300 }, (_, index) => `'m${index}'`).join(',')})`,
    values: ["'m0'", "'m255'", "'m299'"],
  },
  {
    type: `set(${Array.from({ length: 64 }, (_, index) => `'s${index}'`).join(',')})`,
    values: ["'s0,s63'", "'s31,s32'", "''"],
  },
  { type: "set('a','b','c','d','e','f','g','h','甲')", values: ["'a,甲'", "'h'"] },
  {
    type: 'json',
    on: 'mysql',
    values: [
      "'2500.0'",
      "'[1e15, 1e14, -0.0, 18446744073709551615, -9223372036854775808, 18446744073709551616]'",
      '\'{"bb": 1, "a": "\\\\\\\\ \\\\" / \\\\u0001 \\\\u4e2d"}\'',
      'JSON_ARRAY(12.50, CAST(-1 AS DECIMAL(40,20)))',
      "JSON_ARRAY(DATE'2020-01-02', TIME'-838:59:58.5', TIMESTAMP'2020-01-02 03:04:05.6')",
      `JSON_ARRAY(${base64}, CONCAT(${Array(8).fill(base64).join(', ')}), b'101')`,
      "CAST(CONCAT('[', REPEAT('70000, \"abcdefgh\", 5.5, ', 6000), 'true]') AS JSON)",
      "'null'",
      'NULL',
    ],
  },
  {
    type: 'geometry',
    on: 'mysql',
    values: ["ST_GeomFromText('POINT(1 2)', 4326)", "ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')"],
  },
  {
    type: 'uuid',
    on: 'mariadb',
    values: [
      "'00000000-0000-0000-0000-000000000000'",
      "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
      "'c232ab00-9414-11ec-b3c8-9f6bdeced846'",
      "'01890a5d-ac96-774b-bcce-b302099a8057'",
      "'550e8400-e29b-41d4-a716-446655440000'",
      "'00000000-0000-0000-0000-000000000020'",
      "'20202020-2020-2020-2020-202020202000'",
      "'1d8eebc2-5f4e-6e3a-0000-000000000100'",
      'NULL',
    ],
  },
  {
    type: 'inet6',
    on: 'mariadb',
    values: [
      ...[
        "'::'",
        "'::1'",
        "'::ffff:10.2.3.4'",
        "'::10.2.3.0'",
        "'::0.0.1.0'",
        "'::1:0'",
        "'1::'",
        "'1:0:0:2::'",
      ],
      ...[
        "'1:0:2:0:3:0:4:0'",
        "'2001:db8::20'",
        "'fe80:0:0:1:0:0:0:1'",
        "'::ffff:0:1.2.3.4'",
        "'1:2:3:4:5:6:7:8'",
      ],
      ...[
        "'0:1::'",
        "'0:0:1:1:0:0:1:1'",
        "'1:0:0:1:1:0:0:1'",
        "'::2:3:4:5:6:7:8'",
        "'1:2:3:4:5:6:7::'",
        'NULL',
      ],
    ],
  },
  { type: 'inet4', on: 'mariadb', values: ["'0.0.0.0'", "'10.2.3.32'", "'255.255.255.255'", "'1.0.0.0'"] },
  {
    type: 'int',
    extra: `${Array.from({ length: 70 }, (_, index) => `c${index} varchar(3) DEFAULT ${index % 3 === 0 ? 'NULL' : "'x'"}`).join(', ')}`,
    values: ['1', 'NULL'],
  },
];

/** Every type of a kind of server, each in a table of its own. */
export function loggedTypes(flavour: Flavour) {
  const all: readonly LoggedType[] = [
    ...typeCases,
    ...sampledTypes.map(({ only, ...type }) => ({ ...type, on: only })),
    ...special,
  ];
  return all
    .filter(({ on }) => on === undefined || on === flavour)
    .map((type, index) => ({ ...type, table: `t${index}` }));
}
