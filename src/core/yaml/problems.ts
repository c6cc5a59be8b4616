import type { z } from 'zod';
import { RefusedError } from '../refused.js';
import { nearest } from './nearest.js';
import { isMapping, knownKeys, withoutEmptyKeys } from './schema-walk.js';
import { shownKey, shownName, type YamlDocument } from './yaml.js';

/** One mistake in a YAML file. */
export interface Problem {
  /** Key, as the file's reader knows it: `source.mysql.host`; empty for the file as a whole. */
  readonly path: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** One sentence that names the key; never holds a value that may be a secret. */
  readonly message: string;
  /** The known key or value that was most likely meant. */
  readonly nearest?: string;
}

/** What a file gives, checked against its schema: the typed value, or every problem in the order of the lines. */
export type Checked<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Checks a parsed file against a schema. A known key without a value (`password:`) counts as absent. */
export function checkAgainst<S extends z.ZodType>(schema: S, document: YamlDocument): Checked<z.output<S>> {
  const value = withoutEmptyKeys(schema, document.value);
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data };
  const problems = result.error.issues.flatMap((issue) => describeIssue(issue, [], schema, value, document));
  return { ok: false, problems: inLineOrder(withoutEchoes(problems)) };
}

/** A misspelt key is one mistake, not also a missing one. */
function withoutEchoes(problems: readonly Problem[]): Problem[] {
  const meant = new Set(problems.map(({ path, nearest }) => path.replace(/[^.]+$/, nearest ?? '')));
  return problems.filter(({ path, message }) => message !== `${path} is missing` || !meant.has(path));
}

/** A problem at a key, for rules beyond the schema. */
export function problemAt(
  document: YamlDocument,
  path: readonly PropertyKey[],
  message: string,
  nearestName?: string,
): Problem {
  const position = document.position(path);
  return {
    path: shownKey(path),
    ...position,
    message: nearestName ? `${message}; did you mean "${nearestName}"?` : message,
    ...(nearestName ? { nearest: nearestName } : {}),
  };
}

/** The refusal of a file that has problems: the first ten, one per line, each as `FILE:LINE: message`. */
export function refusal(file: string, problems: readonly Problem[], remedy: string): RefusedError {
  const shown = problems.slice(0, 10).map((problem) => `${file}:${problem.line}: ${problem.message}`);
  const more = problems.length - shown.length;
  return new RefusedError([...shown, ...(more > 0 ? [`and ${more} more`] : [])].join('\n'), {
    where: { file, line: problems[0]?.line, key: problems[0]?.path },
    remedy,
  });
}

export function inLineOrder(problems: readonly Problem[]): Problem[] {
  return [...problems].sort((left, right) => left.line - right.line || left.column - right.column);
}

type Issue = z.core.$ZodIssue;

function describeIssue(
  issue: Issue,
  prefix: readonly PropertyKey[],
  schema: z.ZodType,
  root: unknown,
  document: YamlDocument,
): Problem[] {
  const path = [...prefix, ...issue.path];
  const key = shownKey(path) || 'the file';
  const found = valueAt(root, path);
  const at = (message: string, near?: string) => [problemAt(document, path, message, near)];
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((name) => unknownKey(path, name, schema, document));
    case 'invalid_type':
      if (found === undefined) return at(`${key} is missing`);
      return at(
        `${key} must be ${typeName(issue.expected)}, found ${foundName(found)}${quoteHint(issue.expected, found)}`,
      );
    case 'invalid_value': {
      const allowed = issue.values.map(String);
      if (found === undefined) return at(`${key} is missing`);
      if (typeof found !== 'string')
        return at(`${key} must be ${orList(allowed)}, found ${foundName(found)}`);
      return at(`${key} must be ${orList(allowed)}, found "${shownName(found)}"`, nearest(found, allowed));
    }
    case 'too_small':
      if (issue.origin === 'string') return at(`${key} is empty`);
      if (issue.origin === 'array')
        return at(`${key} needs at least ${issue.minimum} ${issue.minimum === 1 ? 'item' : 'items'}`);
      return at(`${key} must be at least ${issue.minimum}`);
    case 'too_big':
      return at(
        `${key} must be at most ${issue.maximum}${issue.origin === 'string' ? ' characters long' : ''}`,
      );
    case 'invalid_format':
      return at(`${key} must be ${issue.message}`);
    case 'invalid_key':
      return at(`the key ${key} must be ${issue.issues[0]?.message ?? 'a plain name'}`);
    case 'invalid_union': {
      const branch = matchingBranch(issue.errors);
      if (branch) return branch.flatMap((inner) => describeIssue(inner, path, schema, root, document));
      const expected = issue.errors
        .flat()
        .flatMap((inner) => (inner.code === 'invalid_type' ? [typeName(inner.expected)] : []));
      return at(`${key} must be ${orList([...new Set(expected)])}, found ${foundName(found)}`);
    }
    default:
      return at(`${key} ${issue.message}`);
  }
}

/** The alternative of a union whose own type fits, so that its inner problems are the ones to show. */
function matchingBranch(branches: readonly (readonly Issue[])[]): readonly Issue[] | undefined {
  return branches.find((issues) =>
    issues.every((issue) => issue.path.length > 0 || issue.code !== 'invalid_type'),
  );
}

function unknownKey(
  path: readonly PropertyKey[],
  name: string,
  schema: z.ZodType,
  document: YamlDocument,
): Problem {
  const known = knownKeys(schema, path);
  const near = nearest(shownName(name).replace(/…$/, ''), known);
  const where = path.length > 0 ? ` in ${shownKey(path)}` : '';
  const list = near || known.length === 0 ? '' : `; known keys: ${known.join(', ')}`;
  return problemAt(document, [...path, name], `unknown key "${shownName(name)}"${where}${list}`, near);
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)];
    return isMapping(value) && Object.hasOwn(value, String(part)) ? value[String(part)] : undefined;
  }, root);
}

function typeName(expected: string): string {
  const names: Record<string, string> = {
    string: 'a text',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a block of keys',
    record: 'a block of keys',
  };
  return names[expected] ?? `a ${expected}`;
}

function foundName(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'a text';
  if (typeof value === 'number') return Number.isInteger(value) ? 'a number' : 'a number with a fraction';
  if (typeof value === 'boolean') return 'true or false';
  return 'a block of keys';
}

/** YAML reads 0123 and yes-like words as something else than the text they look like. */
function quoteHint(expected: string, value: unknown): string {
  const plain = typeof value === 'number' || typeof value === 'boolean';
  return expected === 'string' && plain ? '; put it in quotes' : '';
}

function orList(items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? 'something else';
  return `${items.slice(0, -1).join(', ')} or ${items.at(-1)}`;
}
