import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** The rooms from the ground up: a file imports from its own room and from those before it. */
const rooms = [
  'core',
  'preset',
  'config',
  'plan',
  'mysql',
  'vault',
  'objects',
  'ledger',
  'schema',
  'keys',
  'phases',
  'phases/rows',
  'phases/secrets',
  'phases/files',
  // The list of the phases, above each of them.
  'phases/index.ts',
  'live',
  'watch',
  'switch',
  'preflight',
  'isolation',
  'operations',
  'text',
  'report',
  'headless',
  'ui',
  'sandbox',
  'cli',
] as const;

interface Import {
  readonly from: string;
  readonly to: string;
}

/** What a file names in imports of every kind: static, of types only, passed on, and loaded while it runs. */
const specifier = /(?:^(?:import|export)\b(?:[^'"`;]*?\bfrom)?|\bimport\()\s*['"`]([^'"`\n]+)['"`]/gm;

const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name))
  .toSorted();

const named = files.flatMap((from) =>
  [...readFileSync(join(src, from), 'utf8').matchAll(specifier)].map((match) => ({
    from,
    name: match[1] ?? '',
  })),
);

const imports: readonly Import[] = named
  .filter(({ name }) => name.startsWith('.'))
  .map(({ from, name }) => ({ from, to: fileOf(from, name) }));

/** The source that a relative specifier means: `.js` stands for what is compiled to it. */
function fileOf(from: string, name: string): string {
  const path = relative(src, resolve(src, dirname(from), name)).replace(/\.js$/, '');
  const found = [`${path}.ts`, `${path}.tsx`].find((candidate) => files.includes(candidate));
  if (found === undefined) throw new Error(`${from} imports ${name}, and there is no such source`);
  return found;
}

/** `phases/rows` for `phases/rows/copy/table-feed.ts`; undefined for what lies in no room. */
function roomOf(file: string): (typeof rooms)[number] | undefined {
  return rooms.toReversed().find((room) => file === room || file.startsWith(`${room}/`));
}

/** Groups of nodes that reach each other (Tarjan), each sorted. */
function circlesOf(edges: readonly Import[]): readonly (readonly string[])[] {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const low = (node: string): number => lowest.get(node) ?? Number.POSITIVE_INFINITY;
  const visit = (node: string): void => {
    order.set(node, order.size);
    lowest.set(node, order.size - 1);
    stack.push(node);
    for (const to of next.get(node) ?? []) {
      if (!order.has(to)) {
        visit(to);
        lowest.set(node, Math.min(low(node), low(to)));
      } else if (stack.includes(to)) lowest.set(node, Math.min(low(node), order.get(to) ?? low(node)));
    }
    if (low(node) !== order.get(node)) return;
    const circle = stack.splice(stack.indexOf(node));
    if (circle.length > 1) circles.push(circle.toSorted());
  };
  for (const node of next.keys()) if (!order.has(node)) visit(node);
  return circles.toSorted();
}

describe('the house', () => {
  it('is read as a whole', () => {
    expect(imports.length).toBeGreaterThan(1500);
  });

  it('has no file outside of its rooms but the entrance', () => {
    expect(files.filter((file) => roomOf(file) === undefined)).toEqual(['cli.ts']);
  });

  it('has no room that stands empty', () => {
    expect(rooms.filter((room) => !files.some((file) => roomOf(file) === room))).toEqual([]);
  });

  it('is built from the ground up: nothing is imported from a room above, so no rooms go round', () => {
    const level = (file: string): number => {
      const room = roomOf(file);
      return room === undefined ? rooms.length : rooms.indexOf(room);
    };
    const upwards = imports.filter(({ from, to }) => level(to) > level(from));
    expect(upwards.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  it('has no circle between files', () => {
    expect(circlesOf(imports)).toEqual([]);
  });

  it('knows Ink and React in the wizard alone', () => {
    const shown = named.filter(({ name }) => /^(ink|react)\b/.test(name)).map(({ from }) => from);
    expect(shown.filter((file) => !file.startsWith('ui/'))).toEqual([]);
  });
});

describe('the search for circles', () => {
  it('finds what goes round, and nothing else', () => {
    const edges = ['a b', 'b c', 'c a', 'c d', 'd e', 'e f', 'f e', 'g a'].map((edge) => {
      const [from = '', to = ''] = edge.split(' ');
      return { from, to };
    });
    expect(circlesOf(edges)).toEqual([
      ['a', 'b', 'c'],
      ['e', 'f'],
    ]);
  });
});
