import { describe, expect, test } from 'vitest';
import { RefusedError } from '../../../src/core/refused.js';
import { parseYaml } from '../../../src/core/yaml/yaml.js';

function refused(text: string): RefusedError {
  try {
    parseYaml(text, 'FILE');
  } catch (error) {
    if (error instanceof RefusedError) return error;
    throw error;
  }
  throw new Error('not refused');
}

describe('places of keys', () => {
  const text = 'a: 1\nb: { c: [x, "y"], "d": &k 2 }\n# note\ne:\n  - f: |\n      b:\n    g: *k\n  - h: 1\n';
  const document = parseYaml(text, 'FILE');

  test.each([
    [['a'], 1, 1],
    [['b', 'c'], 2, 6],
    [['b', 'c', 1], 2, 14],
    [['b', 'd'], 2, 20],
    [['e', 0], 5, 5],
    [['e', 0, 'f'], 5, 5],
    [['e', 0, 'g'], 7, 5],
    [['e', 1, 'h'], 8, 5],
    // Absent: the nearest parent.
    [['b', 'z', 'y'], 2, 1],
    [['z'], 1, 1],
  ])('%o', (path, line, column) => {
    expect(document.position(path)).toEqual({ line, column });
  });

  test('the values are those of the parser', () => {
    expect(document.value).toEqual({ a: 1, b: { c: ['x', 'y'], d: 2 }, e: [{ f: 'b:\n', g: 2 }, { h: 1 }] });
  });

  test('Windows line ends count once', () => {
    expect(parseYaml('a: 1\r\nb: 2\r\n', 'FILE').position(['b'])).toEqual({ line: 2, column: 1 });
  });
});

describe('refusals', () => {
  test.each([
    [
      'duplicate key',
      'a: 1\nb:\n  c: 1\n  c: 2\n',
      'FILE:4:3: the key "b.c" is given twice, first on line 3',
      'Remove one of the two.',
    ],
    [
      'duplicate in a flow mapping',
      'a: { b: 1, b: 2 }',
      'FILE:1:12: the key "a.b" is given twice, first on line 1',
      'Remove one of the two.',
    ],
    [
      'tab',
      'a:\n\tb: 1\n',
      'FILE:2:1: bad YAML: tab characters must not be used in indentation',
      'Indent with spaces.',
    ],
    [
      'open bracket',
      'a: [1\nb: 2\n',
      'FILE:2:1: bad YAML: deficient indentation',
      expect.stringMatching(/^Correct the line/),
    ],
    [
      'two documents',
      'a: 1\n---\nb: 2\n',
      'FILE: the file holds 2 YAML documents, expected one',
      expect.any(String),
    ],
  ])('%s', (_name, text, message, remedy) => {
    expect(refused(text)).toMatchObject({ message, remedy });
  });

  test('an unquoted reference inside braces is told to be quoted', () => {
    expect(refused(`m: { user: u, password: \${DB_PASSWORD} }`).remedy).toBe(
      `Put quotes around it: "\${DB_PASSWORD}".`,
    );
  });

  test.each([
    'p: *hunter2',
    'p: !hunter2 x',
    'p: "hunter2',
    'p: { password: hunter2',
    '  p: hunter2: x',
    'p: !<hunter2> x',
  ])('never quotes a value: %s', (text) => {
    const error = refused(text);
    expect(`${error.message} ${error.remedy} ${JSON.stringify(error.where)}`).not.toContain('hunter2');
  });
});
