import type { Sentence } from '../../core/sentence.js';
import { say } from '../words.js';
import type { Around, Missing, TenantTables } from './block.js';
import { isOpen } from './expressions.js';
import {
  clausesOf,
  judgeNested,
  judgeQuery,
  judgeSources,
  judgeWith,
  nothing,
  type Outcome,
  type QueryOutcome,
  together,
} from './query.js';
import { names, type Source, sourcesOf } from './sources.js';
import {
  type Group,
  isGroup,
  isQuery,
  isSign,
  isWord,
  type Node,
  splitList,
  treeOf,
  wordOf,
} from './tree.js';

export type { Missing, TenantTables } from './block.js';

/**
 * untouched: no table of a tenant is in it. good: each one comes with its tenant. several: with one of several tenants, all of
 * which the statement names. bad: one comes without. unclear: it cannot be judged, and is never taken for good.
 */
export const verdicts = ['untouched', 'good', 'several', 'bad', 'unclear'] as const;
export type Verdict = (typeof verdicts)[number];

export interface Judgement {
  readonly verdict: Verdict;
  /** Tables of tenants in it, each once. */
  readonly tables: readonly string[];
  readonly missing: readonly Missing[];
  /** Why it cannot be judged. */
  readonly because?: Sentence;
}

/**
 * Says of each table of a tenant in a statement whether its tenant is there: pure, and by what is written alone. The statement may be
 * a digest's text (`…`, `?` in place of values), or one with parameters of any kind.
 */
export function judge(sql: string, tenants: TenantTables): Judgement {
  const { nodes, whole } = treeOf(sql);
  const around: Around = { sql, tenants, common: new Map() };
  const outcome = judgeStatement(withoutEnd(nodes), around);
  const tables = [...new Set(outcome.tables)];
  const unclear = outcome.unclear ?? (whole ? undefined : say('isolation.cut'));
  if (unclear && (tables.length > 0 || outcome.unclear)) {
    return { verdict: 'unclear', tables, missing: [], because: unclear };
  }
  if (tables.length === 0) return { verdict: 'untouched', tables, missing: [] };
  if (outcome.missing.length === 0)
    return { verdict: outcome.several ? 'several' : 'good', tables, missing: [] };
  if (isOpen(nodes))
    return { verdict: 'unclear', tables, missing: outcome.missing, because: say('isolation.open') };
  return { verdict: 'bad', tables, missing: outcome.missing };
}

function withoutEnd(nodes: readonly Node[]): readonly Node[] {
  const end = nodes.findIndex((node) => isSign(node, ';'));
  return end < 0 ? nodes : nodes.slice(0, end);
}

const prefixes = ['EXPLAIN', 'DESCRIBE', 'DESC', 'ANALYZE', 'EXTENDED', 'EXECUTE'];
const statements = ['SELECT', 'WITH', 'INSERT', 'REPLACE', 'UPDATE', 'DELETE', 'TABLE', 'VALUES'];

function judgeStatement(nodes: readonly Node[], around: Around): Outcome {
  const [first, second] = nodes;
  // MySQL writes a prepared statement as `EXECUTE SELECT …`.
  if (isWord(first, ...prefixes) && (isWord(second, ...statements, ...prefixes) || isGroup(second))) {
    return judgeStatement(nodes.slice(1), around);
  }
  if (isGroup(first)) return isQuery(first) ? judgeQuery(nodes, around) : nothing;
  switch (wordOf(first)) {
    case 'SELECT':
    case 'TABLE':
      return judgeQuery(nodes, around);
    case 'WITH': {
      const { outcome, common, rest } = judgeWith(nodes, around);
      return together([outcome, judgeStatement(rest, { ...around, common })]);
    }
    case 'INSERT':
    case 'REPLACE':
      return judgeInsert(nodes.slice(1), around);
    case 'UPDATE':
      return judgeUpdate(nodes.slice(1), around);
    case 'DELETE':
      return judgeDelete(nodes.slice(1), around);
    case 'TRUNCATE':
      return judgeTruncate(nodes.slice(1), around);
    // Nothing is read yet; MySQL writes it as `EXECUTE …` each time it runs.
    case 'PREPARE':
      return nothing;
    case 'EXECUTE':
    case 'CALL':
      return { ...nothing, unclear: say('isolation.hidden', { word: wordOf(first) }) };
    case 'CREATE':
      return judgeCreate(nodes, around);
    case 'LOAD':
    case 'HANDLER':
      return judgeLoad(nodes, around);
    default:
      return judgeNested(nodes, around);
  }
}

function judgeUpdate(nodes: readonly Node[], around: Around): Outcome {
  const start = nodes.findIndex((node) => !isWord(node, 'LOW_PRIORITY', 'IGNORE'));
  const { head, of } = clausesOf(nodes.slice(start));
  const { outcome, scope } = judgeSources(sourcesOf(head), of.WHERE ?? [], around);
  return together([outcome, judgeNested(of.SET ?? [], { ...around, outer: scope })]);
}

function judgeDelete(nodes: readonly Node[], around: Around): Outcome {
  const { of } = clausesOf(nodes);
  const from = of.FROM ?? [];
  // `DELETE FROM a, b USING …`; a join's USING has its columns behind it.
  const using = from.findIndex((node, index) => isWord(node, 'USING') && !isGroup(from[index + 1]));
  return judgeSources(sourcesOf(from.slice(using + 1)), of.WHERE ?? [], around).outcome;
}

