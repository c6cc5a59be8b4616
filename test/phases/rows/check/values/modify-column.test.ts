import { describe, expect, it } from 'vitest';
import { changedDefinition } from '../../../../../src/phases/rows/check/values/modify-column.js';
import { typeForBoth } from '../../../../../src/phases/rows/check/values/wider-type.js';
import { column } from '../../../../preflight/support/facts.js';

const table = `CREATE TABLE \`t\` (
  \`id\` bigint(20) unsigned NOT NULL AUTO_INCREMENT,
  \`Name\` varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL DEFAULT 'a NOT NULL' COMMENT 'b, \`Name\` varchar(1)',
  \`kind\` enum('a','it''s','x)') DEFAULT NULL,
  \`od\`\`d\` int DEFAULT '7' /*!80023 INVISIBLE */,
  \`at\` datetime(3) NOT NULL DEFAULT current_timestamp(3) ON UPDATE current_timestamp(3) COMMENT 'current_timestamp(3)',
  \`few\` varchar(9) NOT NULL DEFAULT ' CHECK (1)' COMMENT 'it''s, CHECK (2)' CHECK (\`few\` <> ') CHECK (' and \`few\` > ''),
  \`json\` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL CHECK (json_valid(\`json\`)),
  PRIMARY KEY (\`id\`)
) ENGINE=InnoDB`;

describe('changedDefinition', () => {
  it.each([
    [
      'name',
      { type: 'varchar(40)' },
      "`Name` varchar(40) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL DEFAULT 'a NOT NULL' COMMENT 'b, `Name` varchar(1)'",
    ],
    [
      'Name',
      { type: 'varchar(20)', charset: 'utf8mb4' },
      "`Name` varchar(20) CHARACTER SET utf8mb4 NOT NULL DEFAULT 'a NOT NULL' COMMENT 'b, `Name` varchar(1)'",
    ],
    [
      'name',
      { nullable: true },
      "`Name` varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci NULL DEFAULT 'a NOT NULL' COMMENT 'b, `Name` varchar(1)'",
    ],
    ['kind', { type: "enum('z')" }, "`kind` enum('z') DEFAULT NULL"],
    ['od`d', { type: 'bigint' }, "`od``d` bigint DEFAULT '7' /*!80023 INVISIBLE */"],
    ['id', { type: 'bigint' }, '`id` bigint NOT NULL AUTO_INCREMENT'],
    [
      'at',
      { type: 'datetime(6)' },
      "`at` datetime(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6) ON UPDATE CURRENT_TIMESTAMP(6) COMMENT 'current_timestamp(3)'",
    ],
    [
      'few',
      { withoutCheck: true },
      "`few` varchar(9) NOT NULL DEFAULT ' CHECK (1)' COMMENT 'it''s, CHECK (2)'",
    ],
    [
      'json',
      { withoutCheck: true },
      '`json` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin DEFAULT NULL',
    ],
  ] as const)('changes %s and nothing else of its line', (name, change, expected) => {
    expect(changedDefinition(table, name, change)).toBe(expected);
  });

  it('knows no column that is not there', () => {
    expect(changedDefinition(table, 'gone', { nullable: true })).toBeNull();
  });
});

describe('typeForBoth', () => {
  it.each([
    ['int unsigned', 'int', 'bigint'],
    ['tinyint', 'smallint unsigned', 'mediumint'],
    ['bigint', 'bigint unsigned', null],
    ['datetime(6)', 'timestamp(3)', 'datetime(6)'],
    ['date', 'time', null],
    ['varchar(40)', 'char(20)', 'varchar(40)'],
    ['char(40)', 'char(20)', 'char(40)'],
    ['varchar(9000)', 'varchar(10)', 'text'],
    ['text', 'varchar(10)', 'text'],
    ['longtext', 'text', 'longtext'],
    ['varbinary(20)', 'binary(30)', 'varbinary(30)'],
    ['double', 'float', 'double'],
    ["enum('a','c')", "enum('b','a')", "enum('b','a','c')"],
    ["enum('a')", 'varchar(3)', null],
    ['json', 'text', null],
    ['int', 'varchar(3)', null],
  ])('of %s and %s is %s', (from, to, type) => {
    expect(typeForBoth(column('c', from), column('c', to))?.type ?? null).toBe(type);
  });

  it('has a character set that holds what both hold', () => {
    const [from, to] = [column('c', 'varchar(5)'), column('c', 'varchar(9)', { charset: 'latin1' })];
    expect(typeForBoth(from, to)).toEqual({ type: 'varchar(9)', charset: 'utf8mb4' });
    expect(typeForBoth(to, from)).toEqual({ type: 'varchar(9)' });
  });
});
