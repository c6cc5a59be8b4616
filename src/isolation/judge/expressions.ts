import { hole, isGroup, isQuery, isSign, isWord, type Node, split, splitList } from './tree.js';

/** A column as it is written. */
export interface ColumnName {
  /** In small letters; undefined where only the column is named. */
  readonly alias: string | undefined;
  /** In small letters. */
  readonly column: string;
}

/** A value that one row after the other is compared with. */
export interface Constant {
  /** Two with the same text are the same value; '' is like no other. */
  readonly text: string;
  /** Several values, one of which the column has. */
  readonly several: boolean;
}

/** What one comparison says. */
export interface Comparison {
  readonly left: readonly Node[];
  readonly right: readonly Node[];
  /** `IN` with a list. */
  readonly several: boolean;
}

const nameOf = (node: Node | undefined): string | undefined =>
  node?.kind === 'name' || node?.kind === 'word' ? node.text.toLowerCase() : undefined;

/** `a.b`, `b`, `db.a.b`, also in brackets, with BINARY before or COLLATE behind; undefined for all else. */
export function columnOf(nodes: readonly Node[]): ColumnName | undefined {
  const [first, second] = nodes;
  if (nodes.length === 1 && isGroup(first)) return isQuery(first) ? undefined : columnOf(first.items);
  if (isWord(first, 'BINARY') && nodes.length > 1) return columnOf(nodes.slice(1));
  if (isWord(nodes.at(-2), 'COLLATE')) return columnOf(nodes.slice(0, -2));
  if (nodes.length === 1) {
    const column = isConstant(nodes) ? undefined : nameOf(first);
    return column === undefined ? undefined : { alias: undefined, column };
  }
  if (!isSign(second, '.')) return undefined;
  if (nodes.length === 5 && isSign(nodes[3], '.')) return columnOf(nodes.slice(2));
  const [alias, column] = [nameOf(first), nameOf(nodes[2])];
  return nodes.length === 3 && alias !== undefined && column !== undefined ? { alias, column } : undefined;
}

const plainWords = new Set(
  'TRUE FALSE DEFAULT BINARY AS USING COLLATE CURRENT_USER AND OR NOT WHEN THEN ELSE DIV MOD IS NULL'.split(
    ' ',
  ),
);

/** Whether it is made without looking at any row, and is no NULL. */
export function isConstant(nodes: readonly Node[]): boolean {
  return nodes.length > 0 && !isNull(nodes) && nodes.every((_, index) => isPlain(nodes, index));
}

const isNull = (nodes: readonly Node[]): boolean => nodes.length === 1 && isWord(nodes[0], 'NULL');

function isPlain(nodes: readonly Node[], index: number): boolean {
  const node = nodes[index];
  const before = nodes[index - 1];
  const after = nodes[index + 1];
  if (node === undefined || node.kind === 'name' || isQuery(node)) return false;
  if (isGroup(node)) return node.items.every((_, inner) => isPlain(node.items, inner));
  if (node.kind !== 'word') return true;
  if (isGroup(after) || plainWords.has(node.text.toUpperCase())) return true;
  // `@tenant`, `$1`, `_utf8mb4'x'`, and the names of types and character sets.
  return (
    isSign(before, '@') ||
    node.text.startsWith('$') ||
    (node.text.startsWith('_') && after?.kind === 'text') ||
    isWord(before, 'AS', 'USING', 'COLLATE')
  );
}

/** The constant as it is written, where the same writing means the same value: a bare `?` may be any. */
export function constantText(sql: string, nodes: readonly Node[]): string {
  const [first] = nodes;
  const text = sql.slice(first?.start, nodes.at(-1)?.end);
  return isSign(first, '?') || isSign(first, '.') || text.includes(hole) ? '' : text;
}

/** Parts that are joined by OR, `||` (as MySQL reads it) or XOR; XOR and NOT make a part that says nothing. */
export function disjuncts(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const inner = withoutBrackets(nodes);
  return splitPairs(
    split(inner, (node) => isWord(node, 'OR', 'XOR')),
    '|',
  );
}

/** Parts that all have to be true. */
export function conjuncts(nodes: readonly Node[]): readonly (readonly Node[])[] {
  let between = false;
  const parts = split(nodes, (node) => {
    if (isWord(node, 'BETWEEN')) between = true;
    if (!isWord(node, 'AND')) return false;
    const isSplit = !between;
    between = false;
    return isSplit;
  });
  return splitPairs(parts, '&');
}

