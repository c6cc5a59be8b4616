import type { z } from 'zod';
import { RefusedError } from '../refused.js';
import { type Sentence, textOf } from '../sentence.js';
import { nearest } from './nearest.js';
import { isMapping, knownKeys, placesOf, withoutEmptyKeys } from './schema-walk.js';
import { say, sayForm } from './words.js';
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
  /** The message as a sentence with its values, for translation; absent where it is said in English only. */
  readonly said?: Sentence;
  /** The known key or value that was most likely meant. */
  readonly nearest?: string;
}

/** What a file gives, checked against its schema: the typed value, or every problem in the order of the lines. */
type Checked<T> =
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
  return problems.filter(({ path, said }) => said?.code !== 'yaml.missing' || !meant.has(path));
}

/** A problem at a key, for rules beyond the schema. */
export function problemAt(
  document: YamlDocument,
  path: readonly PropertyKey[],
  problem: string | Sentence,
  near?: string,
): Problem {
  const said = near ? say('yaml.near', { problem, near }) : problem;
  return {
    path: shownKey(path),
    ...document.position(path),
    message: textOf(said),
    ...(typeof said === 'string' ? {} : { said }),
    ...(near ? { nearest: near } : {}),
  };
}

/** The refusal of a file that has problems: the first ten, one per line, each as `FILE:LINE: message`. */
export function refusal(file: string, problems: readonly Problem[], remedy: string | Sentence): RefusedError {
  const shown = problems
    .slice(0, 10)
    .map(({ line, message, said = message }) => say('yaml.at', { place: `${file}:${line}`, problem: said }));
  const more = problems.length - shown.length;
  const lines = more > 0 ? [...shown, say('yaml.more', { more })] : shown;
  return new RefusedError(say('yaml.problems', { problems: lines }), {
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
  const key = shownKey(path) || say('kind.file');
  const found = valueAt(root, path);
  const at = (said: string | Sentence, near?: string) => [problemAt(document, path, said, near)];
  const other = (wanted: string | Sentence) => say('yaml.kind', { key, wanted, found: foundName(found) });
  const oneOf = (allowed: readonly string[]) => {
    const wanted = orList(allowed);
    if (found === undefined) return at(say('yaml.missing', { key }));
    if (typeof found !== 'string') return at(other(wanted));
    return at(say('yaml.kind', { key, wanted, found: `"${shownName(found)}"` }), nearest(found, allowed));
  };
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((name) => unknownKey(path, name, schema, document));
    case 'invalid_type':
      if (found === undefined) return at(say('yaml.missing', { key }));
      if (!needsQuotes(issue.expected, found)) return at(other(typeName(issue.expected)));
      return at(say('yaml.quote', { key, wanted: typeName(issue.expected), found: foundName(found) }));
    case 'invalid_value':
      return oneOf(issue.values.map(String));
    case 'too_small':
      if (issue.origin === 'string') return at(say('yaml.empty', { key }));
      if (issue.origin === 'array') {
        const items = issue.minimum === 1 ? 'item' : 'items';
        return at(say('yaml.items', { key, least: Number(issue.minimum), items }));
      }
      return at(say('yaml.least', { key, least: String(issue.minimum) }));
    case 'too_big': {
      const most = String(issue.maximum);
      return at(say(issue.origin === 'string' ? 'yaml.longest' : 'yaml.most', { key, most }));
    }
    case 'invalid_format':
      return at(say('yaml.form', { key, wanted: sayForm(issue.message) }));
    case 'invalid_key':
      return at(
        say('yaml.key-form', { key, wanted: sayForm(issue.issues[0]?.message ?? 'form.plain-name') }),
      );
    case 'invalid_union': {
      // The key that tells the alternatives apart names none of them.
      if ('options' in issue && issue.options) return oneOf(issue.options.map(String));
      const branch = matchingBranch(issue.errors);
      if (branch) return branch.flatMap((inner) => describeIssue(inner, path, schema, root, document));
      const expected = issue.errors
        .flat()
        .flatMap((inner) => (inner.code === 'invalid_type' ? [typeName(inner.expected)] : []));
      const kinds = new Map(expected.map((kind) => [textOf(kind), kind]));
      return at(other(orList([...kinds.values()])));
    }
    default:
      return at(say('yaml.other', { key, message: issue.message }));
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
  const key = shownName(name);
  const problem =
    path.length > 0 ? say('yaml.unknown-in', { key, block: shownKey(path) }) : say('yaml.unknown', { key });
  const elsewhere = placesOf(schema, name, path);
  if (elsewhere.length > 0) return problemAt(document, [...path, name], misplaced(problem, name, elsewhere));
  const said = near || known.length === 0 ? problem : say('yaml.known', { problem, known: known.join(', ') });
  return problemAt(document, [...path, name], said, near);
}

/** That a key is unknown where it stands, and where it would be known. */
function misplaced(problem: Sentence, name: string, elsewhere: ReturnType<typeof placesOf>): Sentence {
  const places = elsewhere.map(({ block, key }) => {
    const place = block.length === 0 ? say('yaml.top') : shownKey(block);
    return key === name ? place : say('yaml.spelt', { place, key });
  });
  return say('yaml.misplaced', { problem, places: orList(places) });
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, part) => {
    if (Array.isArray(value)) return value[Number(part)];
    return isMapping(value) && Object.hasOwn(value, String(part)) ? value[String(part)] : undefined;
  }, root);
}

function typeName(expected: string): string | Sentence {
  const names: Readonly<Record<string, Sentence>> = {
    string: say('kind.text'),
    number: say('kind.number'),
    int: say('kind.whole'),
    boolean: say('kind.truth'),
    array: say('kind.list'),
    object: say('kind.block'),
    record: say('kind.block'),
  };
  return names[expected] ?? `a ${expected}`;
}

function foundName(value: unknown): string | Sentence {
  if (value === null || value === undefined) return say('kind.nothing');
  if (typeof value === 'number' && !Number.isInteger(value)) return say('kind.fraction');
  return typeName(Array.isArray(value) ? 'array' : typeof value);
}

/** YAML reads 0123 and yes-like words as something else than the text they look like. */
function needsQuotes(expected: string, value: unknown): boolean {
  return expected === 'string' && (typeof value === 'number' || typeof value === 'boolean');
}

function orList(items: readonly (string | Sentence)[]): string | Sentence {
  const [first = say('kind.other'), ...rest] = items;
  const last = rest.pop();
  if (last === undefined) return first;
  const before = rest.reduce<string | Sentence>(
    (list, next) => say('list.comma', { first: list, next }),
    first,
  );
  return say('list.or', { first: before, last });
}
