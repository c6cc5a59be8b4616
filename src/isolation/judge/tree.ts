import { type Token, tokensOf } from '../../preset/sql/tokens.js';

/** What stands between brackets, or between CASE and END. */
export interface Group {
  readonly kind: 'group';
  readonly items: readonly Node[];
  readonly start: number;
  readonly end: number;
}

export type Node = Token | Group;

/** What is put in while the program runs, and may be anything: a name, a value, a clause. */
export const hole = ':__';

export interface Tree {
  readonly nodes: readonly Node[];
  /** Brackets match, and quotes are closed: nothing was cut off within one. */
  readonly whole: boolean;
}

/** A statement as nested lists. Comments are left out. */
export function treeOf(sql: string): Tree {
  const open: { items: Node[]; start: number; closes: string }[] = [{ items: [], start: 0, closes: '' }];
  let whole = true;
  for (const token of tokensOf(sql)) {
    const inner = open.at(-1);
    if (!inner || token.kind === 'comment') continue;
    const sign = token.kind === 'sign' || token.kind === 'word' ? token.text.toUpperCase() : '';
    if (token.kind === 'unclosed') whole = false;
    if (sign === '(' || sign === 'CASE') {
      open.push({ items: [], start: token.start, closes: sign === '(' ? ')' : 'END' });
    } else if (sign !== '' && sign === inner.closes) {
      open.pop();
      const group: Group = { kind: 'group', items: inner.items, start: inner.start, end: token.end };
      open.at(-1)?.items.push(group);
    } else {
      if (sign === ')') whole = false;
      inner.items.push(token);
    }
  }
  return { nodes: open[0]?.items ?? [], whole: whole && open.length === 1 };
}

/** The word in capitals; '' for everything else. */
export function wordOf(node: Node | undefined): string {
  return node?.kind === 'word' ? node.text.toUpperCase() : '';
}

export function isWord(node: Node | undefined, ...words: readonly string[]): boolean {
  return node?.kind === 'word' && words.includes(node.text.toUpperCase());
}

export function isSign(node: Node | undefined, sign: string): boolean {
  return node?.kind === 'sign' && node.text === sign;
}

export function isGroup(node: Node | undefined): node is Group {
  return node?.kind === 'group';
}

/** Lists between the nodes that `isBetween` names. */
export function split(
  nodes: readonly Node[],
  isBetween: (node: Node, index: number) => boolean,
): readonly (readonly Node[])[] {
  const parts: Node[][] = [[]];
  for (const [index, node] of nodes.entries()) {
    if (isBetween(node, index)) parts.push([]);
    else parts.at(-1)?.push(node);
  }
  return parts;
}

export function splitList(nodes: readonly Node[]): readonly (readonly Node[])[] {
  return split(nodes, (node) => isSign(node, ','));
}

/** A SELECT in brackets, or what makes rows in its place. */
export function isQuery(node: Node | undefined): boolean {
  if (!isGroup(node)) return false;
  const [first] = node.items;
  return isWord(first, 'SELECT', 'WITH', 'VALUES', 'TABLE') || isQuery(first);
}

/** Every SELECT in brackets below these nodes, without those within another one. */
export function queriesIn(nodes: readonly Node[]): readonly Group[] {
  return nodes.flatMap((node) => {
    if (!isGroup(node)) return [];
    return isQuery(node) ? [node] : queriesIn(node.items);
  });
}
