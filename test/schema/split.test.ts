import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitStatements } from '../../src/schema/split.js';
import { compoundStatements } from '../support/compound-statements.js';

const texts = (sql: string): readonly string[] => {
  const split = splitStatements(sql);
  if ('what' in split) throw new Error(`broken: ${split.what} at line ${split.line}`);
  return split.map(({ text }) => text);
};

describe('a file of statements', () => {
  it('ends them at semicolons, with or without a last one', () => {
    expect(texts('SELECT 1;\n\nSELECT 2 ;; SELECT 3')).toEqual(['SELECT 1', 'SELECT 2', 'SELECT 3']);
    expect(texts('\n -- nothing\n/* at all; */ # and; nothing\n;')).toEqual([]);
  });

  it('says where each begins, behind the comments before it', () => {
    const split = splitStatements('-- first\n\nSELECT 1;\n/* two\nlines */ SELECT\n2;\nSELECT 3;');
    expect('what' in split ? split : split.map(({ line }) => line)).toEqual([3, 5, 7]);
  });

  it('does not see a semicolon in a text, a name or a comment', () => {
    const one = [
      "INSERT INTO t VALUES ('a;b', 'it''s;', 'back\\';slash', \"d;\"\"q;\")",
      'CREATE TABLE `a;b``;` (id INT)',
      'SELECT 1 /* ; */ + 1 -- ; to the end\n + 2 # ; too\n + 3',
      'SELECT 5--1',
      "SELECT 'open /* no comment', '-- none', '# none'",
    ];
    expect(texts(`${one.join(';\n')};`)).toEqual(one);
    expect(texts('SELECT 5--1;SELECT 2')).toEqual(['SELECT 5--1', 'SELECT 2']);
  });

  it('keeps comments that servers carry out, and hints', () => {
    const dumped =
      "/*!40101 SET NAMES utf8mb4; */;\n/*M!100616 SET @x = ';' */;\nSELECT /*+ MAX_EXECUTION_TIME(1) */ 1;";
    expect(texts(dumped)).toEqual([
      '/*!40101 SET NAMES utf8mb4; */',
      "/*M!100616 SET @x = ';' */",
      'SELECT /*+ MAX_EXECUTION_TIME(1) */ 1',
    ]);
    const split = splitStatements(dumped);
    const [first] = 'what' in split ? [] : split;
    expect(first?.tokens.map(({ text }) => text)).toEqual(['SET', 'NAMES', 'utf8mb4', ';']);
  });

  it.each([
    [
      'a trigger of a block',
      'CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; SET NEW.b = 2; END',
    ],
    [
      'a trigger of one statement',
      'CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = IF(NEW.b, 1, 2)',
    ],
    [
      'a trigger that is one IF',
      'CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW IF NEW.a THEN SET @b = 1; ELSE SET @b = 2; END IF',
    ],
    [
      'a trigger in an order',
      'CREATE TRIGGER x AFTER UPDATE ON t FOR EACH ROW FOLLOWS `y` IF (NEW.a) THEN SET @b = 1; END IF',
    ],
    [
      'a procedure of everything',
      `CREATE DEFINER=\`root\`@\`%\` PROCEDURE IF NOT EXISTS p(IN a INT) SQL SECURITY INVOKER COMMENT 'x;y'
       top: BEGIN
         DECLARE done INT DEFAULT 0; DECLARE c CURSOR FOR SELECT id FROM t;
         DECLARE CONTINUE HANDLER FOR NOT FOUND BEGIN SET done = 1; END;
         again:LOOP FETCH c INTO a; IF done THEN LEAVE again; ELSEIF a = 2 THEN ITERATE again; END IF; END LOOP again;
         WHILE a < 3 DO SET a = a + 1; END WHILE; REPEAT SET a = a + 1; UNTIL a > 9 END REPEAT;
         CASE a WHEN 1 THEN SELECT CASE WHEN a THEN IF(a, 1, 2) ELSE REPEAT('x', 3) END; ELSE SELECT t.end FROM t; END CASE;
         IF NOT EXISTS (SELECT 1) THEN DROP TABLE IF EXISTS u; END IF;
       END top`,
    ],
    [
      'a function',
      'CREATE FUNCTION f(a INT) RETURNS INT DETERMINISTIC IF a THEN RETURN 1; ELSE RETURN IF(a, 2, 3); END IF',
    ],
    ['a function of an expression', "CREATE FUNCTION f() RETURNS VARCHAR(9) NO SQL RETURN REPEAT('a;', 3)"],
    ['an event', 'CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO BEGIN DELETE FROM t; DELETE FROM u; END'],
    ['an event altered', 'ALTER EVENT e DO BEGIN DELETE FROM t; DELETE FROM u; END'],
    ["MariaDB's block", 'BEGIN NOT ATOMIC SELECT 1; FOR i IN 1..3 DO SELECT i; END FOR; END'],
    ...compoundStatements.map(({ what, sql }) => [what, sql]),
  ])('takes %s as one', (_what = '', statement = '') => {
    expect(texts(`SELECT 1;\n${statement};\nSELECT 2;`)).toEqual(['SELECT 1', statement, 'SELECT 2']);
  });

  it('takes what only looks like a body apart', () => {
    expect(texts('BEGIN; UPDATE t SET a = 1; COMMIT;')).toEqual(['BEGIN', 'UPDATE t SET a = 1', 'COMMIT']);
    expect(texts('CREATE TABLE event (begin INT); DROP TRIGGER x; DROP PROCEDURE IF EXISTS p;')).toHaveLength(
      3,
    );
    expect(
      texts('ALTER TABLE t ADD `function` INT; SELECT CASE 1 WHEN 1 THEN 2 END; SELECT 2;'),
    ).toHaveLength(3);
  });

  it('follows DELIMITER as the client does', () => {
    const body = 'CREATE PROCEDURE p() BEGIN SELECT 1; SELECT 2; END';
    expect(texts(`DELIMITER $$\n${body}$$\nDELIMITER ;\nSELECT 3;`)).toEqual([body, 'SELECT 3']);
    expect(texts(`delimiter //\nSELECT 1; SELECT '//'\n//\n${body} //\nDELIMITER ;\nSELECT 3`)).toEqual([
      "SELECT 1; SELECT '//'",
      body,
      'SELECT 3',
    ]);
    expect(
      texts(
        `DELIMITER ;;\n/*!50003 CREATE*/ /*!50017 DEFINER=\`a\`@\`%\`*/ /*!50003 TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN SET NEW.a = 1; END */;;\nDELIMITER ;`,
      ),
    ).toHaveLength(1);
  });

  it.each([
    ["SELECT 1;\nSELECT 'never", { line: 2, what: 'quote' }],
    ['SELECT `never', { line: 1, what: 'quote' }],
    ['SELECT 1;\n\n/* never', { line: 3, what: 'comment' }],
    ['SELECT 1;\nCREATE PROCEDURE p()\nBEGIN SELECT 1;', { line: 2, what: 'body' }],
  ])('says of %j what never ends', (sql, broken) => {
    expect(splitStatements(sql)).toEqual(broken);
  });

  it.each([
    ['a table called data', 'CREATE TRIGGER x BEFORE INSERT ON data FOR EACH ROW SET NEW.a = 1'],
    ['a definer called user', "CREATE DEFINER=user@'%' PROCEDURE p() SELECT 1 AS x"],
    ['a table of columns called begin and end', 'CREATE TABLE p (begin INT, end INT, event INT)'],
    ['a body with IS NULL', 'CREATE FUNCTION f(a INT) RETURNS INT RETURN a IS NULL'],
    ['a procedure changed', "ALTER PROCEDURE p COMMENT 'x'"],
  ])('ends %s at its semicolon', (_what, statement) => {
    expect(texts(`${statement};SELECT 1;`)).toEqual([statement, 'SELECT 1']);
  });

  it('reads quotes by the sql_mode that the file sets', () => {
    const quoted = [
      "SET sql_mode = 'NO_BACKSLASH_ESCAPES'",
      "INSERT INTO t VALUES ('C:\\')",
      "SET SESSION sql_mode = REPLACE(@@sql_mode, 'NO_BACKSLASH_ESCAPES', '')",
      "INSERT INTO t VALUES ('it\\'s; one')",
      "SET @old = @@sql_mode, sql_mode = 'ANSI_QUOTES'",
      'CREATE TABLE "a\\" ("b;c" INT)',
      'SET sql_mode = @old',
      'INSERT INTO t VALUES ("a\\";b")',
    ];
    expect(texts(`${quoted.join(';\n')};`)).toEqual(quoted);
  });

  it('reads comments that are carried out as statements, and others as none', () => {
    const body =
      "/*!50003 CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN /* it's; */ SET NEW.a = '*/;'; END */";
    expect(texts(`${body};\n/*!99999 don't; */ SELECT 1;`)).toEqual([body, 'SELECT 1']);
    expect(splitStatements('SELECT 1;\n/*!50003 SELECT 2;')).toEqual({ line: 2, what: 'comment' });
  });

  it('takes DELIMITER for a command only where a statement begins', () => {
    const one = ["SELECT 'a;\nDELIMITER $$\n;b'", 'SELECT `\nDELIMITER //\n`'];
    expect(
      texts(`${one.join(';\n')};\nDELIMITER "|"\r\nSELECT 1; SELECT 2|\r\nDELIMITER ;\r\nSELECT 3;`),
    ).toEqual([...one, 'SELECT 1; SELECT 2', 'SELECT 3']);
  });

  it('gives back what was put together', () => {
    const statement = fc.constantFrom(
      ...compoundStatements.map(({ sql }) => sql),
      "INSERT INTO t VALUES ('a;''b', \"x;y\", `c;d`)",
      'SELECT 1 /* ; */ + 1',
      'CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW BEGIN IF NEW.a THEN SET NEW.b = 1; END IF; END',
      'ALTER TABLE t ADD COLUMN a INT',
      "UPDATE t SET a = '\\\\;'",
    );
    const gap = fc.constantFrom('\n', ' ', ' -- ; note\n', '/* ; */', ' # ;\n', '\r\n');
    fc.assert(
      fc.property(fc.array(fc.tuple(statement, gap)), (parts) => {
        const sql = parts.map(([text, space]) => `${text};${space}`).join('');
        expect(texts(sql)).toEqual(parts.map(([text]) => text));
      }),
    );
  });

  it('takes a statement of many megabytes', () => {
    const row = `('${'x;'.repeat(2_000_000)}')`;
    expect(texts(`INSERT INTO t VALUES ${row};SELECT 1`).map(({ length }) => length)).toEqual([4_000_025, 8]);
  });
});
