import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = resolve(import.meta.dirname, '../..');
const rooms = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('README.md'))
  .map((name) => join('src', name));
const pages = [
  ...readdirSync(root).filter((name) => name.endsWith('.md')),
  ...readdirSync(join(root, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => join('docs', name)),
];

const read = (page: string): string => readFileSync(join(root, page), 'utf8');

/** Targets of links, without their anchors; other sites aside. */
function linksOf(page: string): string[] {
  return [...read(page).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?:|#)/.test(target));
}

/** Names in code that are paths of this repository: with a slash, below one of its folders. */
function pathsOf(page: string): string[] {
  const folders = readdirSync(root).filter((name) => statSync(join(root, name)).isDirectory());
  return [...read(page).matchAll(/`([\w.@-]+\/[\w./@*{},-]*)`/g)]
    .map(([, path = '']) => path)
    .filter(
      (path) => folders.includes(path.split('/')[0] ?? '') && !/[*{]/.test(path) && !path.startsWith('dist'),
    );
}

/** Anchors as GitHub makes them. */
function anchorsOf(page: string): string[] {
  return [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

describe.each([...pages, ...rooms])('%s', (page) => {
  it('links to files that exist, and to headings within them', () => {
    for (const link of linksOf(page)) {
      const [file = '', anchor] = link.split('#');
      const target = join(dirname(page), file);
      expect(existsSync(join(root, target)), link).toBe(true);
      if (anchor !== undefined) expect(anchorsOf(target), link).toContain(anchor);
    }
    const own = [...read(page).matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
    for (const anchor of own) expect(anchorsOf(page)).toContain(anchor);
  });
});

// The list of changes speaks of what was, too.
it.each([...pages, ...rooms].filter((page) => page !== 'CHANGELOG.md'))(
  '%s names paths that exist',
  (page) => {
    for (const path of pathsOf(page)) expect(existsSync(join(root, path)), path).toBe(true);
  },
);

describe('the README on the page of the package', () => {
  it('links to nothing that the package lacks', () => {
    const listed = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ files }] = JSON.parse(listed) as [{ files: { path: string }[] }];
    const packed = files.map(({ path }) => path);
    for (const page of pages.filter((one) => packed.includes(one))) {
      for (const link of linksOf(page)) {
        const target = relative('', join(dirname(page), link.split('#')[0] ?? ''));
        const inside = packed.some((path) => path === target || path.startsWith(`${target}/`));
        expect(inside, `${link} in ${page}`).toBe(true);
      }
    }
  });
});
