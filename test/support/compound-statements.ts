import type { Flavour } from '../../src/plan/facts.js';

interface Compound {
  readonly what: string;
  readonly sql: string;
  /** Servers that take it; both where there is none. */
  readonly only?: Flavour;
  /** sql_mode that it needs; with none the server's own. */
  readonly mode?: 'ORACLE';
}

/** Statements with statements in them, without a DELIMITER. They need the tables `t (a INT, b INT, end INT)` and `u` of the same. */
export const compoundStatements: readonly Compound[] = [
  {
    what: 'a function without a characteristic',
    sql: 'CREATE FUNCTION f1(a INT) RETURNS INT DETERMINISTIC CASE a WHEN 1 THEN RETURN 2; ELSE RETURN IF(a > 1, REPEAT(1, 2), 4); END CASE',
  },
  {
    what: 'a function whose type comes right before its body',
    sql: 'CREATE FUNCTION f2(a INT) RETURNS INT UNSIGNED NO SQL RETURN CASE WHEN a IS NULL THEN IF(a, 1, 2) ELSE 3 END',
  },
  {
    what: 'handlers of all kinds',
    sql: `CREATE PROCEDURE p1() outer_one: BEGIN
  DECLARE gone CONDITION FOR 1146; DECLARE v INT DEFAULT IF(1, 2, 3);
  DECLARE CONTINUE HANDLER FOR 1062 IF v THEN SET v = 1; END IF;
  DECLARE CONTINUE HANDLER FOR gone, SQLSTATE VALUE '42000' CASE v WHEN 1 THEN SET v = 2; ELSE BEGIN END; END CASE;
  DECLARE EXIT HANDLER FOR SQLWARNING, NOT FOUND SET v = IF(v, 1, 2);
  DECLARE EXIT HANDLER FOR SQLEXCEPTION inner_one: BEGIN LEAVE inner_one; END inner_one;
  DO IF(v, 1, SLEEP(0)); DO REPEAT('x', 2);
END outer_one`,
  },
  {
    what: 'loops within loops',
    sql: `CREATE PROCEDURE p2(IN n INT) SQL SECURITY INVOKER COMMENT 'BEGIN; IF'
BEGIN
  a: LOOP
    \`b\`: WHILE n < 3 DO
      REPEAT SET n = n + 1; UNTIL CASE n WHEN 1 THEN 0 ELSE 1 END END REPEAT;
      IF n = 2 THEN ITERATE b; ELSEIF n IN (SELECT end FROM t) THEN LEAVE a; ELSE IF n THEN LEAVE b; END IF; END IF;
    END WHILE b;
    LEAVE a;
  END LOOP a;
END`,
  },
  {
    what: 'columns called end',
    sql: 'CREATE PROCEDURE p3() BEGIN SELECT a AS begin, end FROM t ORDER BY end; UPDATE t SET end = 1; SELECT t.end FROM t; END',
  },
  {
    what: 'a trigger by a definer of an odd name',
    sql: 'CREATE DEFINER=CURRENT_USER TRIGGER x1 BEFORE INSERT ON t FOR EACH ROW IF NEW.a THEN SET NEW.b = 1; ELSE SET NEW.b = 2; END IF',
  },
  {
    what: 'a trigger behind another one',
    sql: 'CREATE TRIGGER x2 BEFORE INSERT ON t FOR EACH ROW FOLLOWS x1 CASE WHEN NEW.a = 1 THEN SET NEW.b = 1; ELSE BEGIN END; END CASE',
  },
  {
    what: 'an event',
    sql: "CREATE EVENT e1 ON SCHEDULE EVERY 1 DAY STARTS '2037-01-01 00:00:00' ON COMPLETION PRESERVE DISABLE COMMENT 'DO; BEGIN' DO BEGIN DELETE FROM t; IF 1 THEN DELETE FROM u; END IF; END",
  },
  { what: 'an event altered', sql: 'ALTER EVENT e1 DO IF 1 THEN DELETE FROM t; DELETE FROM u; END IF' },
  {
    what: 'a comment that is carried out',
    sql: "/*!50003 CREATE*/ /*!50017 DEFINER=CURRENT_USER*/ /*!50003 PROCEDURE p4() BEGIN /* it's one; */ SELECT ';'; SELECT 2; END */",
  },
  {
    what: 'comments and quotes within',
    sql: 'CREATE PROCEDURE p5() BEGIN -- it\'s; END\n # IF "\n /* BEGIN; */ SELECT \'a\\\'; END;\', `end` FROM t; SELECT "x;""y"; END',
  },
  {
    what: 'lines of Windows',
    sql: 'CREATE PROCEDURE p6()\r\nBEGIN\r\n  SELECT 1; -- one\r\n  SELECT 2;\r\nEND',
  },
  {
    what: 'a procedure made anew',
    only: 'mariadb',
    sql: 'CREATE OR REPLACE DEFINER=CURRENT_USER() PROCEDURE p7() BEGIN FOR i IN 1..3 DO SELECT i; END FOR; FOR r IN (SELECT a FROM t) DO SELECT r.a; END FOR; END',
  },
  {
    what: 'an aggregate function',
    only: 'mariadb',
    sql: 'CREATE AGGREGATE FUNCTION f3(x INT) RETURNS INT BEGIN DECLARE s INT DEFAULT 0; DECLARE CONTINUE HANDLER FOR NOT FOUND RETURN s; LOOP FETCH GROUP NEXT ROW; SET s = s + x; END LOOP; END',
  },
  {
    what: 'a block without a procedure',
    only: 'mariadb',
    sql: 'BEGIN NOT ATOMIC DECLARE v INT DEFAULT 0; IF v THEN SET v = 1; END IF; FOR i IN 1..2 DO SET v = i; END FOR; END',
  },
  {
    what: 'a loop without a procedure',
    only: 'mariadb',
    sql: 'WHILE @v < 0 DO SET @v = 1; SET @v = 2; END WHILE',
  },
  {
    what: 'an IF without a procedure',
    only: 'mariadb',
    sql: 'IF 1 THEN SET @v = 1; ELSE SET @v = 2; END IF',
  },
  {
    what: 'a package',
    only: 'mariadb',
    mode: 'ORACLE',
    sql: `CREATE PACKAGE k1 AS
  PROCEDURE one(a INT);
  FUNCTION two(a INT) RETURN INT;
END`,
  },
  {
    what: 'the body of a package',
    only: 'mariadb',
    mode: 'ORACLE',
    sql: `CREATE PACKAGE BODY k1 AS
  v INT := CASE WHEN 1 THEN 2 END;
  PROCEDURE hidden;
  PROCEDURE one(a INT) AS
    x INT; CURSOR c IS SELECT a FROM t;
  BEGIN
    <<again>> WHILE c%FOUND LOOP x := x << 1 >> IF(a, 1, 2); END LOOP;
    IF a = 1 THEN x := 2; ELSIF a = 2 THEN NULL; END IF;
  EXCEPTION
    WHEN NO_DATA_FOUND THEN IF a THEN x := 1; END IF;
    WHEN OTHERS THEN BEGIN NULL; END;
  END;
  FUNCTION two(a INT) RETURN INT IS BEGIN FOR i IN 1..3 LOOP NULL; END LOOP; RETURN 1; END;
  PROCEDURE hidden AS BEGIN NULL; END;
BEGIN
  v := 1;
END`,
  },
  {
    what: "Oracle's procedure",
    only: 'mariadb',
    mode: 'ORACLE',
    sql: 'CREATE OR REPLACE PROCEDURE k2 AS a INT := 1; b VARCHAR(10); BEGIN DECLARE c INT; BEGIN c := 1; END; NULL; END',
  },
  {
    what: "Oracle's function",
    only: 'mariadb',
    mode: 'ORACLE',
    sql: 'CREATE FUNCTION k3(a IN INT) RETURN VARCHAR(20) DETERMINISTIC IS v t.a%TYPE; BEGIN v := a; RETURN v; END',
  },
  {
    what: "Oracle's trigger",
    only: 'mariadb',
    mode: 'ORACLE',
    sql: 'CREATE TRIGGER k4 BEFORE INSERT ON u FOR EACH ROW DECLARE v INT; BEGIN v := 1; :NEW.b := v; END',
  },
  {
    what: "Oracle's block",
    only: 'mariadb',
    mode: 'ORACLE',
    sql: 'DECLARE v INT; BEGIN v := 1; IF v THEN NULL; END IF; END',
  },
  { what: 'a bare block', only: 'mariadb', mode: 'ORACLE', sql: 'BEGIN SELECT 1; SELECT 2; END' },
];
