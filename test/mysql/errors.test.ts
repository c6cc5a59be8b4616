import { describe, expect, test } from 'vitest';
import { describeMysqlError, MysqlError, withoutValues } from '../../src/mysql/errors.js';

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
    expect(describeMysqlError(error)).toEqual({
      code: 'PROTOCOL_CONNECTION_LOST',
      message: 'the connection was lost',
      retryable: true,
    });
  });

  test('anything else is no reason to try again', () => {
    expect(describeMysqlError('text').retryable).toBe(false);
    expect(describeMysqlError(new TypeError('x is undefined')).retryable).toBe(false);
    const own = new MysqlError({ code: 'X', message: 'm', retryable: true });
    expect(describeMysqlError(own)).toEqual({ code: 'X', message: 'm', retryable: true });
  });
});

test('a message without quotes stays as it is', () => {
  expect(withoutValues('Lock wait timeout exceeded; try restarting transaction')).toBe(
    'Lock wait timeout exceeded; try restarting transaction',
  );
});
