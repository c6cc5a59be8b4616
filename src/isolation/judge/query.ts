import type { Sentence } from '../../core/sentence.js';
import { say } from '../words.js';
import { type Around, alike, type Missing, type Scope, settle, tenantOf } from './block.js';
import { type Constant, columnOf } from './expressions.js';
import { type Exposed, names, type Source, type Sources, sourcesOf } from './sources.js';
import {
  type Group,
  isGroup,
  isQuery,
  isSign,
  isWord,
  type Node,
  queriesIn,
  split,
  splitList,
  wordOf,
} from './tree.js';

/** What a part of a statement came to. */
export interface Outcome {
  readonly missing: readonly Missing[];
  /** Tables of tenants that it touches. */
  readonly tables: readonly string[];
  /** Some rows are held by one of several values only. */
  readonly several: boolean;
  /** Why it cannot be judged; undefined: it can. */
  readonly unclear?: Sentence;
}

/** What a query gives, column by column. */
interface Output {
  /** In small letters; undefined: a `*`, or an expression without a name. */
  readonly name: string | undefined;
  /** Whose rows they are, where the column says so by a value that the statement names. */
  readonly value: Constant | undefined;
  /** What a `*` brings along. */
  readonly star?: Exposed;
}

export interface QueryOutcome extends Outcome {
  readonly outputs: readonly Output[];
}

export const nothing: Outcome = { missing: [], tables: [], several: false };

export function together(outcomes: readonly Outcome[]): Outcome {
  return {
    missing: outcomes.flatMap(({ missing }) => missing),
    tables: outcomes.flatMap(({ tables }) => tables),
    several: outcomes.some(({ several }) => several),
    unclear: outcomes.find(({ unclear }) => unclear)?.unclear,
  };
}

const clauses = [
  'FROM',
  'WHERE',
  'GROUP',
  'HAVING',
  'WINDOW',
  'ORDER',
  'LIMIT',
  'FOR',
  'LOCK',
  'INTO',
  'PROCEDURE',
  'SET',
  'RETURNING',
  'OFFSET',
  'FETCH',
] as const;
type Clause = (typeof clauses)[number];

/** A statement taken apart at its clauses; what stands before the first one is `head`. */
export interface Clauses {
  readonly head: readonly Node[];
  readonly of: Readonly<Partial<Record<Clause, readonly Node[]>>>;
}

export function clausesOf(nodes: readonly Node[]): Clauses {
  const starts = nodes.flatMap((node, index) => {
    const before = nodes[index - 1];
    // `USE INDEX FOR JOIN (…)`, and a column of that name.
    if (!isWord(node, ...clauses) || isSign(before, '.') || isWord(before, 'INDEX', 'KEY')) return [];
    return [index];
  });
  const of: Partial<Record<Clause, readonly Node[]>> = {};
  for (const [order, start] of starts.entries()) {
    const word = wordOf(nodes[start]) as Clause;
    of[word] ??= nodes.slice(start + 1, starts[order + 1]);
  }
  return { head: nodes.slice(0, starts[0]), of };
}

const setOperators = ['UNION', 'EXCEPT', 'INTERSECT', 'MINUS'];

/** A whole query: WITH, branches of a UNION, a SELECT. */
export function judgeQuery(given: readonly Node[], around: Around): QueryOutcome {
  if (isWord(given[0], 'WITH')) {
    const { outcome, common, rest } = judgeWith(given, around);
    const main = judgeQuery(rest, { ...around, common });
    return { ...together([outcome, main]), outputs: main.outputs };
  }
  const branches = split(
    given,
    (node, index) => isWord(node, ...setOperators) && !isSign(given[index - 1], '.'),
  ).map((branch) => (isWord(branch[0], 'ALL', 'DISTINCT') ? branch.slice(1) : branch));
  const judged = branches.map((branch) => judgeBranch(branch, around));
  const outputs = judged.map((one) => one.outputs).reduce(bothOutputs);
  return { ...together(judged), outputs };
}

