import type { Constant } from './expressions.js';
import { type Group, hole, isGroup, isQuery, isSign, isWord, type Node, split, wordOf } from './tree.js';

/** Something that a statement reads rows from. */
export interface Source {
  /** As conditions name it, in small letters. */
  readonly alias: string;
  /** As it is written. */
  readonly shown: string;
  /** The table, where it is one, and its database where that is named. */
  readonly table?: string;
  readonly database?: string;
  /** A SELECT in its place. */
  readonly query?: Group;
  /** Names that a derived table gives its columns: `d (a, b)`. */
  readonly columns?: readonly string[];
  /** The query may look at what stands before it. */
  readonly lateral?: boolean;
  /** Its name is put in while the program runs. */
  readonly unknown?: boolean;
}

/** What a join says of the sources. */
export interface JoinFact {
  readonly on?: readonly Node[];
  /** Columns that both sides have: of USING; `natural`: all of the same name. */
  readonly using?: readonly string[];
  readonly natural?: boolean;
  /** The sources of the one side, and of the other. */
  readonly left: readonly Source[];
  readonly right: readonly Source[];
  /** Rows of this side stay, whatever the condition says: it holds the other side alone. */
  readonly keeps: 'left' | 'right' | 'neither' | 'both';
}

export interface Sources {
  readonly sources: readonly Source[];
  readonly facts: readonly JoinFact[];
}

const joins = ['JOIN', 'LEFT', 'RIGHT', 'FULL', 'INNER', 'CROSS', 'NATURAL', 'STRAIGHT_JOIN'];
const noAlias = new Set([
  ...joins,
  'ON',
  'USING',
  'USE',
  'IGNORE',
  'FORCE',
  'PARTITION',
  'OUTER',
  'FOR',
  'TABLESAMPLE',
]);

/** `LEFT(a, 1)` is a function. */
const isJoin = (nodes: readonly Node[], index: number): boolean =>
  isWord(nodes[index], ...joins) && !(isWord(nodes[index], 'LEFT', 'RIGHT') && isGroup(nodes[index + 1]));

/** What stands behind FROM, UPDATE or DELETE … USING. */
export function sourcesOf(nodes: readonly Node[]): Sources {
  const parts = split(nodes, (node) => isSign(node, ','))
    .filter((part) => part.length > 0)
    .map(joinedSources);
  return { sources: parts.flatMap(({ sources }) => sources), facts: parts.flatMap(({ facts }) => facts) };
}

function joinedSources(nodes: readonly Node[]): Sources {
  const starts = nodes.flatMap((_, index) =>
    isJoin(nodes, index) && !isJoin(nodes, index - 1) && !isWord(nodes[index - 1], 'OUTER') ? [index] : [],
  );
  const first = oneSource(nodes.slice(0, starts[0]));
  let { sources } = first;
  const facts = [...first.facts];
  for (const [index, start] of starts.entries()) {
    const part = nodes.slice(start, starts[index + 1]);
    const opening = part.findIndex((node) => !isWord(node, ...joins, 'OUTER'));
    const words = part.slice(0, opening < 0 ? part.length : opening).map(wordOf);
    const rest = opening < 0 ? [] : part.slice(opening);
    // Both may come more than once: `a JOIN b JOIN c ON … ON …`.
    const conditionStarts = rest.flatMap((node, at) => (isWord(node, 'ON') || isUsing(rest, at) ? [at] : []));
    const added = oneSource(rest.slice(0, conditionStarts[0]));
    const between = { left: sources, right: added.sources, keeps: keptSide(words) };
    for (const [order, at] of conditionStarts.entries()) {
      const condition = rest.slice(at + 1, conditionStarts[order + 1]);
      const using = isWord(rest[at], 'USING') && isGroup(condition[0]) ? names(condition[0]) : undefined;
      facts.push(using ? { ...between, using } : { ...between, on: condition });
    }
    if (words.includes('NATURAL')) facts.push({ ...between, natural: true });
    facts.push(...added.facts);
    sources = [...sources, ...added.sources];
  }
  return { sources, facts };
}

const isUsing = (nodes: readonly Node[], index: number): boolean =>
  isWord(nodes[index], 'USING') && isGroup(nodes[index + 1]);

function keptSide(words: readonly string[]): JoinFact['keeps'] {
  if (words.includes('FULL')) return 'both';
  if (words.includes('LEFT')) return 'left';
  return words.includes('RIGHT') ? 'right' : 'neither';
}

/** The names in a list in brackets, in small letters. */
export function names(group: Group): readonly string[] {
  return split(group.items, (node) => isSign(node, ',')).flatMap((part) => {
    const last = part.at(-1);
    return last?.kind === 'name' || last?.kind === 'word' ? [last.text.toLowerCase()] : [];
  });
}

function oneSource(given: readonly Node[]): Sources {
  const lateral = isWord(given[0], 'LATERAL');
  const nodes = lateral ? given.slice(1) : given;
  const [first, second] = nodes;
  if (first === undefined) return { sources: [], facts: [] };
  if (isGroup(first)) {
    if (!isQuery(first)) return sourcesOf(first.items);
    const { alias, shown, behind } = aliasOf(nodes.slice(1));
    const columns = isGroup(behind) ? names(behind) : undefined;
    return { sources: [{ alias, shown, query: first, columns, lateral }], facts: [] };
  }
  if (first.kind === 'parameter' || (first.kind === 'sign' && first.text === '?')) {
    const { alias } = aliasOf(nodes.slice(1));
    return { sources: [{ alias, shown: first.text, unknown: true }], facts: [] };
  }
  if (first.kind !== 'name' && first.kind !== 'word') return { sources: [], facts: [] };
  // JSON_TABLE(…) and the like.
  if (isGroup(second) && first.kind === 'word') {
    const { alias, shown } = aliasOf(nodes.slice(2));
    return { sources: [{ alias, shown }], facts: [] };
  }
  const isQualified = isSign(second, '.');
  const name = isQualified ? nodes[2] : first;
  if (name?.kind === 'parameter') return { sources: [{ alias: '', shown: '', unknown: true }], facts: [] };
  if (name?.kind !== 'name' && name?.kind !== 'word') return { sources: [], facts: [] };
  const database = isQualified ? first.text : undefined;
  const { alias, shown } = aliasOf(nodes.slice(isQualified ? 3 : 1));
  const table = name.text;
  const unknown = table.includes(hole);
  return {
    sources: [{ alias: alias || table.toLowerCase(), shown: shown || table, table, database, unknown }],
    facts: [],
  };
}

function aliasOf(given: readonly Node[]): { alias: string; shown: string; behind: Node | undefined } {
  let nodes = given;
  if (isWord(nodes[0], 'PARTITION') && isGroup(nodes[1])) nodes = nodes.slice(2);
  if (isWord(nodes[0], 'AS')) nodes = nodes.slice(1);
  const [first] = nodes;
  const isAlias =
    first?.kind === 'name' || (first?.kind === 'word' && !noAlias.has(first.text.toUpperCase()));
  if (!isAlias) return { alias: '', shown: '', behind: first };
  return { alias: first.text.toLowerCase(), shown: first.text, behind: nodes[1] };
}

/** What of a source's columns is known to be of a tenant that the statement names: column in small letters → by which value. */
export type Exposed = ReadonlyMap<string, Constant>;