/** The table that is written, where it is one of tenants. */
function written(nodes: readonly Node[], { tenants, common }: Around): Source | undefined {
  const [source] = sourcesOf(nodes).sources;
  const isTenants =
    source?.table !== undefined && !common.has(source.table) && tenants.has(source.table, source.database);
  return isTenants || source?.unknown ? source : undefined;
}

function judgeTruncate(nodes: readonly Node[], around: Around): Outcome {
  const source = written(isWord(nodes[0], 'TABLE') ? nodes.slice(1) : nodes, around);
  return source ? lacking(source, say('isolation.truncate', { table: source.table ?? '' }), '') : nothing;
}

/** `CREATE TABLE … SELECT` copies rows; a view holds none, and is judged where it is asked. */
function judgeCreate(nodes: readonly Node[], around: Around): Outcome {
  if (!nodes.slice(1, 4).some((node) => isWord(node, 'TABLE'))) return judgeNested(nodes, around);
  const from = nodes.findIndex(
    (node, index) =>
      isWord(node, 'SELECT') ||
      isQuery(node) ||
      // Not MariaDB's WITH SYSTEM VERSIONING, nor an index's WITH PARSER.
      (isWord(node, 'WITH') && isWord(nodes[index + 2], 'AS')),
  );
  return from < 0 ? nothing : judgeStatement(nodes.slice(from), around);
}

function judgeLoad(nodes: readonly Node[], around: Around): Outcome {
  const at = isWord(nodes[0], 'HANDLER') ? 0 : nodes.findIndex((node) => isWord(node, 'TABLE'));
  // The columns in brackets behind the name are no part of it.
  const name = nodes.slice(at + 1, at + 4);
  const end = name.findIndex(isGroup);
  const source = written(end < 0 ? name : name.slice(0, end), around);
  return source ? { ...nothing, tables: [source.table ?? ''], unclear: say('isolation.load') } : nothing;
}

function lacking({ table = '', shown }: Source, because: Sentence, predicate: string): Outcome {
  return { ...nothing, tables: [table], missing: [{ table, alias: shown, because, predicate }] };
}

const beforeTable = ['LOW_PRIORITY', 'DELAYED', 'HIGH_PRIORITY', 'IGNORE', 'INTO'];
const afterTable = ['VALUES', 'VALUE', 'SELECT', 'SET', 'WITH', 'TABLE'];

/** INSERT and REPLACE: the column has to be among those that are written. */
function judgeInsert(given: readonly Node[], around: Around): Outcome {
  const nodes = given.slice(given.findIndex((node) => !isWord(node, ...beforeTable)));
  const end = nodes.findIndex((node, index) => index > 0 && (isGroup(node) || isWord(node, ...afterTable)));
  const name = nodes.slice(0, isWord(nodes[end - 1], 'PARTITION') ? end - 1 : end);
  const source = written(name, around);
  const rest = isWord(nodes[end - 1], 'PARTITION') ? nodes.slice(end + 1) : nodes.slice(end);
  const list = isGroup(rest[0]) && !isQuery(rest[0]) ? rest[0] : undefined;
  const values = list ? rest.slice(1) : rest;
  const update = values.findIndex(
    (node, index) => isWord(node, 'ON') && isWord(values[index + 1], 'DUPLICATE'),
  );
  const what = update < 0 ? values : values.slice(0, update);
  const after = judgeNested(update < 0 ? [] : values.slice(update), around);
  const query =
    isWord(what[0], 'SELECT', 'WITH', 'TABLE') || isQuery(what[0]) ? judgeQuery(what, around) : undefined;
  const parts = [query ?? judgeNested(what, around), after];
  if (source?.unknown) parts.push({ ...nothing, unclear: say('isolation.no-name') });
  else if (source) parts.push(judgeColumns(source, list, what, query, around));
  return together(parts);
}

function judgeColumns(
  source: Source,
  list: Group | undefined,
  what: readonly Node[],
  query: QueryOutcome | undefined,
  around: Around,
): Outcome {
  const { column } = around.tenants;
  const { table = '', shown } = source;
  const params = { table, alias: shown, column };
  const without = (because: Sentence): Outcome => lacking(source, because, column);
  const good: Outcome = { ...nothing, tables: [table] };
  if (isWord(what[0], 'SET')) {
    const assigned = splitList(what.slice(1)).map(([first, dot, second]) =>
      isSign(dot, '.') ? second : first,
    );
    const isThere = assigned.some(
      (node) => node !== undefined && !isGroup(node) && node.text.toLowerCase() === column.toLowerCase(),
    );
    return isThere ? good : without(say('isolation.no-column', params));
  }
  // Without a list all columns are written, the tenant's, too.
  const position = list ? names(list).indexOf(column.toLowerCase()) : undefined;
  if (position === -1) return without(say('isolation.no-column', params));
  if (query) {
    const isKnown = position === undefined ? query.missing.length === 0 : isGiven(query, position);
    return isKnown ? good : without(say('isolation.other-value', params));
  }
  const rows = what.filter(isGroup).map((row) => splitList(row.items));
  const isDefault = (cell: readonly Node[] | undefined): boolean =>
    cell?.length === 1 && isWord(cell[0], 'DEFAULT', 'NULL');
  const isLeft = position !== undefined && rows.some((row) => isDefault(row[position]));
  return isLeft ? without(say('isolation.other-value', params)) : good;
}

/** Whether the query gives a tenant that is named at this position; behind a `*` positions are not known. */
function isGiven({ outputs, missing }: QueryOutcome, position: number): boolean {
  const star = outputs.findIndex((output) => output.star);
  return star >= 0 && star <= position ? missing.length === 0 : outputs[position]?.value !== undefined;
}