function judgeBranch(branch: readonly Node[], around: Around): QueryOutcome {
  const [first] = branch;
  if (isGroup(first) && isQuery(first)) {
    const inner = judgeQuery(first.items, around);
    return { ...together([inner, judgeNested(branch.slice(1), around)]), outputs: inner.outputs };
  }
  if (isWord(first, 'TABLE')) return judgeSelect([...asAll, ...branch.slice(1)], around);
  if (isWord(first, 'SELECT')) return judgeSelect(branch.slice(1), around);
  return { ...judgeNested(branch, around), outputs: [] };
}

/** `TABLE t` reads what `SELECT * FROM t` does. */
const asAll: readonly Node[] = [
  { kind: 'sign', text: '*', start: 0, end: 0 },
  { kind: 'word', text: 'FROM', start: 0, end: 0 },
];

/** Column by column what all branches of a UNION have; names are those of the first. */
function bothOutputs(one: readonly Output[], other: readonly Output[]): readonly Output[] {
  return one.map((output, index) => {
    const second = other[index];
    const value = output.value && second?.value && alike(output.value, second.value);
    const star =
      output.star && second?.star && new Map([...output.star].filter(([name]) => second.star?.has(name)));
    return { name: output.name, value, star };
  });
}

/** WITH: its queries, what they give, and what stands behind them. */
export function judgeWith(
  given: readonly Node[],
  around: Around,
): {
  readonly outcome: Outcome;
  readonly common: ReadonlyMap<string, Exposed>;
  readonly rest: readonly Node[];
} {
  const common = new Map(around.common);
  const isRecursive = isWord(given[1], 'RECURSIVE');
  const outcomes: Outcome[] = [];
  let at = isRecursive ? 2 : 1;
  for (;;) {
    const name = given[at];
    const hasColumns = isGroup(given[at + 1]) && isWord(given[at + 2], 'AS');
    const body = given[at + (hasColumns ? 3 : 2)];
    if ((name?.kind !== 'name' && name?.kind !== 'word') || !isGroup(body)) break;
    const list = given[at + 1];
    const columns = hasColumns && isGroup(list) ? names(list) : undefined;
    const alias = name.text.toLowerCase();
    const inner = { ...around, common: new Map(common) };
    if (isRecursive) {
      // What its first branch gives is what the others find of it.
      const [first = []] = split(body.items, (node) => isWord(node, ...setOperators));
      inner.common.set(alias, new Map());
      inner.common.set(alias, exposedBy(judgeQuery(first, inner).outputs, columns));
    }
    const outcome = judgeQuery(body.items, inner);
    outcomes.push(outcome);
    common.set(alias, exposedBy(outcome.outputs, columns));
    at += hasColumns ? 4 : 3;
    if (!isSign(given[at], ',')) break;
    at += 1;
  }
  return { outcome: together(outcomes), common, rest: given.slice(at) };
}

/** Columns by which it is known whose the rows of a derived table are. */
function exposedBy(outputs: readonly Output[], columns: readonly string[] | undefined): Exposed {
  const exposed = new Map<string, Constant>();
  for (const [index, { name, value, star }] of outputs.entries()) {
    for (const [column, constant] of star ?? []) exposed.set(column, constant);
    const called = columns?.[index] ?? name;
    if (called !== undefined && value) exposed.set(called, value);
  }
  return exposed;
}

function judgeSelect(nodes: readonly Node[], around: Around): QueryOutcome {
  const { head, of } = clausesOf(nodes);
  const from = sourcesOf(of.FROM ?? []);
  const { outcome, scope } = judgeSources(from, of.WHERE ?? [], around);
  const rest = [head, of.HAVING, of.GROUP, of.ORDER, of.LIMIT, of.WINDOW].map((part) =>
    judgeNested(part ?? [], { ...around, outer: scope }),
  );
  return { ...together([outcome, ...rest]), outputs: outputsOf(head, scope, around) };
}

