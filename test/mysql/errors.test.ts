import { describe, expect, test } from 'vitest';
import { describeMysqlError, MysqlError } from '../../src/mysql/errors.js';
import { withoutValues } from '../../src/mysql/server-messages.js';

/** As mysql2 makes it from a server's error packet, with the SQL text that must not leak. */
function serverError(errno: number, code: string, message: string): Error {
  return Object.assign(new Error(message), {
    errno,
    code,
    sqlState: 'HY000',
    sqlMessage: message,
    sql: "INSERT INTO t VALUES ('hunter2')",
  });
}

describe('server errors', () => {
  test.each([
    [1062, "Duplicate entry 'hunter2' for key 'users.name'", "Duplicate entry … for key 'users.name'"],
    [
      1062,
      "Duplicate entry 'it's for key 'x' here' for key 'PRIMARY'",
      "Duplicate entry … for key 'PRIMARY'",
    ],
    [
      1366,
      "Incorrect integer value: 'hunter2' for column 'n' at row 3",
      "Incorrect integer value … for column 'n' at row 3",
    ],
    [
      1366,
      "Incorrect integer value: 'hunter2' for column `d`.`t`.`n` at row 3",
      'Incorrect integer value … for column `d`.`t`.`n` at row 3',
    ],
    [
      1064,
      "You have an error in your SQL syntax; check the manual near 'hunter2' at line 1",
      'You have an error in your SQL syntax; check the manual near …',
    ],
    [1146, "Table 'd.t' doesn't exist", "Table 'd.t' doesn't exist"],
    [
      1045,
      "Access denied for user 'u'@'h' (using password: YES)",
      "Access denied for user 'u'@'h' (using password: YES)",
    ],
    [1406, "Data too long for column 'v' at row 1", "Data too long for column 'v' at row 1"],
  ])('%i: values are cut out, names stay', (errno, message, shown) => {
    const described = describeMysqlError(serverError(errno, 'ER_X', message));
    expect(described.message).toBe(shown);
    expect(JSON.stringify(described)).not.toContain('hunter2');
  });

  test.each([
    [1213, true],
    [1205, true],
    [1040, true],
    [1053, true],
    [1927, true],
    [1062, false],
    [1290, false],
    [1045, false],
    [1049, false],
    [1114, false],
  ])('%i is worth another try: %s', (errno, retryable) => {
    expect(describeMysqlError(serverError(errno, 'ER_X', 'x')).retryable).toBe(retryable);
  });
});

describe('other errors', () => {
  test.each([
    ['ECONNREFUSED', true],
    ['PROTOCOL_CONNECTION_LOST', true],
    ['ENOTFOUND', false],
    ['ERR_TLS_CERT_ALTNAME_INVALID', false],
  ])('%s is worth another try: %s', (code, retryable) => {
    expect(describeMysqlError(Object.assign(new Error('x'), { code })).retryable).toBe(retryable);
  });

  test('a server that is not there is named by its place, in words', () => {
    const error = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:3306'), {
      code: 'ECONNREFUSED',
      address: '127.0.0.1',
      port: 3306,
    });
    expect(describeMysqlError(error).message).toBe(
      '127.0.0.1:3306 refuses connections: the server is not running or listens elsewhere',
    );
  });

  test('what mysql2 calls fatal without a code is a lost connection', () => {
    const error = Object.assign(new Error("Can't add new command when connection is in closed state"), {
      fatal: true,
    });
    expect(describeMysqlError(error)).toMatchObject({
      code: 'PROTOCOL_CONNECTION_LOST',
      message: 'the connection was lost',
      retryable: true,
    });
  });

  test('anything else is no reason to try again', () => {
    expect(describeMysqlError('text').retryable).toBe(false);
    expect(describeMysqlError(new TypeError('x is undefined')).retryable).toBe(false);
    const own = new MysqlError({ code: 'X', message: 'm', retryable: true });
    expect(describeMysqlError(own)).toMatchObject({ code: 'X', message: 'm', retryable: true });
  });
});

test('a message without quotes stays as it is', () => {
  expect(withoutValues('Lock wait timeout exceeded; try restarting transaction')).toBe(
    'Lock wait timeout exceeded; try restarting transaction',
  );
});

test.each(['«hunter2» ist zu groß', '„hunter2“ ist zu groß', '无效的值：hunter2', '値「hunter2」は不正です'])(
  'a value in the quotes of another language is none to show: %s',
  (message) => {
    expect(withoutValues(message)).not.toContain('hunter2');
  },
);