/** `&&` and `||`: two signs beside each other. */
function splitPairs(parts: readonly (readonly Node[])[], sign: string): readonly (readonly Node[])[] {
  return parts.flatMap((part) =>
    split(part, (node, index) => {
      const isPair = (first: number): boolean => isSign(part[first], sign) && isSign(part[first + 1], sign);
      return isSign(node, sign) && (isPair(index) || isPair(index - 1));
    }).filter((piece, _index, all) => piece.length > 0 || all.length === 1),
  );
}

function withoutBrackets(nodes: readonly Node[]): readonly Node[] {
  const [only] = nodes;
  return nodes.length === 1 && isGroup(only) && !isQuery(only) ? withoutBrackets(only.items) : nodes;
}

const comparing = new Set(['=', '<=>']);

/** The equalities that a part says which has no AND and no OR: `a = b`, `(a, b) = (c, d)`, `a IN (…)`. */
export function comparisonsOf(nodes: readonly Node[]): readonly Comparison[] {
  if (isWord(nodes[0], 'NOT', 'EXISTS') || isSign(nodes[0], '!')) return [];
  const isIn = nodes.findIndex((node) => isWord(node, 'IN'));
  const list = nodes[isIn + 1];
  if (isIn > 0) {
    if (isWord(nodes[isIn - 1], 'NOT') || !isGroup(list) || isQuery(list) || nodes.length > isIn + 2)
      return [];
    return inList(nodes.slice(0, isIn), list.items);
  }
  const signs = nodes.flatMap((node, index) =>
    node.kind === 'sign' && '<>=!:'.includes(node.text) ? [index] : [],
  );
  const [first, last] = [signs[0], signs.at(-1)];
  if (first === undefined || last === undefined || last - first !== signs.length - 1) return [];
  const operator = signs.map((index) => (nodes[index]?.kind === 'sign' ? nodes[index].text : '')).join('');
  if (!comparing.has(operator)) return [];
  // `a = ? IS NULL` asks whether the comparison says nothing: `=` and IS bind alike, from the left.
  if (nodes.some((node) => isWord(node, 'IS'))) return [];
  return pairs(nodes.slice(0, first), nodes.slice(last + 1));
}

function pairs(left: readonly Node[], right: readonly Node[]): readonly Comparison[] {
  const [ours, theirs] = [rowOf(left), rowOf(right)];
  const last = theirs.at(-1) ?? [];
  // Cut short in digests: `= (...)`.
  const isCut = theirs.length < ours.length && isSign(last[0], '.');
  if (ours.length < 2 || !(isCut || ours.length === theirs.length)) return [{ left, right, several: false }];
  return ours.map((part, index) => ({ left: part, right: theirs[index] ?? last, several: false }));
}

/** Of a list of rows each position is a list of values. */
function inList(left: readonly Node[], list: readonly Node[]): readonly Comparison[] {
  const values = splitList(list);
  const several = values.length > 1 || isSign(list[0], '.');
  const ours = rowOf(left);
  if (ours.length < 2) return [{ left, right: list, several }];
  return ours.map((part, index) => ({
    left: part,
    // Cut short in digests: `IN ( ... )`.
    right: values.flatMap((value) => rowOf(value)[index] ?? value),
    several,
  }));
}

function rowOf(nodes: readonly Node[]): readonly (readonly Node[])[] {
  const start = isWord(nodes[0], 'ROW') ? 1 : 0;
  const group = nodes[start];
  return nodes.length === start + 1 && isGroup(group) && !isQuery(group) ? splitList(group.items) : [nodes];
}

/** Whether a piece of a statement that may be anything stands where it may change what the statement says. */
export function isOpen(nodes: readonly Node[]): boolean {
  return nodes.some((node, index) => {
    if (isGroup(node)) return isOpen(node.items);
    if (node.kind !== 'parameter' || node.text !== hole) return false;
    const before = nodes[index - 1];
    if (before === undefined) return nodes.length > 1 && !isSign(nodes[index + 1], ',');
    if (before.kind === 'sign') return !'=<>(,+-*/%'.includes(before.text);
    return !isWord(
      before,
      'LIKE',
      'LIMIT',
      'OFFSET',
      'BY',
      'INTERVAL',
      'BETWEEN',
      'SELECT',
      'DISTINCT',
      'REGEXP',
    );
  });
}