/** Sources under a condition: what SELECT, UPDATE and DELETE have in common. */
export function judgeSources(
  from: Sources,
  where: readonly Node[],
  around: Around,
): { readonly outcome: Outcome; readonly scope: Scope } {
  const exposed = new Map<Source, Exposed>();
  const derived: Outcome[] = [];
  for (const source of from.sources) {
    const { query, table, database, lateral, columns } = source;
    if (query && !lateral) {
      const outcome = judgeQuery(query.items, around);
      derived.push(outcome);
      exposed.set(source, exposedBy(outcome.outputs, columns));
    }
    const common =
      table === undefined || database !== undefined ? undefined : around.common.get(table.toLowerCase());
    if (common) exposed.set(source, common);
  }
  const { scope, missing } = settle(from, [where], exposed, around);
  const inner = { ...around, outer: scope };
  const touched = from.sources.filter(scope.isTenants);
  const own: Outcome = {
    missing,
    tables: touched.map(({ table = '' }) => table),
    several: touched.some((source) => scope.held.get(source)?.several),
    unclear: from.sources.some(({ unknown }) => unknown) ? say('isolation.no-name') : undefined,
  };
  const nested = [
    ...from.sources.flatMap(({ query, lateral }) =>
      query && lateral ? [judgeQuery(query.items, inner)] : [],
    ),
    ...from.facts.map(({ on }) => judgeNested(on ?? [], inner)),
    judgeNested(where, inner),
  ];
  return { outcome: together([own, ...derived, ...nested]), scope };
}

/** Every SELECT in brackets below. */
export function judgeNested(nodes: readonly Node[], around: Around): Outcome {
  return together(queriesIn(nodes).map((query: Group) => judgeQuery(query.items, around)));
}

const leading = [
  'ALL',
  'DISTINCT',
  'DISTINCTROW',
  'HIGH_PRIORITY',
  'STRAIGHT_JOIN',
  'SQL_SMALL_RESULT',
  'SQL_BIG_RESULT',
  'SQL_BUFFER_RESULT',
  'SQL_NO_CACHE',
  'SQL_CACHE',
  'SQL_CALC_FOUND_ROWS',
];

function outputsOf(head: readonly Node[], scope: Scope, { sql, tenants }: Around): readonly Output[] {
  const column = tenants.column.toLowerCase();
  const start = head.findIndex((node) => !isWord(node, ...leading));
  const exposes = (source: Source): Exposed => {
    const value = scope.held.get(source);
    return scope.isTenants(source) && value
      ? new Map([[column, value]])
      : (scope.exposed(source) ?? new Map());
  };
  return splitList(head.slice(Math.max(0, start))).map((item): Output => {
    if (isSign(item.at(-1), '*')) {
      const owner = item.length > 1 ? item.at(-3) : undefined;
      const alias = owner && owner.kind !== 'group' ? owner.text.toLowerCase() : undefined;
      const sources = scope.sources.filter((source) => alias === undefined || source.alias === alias);
      return {
        name: undefined,
        value: undefined,
        star: new Map(sources.flatMap((source) => [...exposes(source)])),
      };
    }
    const { expression, name } = namedItem(item);
    return { name, value: tenantOf(expression, sql, scope, column) };
  });
}

/** `a.b AS c`, `a.b c`, `a.b`. */
function namedItem(item: readonly Node[]): { expression: readonly Node[]; name: string | undefined } {
  const last = item.at(-1);
  const isName = last?.kind === 'name' || last?.kind === 'word';
  if (isName && isWord(item.at(-2), 'AS')) {
    return { expression: item.slice(0, -2), name: last.text.toLowerCase() };
  }
  const plain = columnOf(item);
  if (plain) return { expression: item, name: plain.column };
  return isName && item.length > 1 && !isSign(item.at(-2), '.')
    ? { expression: item.slice(0, -1), name: last.text.toLowerCase() }
    : { expression: item, name: undefined };
}