describe('what a server says, by its number', () => {
  const row = 'hunter2';
  test.each([
    // Names stay: tables, columns, constraints, users, files, plugins, options.
    [4025, 'CONSTRAINT `qty_positive` failed for `d`.`orders`', null],
    [3819, "Check constraint 'qty_positive' is violated.", null],
    [1226, "User 'mover' has exceeded the 'max_user_connections' resource (current value: 1)", null],
    [1203, "User mover already has more than 'max_user_connections' active connections", null],
    [
      1290,
      'The MySQL server is running with the --super-read-only option so it cannot execute this statement',
      null,
    ],
    [1142, "DELETE command denied to user 'mover'@'10.0.0.1' for table `d`.`kvs`", null],
    [1227, 'Access denied; you need (at least one of) the RELOAD privilege(s) for this operation', null],
    [3118, "Access denied for user 'mover'@'%'. Account is locked.", null],
    [1524, "Plugin 'ed25519' is not loaded", null],
    [1017, "Can't find file: './d/kvs.ibd' (errno: 2 \"No such file or directory\")", null],
    [1030, 'Got error 28 "No space left on device" from storage engine InnoDB', null],
    [1114, "The table 'kvs' is full", null],
    [1235, "This version of MySQL doesn't yet support 'existing primary key change'", null],
    [1286, "Unknown storage engine 'ROCKSDB'", null],
    [
      1356,
      "View 'd.v' references invalid table(s) or column(s) or function(s) or definer/invoker of view lack rights to use them",
      null,
    ],
    [1449, "The user specified as a definer ('old'@'%') does not exist", null],
    [
      1452,
      'Cannot add or update a child row: a foreign key constraint fails (`d`.`c`, CONSTRAINT `fk_1` FOREIGN KEY (`p`) REFERENCES `p` (`id`))',
      null,
    ],
    [3105, "The value specified for generated column 'twice' in table 't' is not allowed.", null],
    // Values go, and the names around them stay.
    [1062, `Duplicate entry '${row}-1' for key 't.uk'`, "Duplicate entry … for key 't.uk'"],
    [1586, `Duplicate entry '${row}' for key 'uk'`, "Duplicate entry … for key 'uk'"],
    [1292, `Truncated incorrect DOUBLE value: '${row}'`, 'Truncated incorrect DOUBLE value …'],
    [
      1292,
      `Incorrect datetime value: '${row}' for column \`d\`.\`t\`.\`at\` at row 1`,
      'Incorrect datetime value … for column `d`.`t`.`at` at row 1',
    ],
    [
      1366,
      `Incorrect string value: '\\xF0${row}' for column 'v' at row 12`,
      "Incorrect string value … for column 'v' at row 12",
    ],
    [
      1366,
      `Incorrect integer value: '' for column '${row}' at row 1' for column 'n' at row 2`,
      "Incorrect integer value … for column 'n' at row 2",
    ],
    [
      1411,
      `Incorrect datetime value: '${row}' for function str_to_date`,
      'Incorrect datetime value … for function str_to_date',
    ],
    [
      1291,
      `Column 'kind' has duplicated value '${row}' in ENUM`,
      "Column 'kind' has duplicated value … in ENUM",
    ],
    [1300, `Invalid utf8mb4 character string: '${row}'`, 'Invalid utf8mb4 character string …'],
    [1526, `Table has no partition for value ${row}`, 'Table has no partition for value …'],
    [
      1690,
      `BIGINT UNSIGNED value is out of range in '(${row} - 5)'`,
      'BIGINT UNSIGNED value is out of range in …',
    ],
    [
      1761,
      `Foreign key constraint for table 'c', record '${row}-1' would lead to a duplicate entry in table 'c', key 'uk'`,
      "Foreign key constraint for table 'c', record … would lead to a duplicate entry in table 'c', key 'uk'",
    ],
    [
      3140,
      `Invalid JSON text: "${row}." at position 4 in value for column 't.doc'.`,
      "Invalid JSON text … at position 4 in value for column 't.doc'.",
    ],
    [
      1064,
      `You have an error in your SQL syntax; check the manual near '${row}' at line 1`,
      'You have an error in your SQL syntax; check the manual near …',
    ],
    // What nobody listed is cut before anything that may be a value.
    [9999, `Rule 7 refused ${row}`, 'Rule …'],
    [1105, `upstream said: ${row}`, 'upstream said …'],
    [1105, `(${row})`, '…'],
    // The server speaks another language, so no shape fits.
    [1062, `Doppelter Eintrag '${row}' für Schlüssel 'uk'`, 'Doppelter Eintrag …'],
  ])('%i: %s', (errno, message, shown) => {
    const described = describeMysqlError(serverError(errno, 'ER_X', message));
    expect(described.message).toBe(shown ?? message);
    expect(JSON.stringify(described)).not.toContain(row);
  });

  test.each([
    [1644, '45000'],
    [1062, '45001'],
  ])('a trigger’s own words are never shown (%i, SQLSTATE %s)', (errno, sqlState) => {
    const error = Object.assign(serverError(errno, 'ER_SIGNAL_EXCEPTION', 'alice owes hunter2'), {
      sqlState,
    });
    expect(describeMysqlError(error).message).toBe(
      'a trigger or procedure of the server refused it; its own words are not shown, since they may quote a row',
    );
  });

  test('a number that the servers use differently has its own name', () => {
    const maria = serverError(
      4025,
      'ER_INNODB_AUTOEXTEND_SIZE_OUT_OF_RANGE',
      'CONSTRAINT `c` failed for `d`.`t`',
    );
    expect(describeMysqlError(maria).code).toBe('ER_CONSTRAINT_FAILED');
  });
});
