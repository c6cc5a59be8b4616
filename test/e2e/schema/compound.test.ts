import { expect, it } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { compoundStatements } from '../../support/compound-statements.js';
import { openSchema } from '../support/schema-files.js';

const tables = ['t', 'u'].map((name) => `CREATE TABLE ${name} (a INT, b INT, end INT)`);
const fileOf = (statements: readonly string[]) => `\uFEFF${statements.join(';\r\n')};\n`;

it.each(['mariadb', 'mysql'] as const)(
  'statements with statements in them are carried out without a DELIMITER (%s)',
  async (flavour) => {
    const own = compoundStatements.filter(({ only = flavour }) => only === flavour);
    const plain = own.filter(({ mode }) => mode === undefined).map(({ sql }) => sql);
    const oracle = own.filter(({ mode }) => mode !== undefined).map(({ sql }) => sql);
    const schema = await openSchema(flavour, {
      '0001_tables.up.sql': fileOf(tables),
      '0002_plain.up.sql': fileOf(plain),
      ...(oracle.length > 0 ? { '0003_oracle.up.sql': fileOf(['SET sql_mode = ORACLE', ...oracle]) } : {}),
      '0004_quotes.up.sql': fileOf([
        "SET SESSION sql_mode = CONCAT(@@sql_mode, ',NO_BACKSLASH_ESCAPES')",
        'CREATE TABLE paths (p VARCHAR(20))',
        "INSERT INTO paths VALUES ('C:\\')",
        'SET SESSION sql_mode = DEFAULT',
        "INSERT INTO paths VALUES ('it\\'s;')",
        "SET SESSION sql_mode = CONCAT(@@sql_mode, ',ANSI_QUOTES')",
        'CREATE TABLE "a\\" ("b;c" INT)',
      ]),
    });
    const ended: string[] = [];
    const report = await schema.up({}, (event: RunEvent | object) => {
      if ('type' in event && event.type === 'schema-statement' && 'state' in event && event.state === 'done')
        ended.push(String(event.type));
    });
    expect(report.changed).toHaveLength(oracle.length > 0 ? 4 : 3);
    expect(ended).toHaveLength(
      tables.length + plain.length + (oracle.length > 0 ? oracle.length + 1 : 0) + 7,
    );
    expect(await schema.values('SELECT p FROM paths ORDER BY p')).toEqual(['C:\\', "it's;"]);
    const made = await schema.values(
      `SELECT COUNT(*) AS n FROM information_schema.routines WHERE routine_schema = '${schema.targetDatabase}'`,
    );
    const routines = own.filter(({ sql }) =>
      /CREATE.*(PROCEDURE|FUNCTION|PACKAGE)/.test(sql.split('\n')[0] ?? ''),
    );
    expect(made.map(Number)).toEqual([routines.length]);
    expect(await schema.values('SHOW TABLES')).toContain('a\\');
  },
);
