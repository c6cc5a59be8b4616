import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const src = resolve(import.meta.dirname, '../../src');

/** Every module that importing this file loads at once: static imports only, types aside. */
function loadedWith(file: string, found = new Map<string, string>()): Map<string, string> {
  const text = readFileSync(file, 'utf8');
  for (const [, clause = '', path = ''] of text.matchAll(/^(?:import|export) ([^;]*?) from '([^']+)'/gms)) {
    if (/^type\b/.test(clause)) continue;
    if (!path.startsWith('.')) {
      found.set(path, file);
      continue;
    }
    const target = resolve(dirname(file), path.replace(/\.js$/, '.ts'));
    if (found.has(target)) continue;
    found.set(target, file);
    loadedWith(target, found);
  }
  return found;
}

describe('what starting the tool loads', () => {
  it('is commander and little else, so that --help is quick', () => {
    const packages = [...loadedWith(join(src, 'cli.ts')).keys()].filter((path) => !path.startsWith('/'));
    expect(packages.filter((name) => !name.startsWith('node:'))).toEqual(['commander']);
  });

  it.each(readdirSync(join(src, 'cli/commands')))('is neither Ink nor React for %s', (file) => {
    const packages = [...loadedWith(join(src, 'cli/commands', file)).keys()];
    expect(packages.filter((name) => /^(ink|react)/.test(name))).toEqual([]);
  });

  it.each([
    'cli/execute.ts',
    'headless/json-reporter.ts',
    'operations/look.ts',
    'operations/run.ts',
    'operations/watch/watch.ts',
  ])('is none of the packages that are read when they are first used, for %s', (file) => {
    const packages = [...loadedWith(join(src, file)).keys()];
    expect(packages.filter((name) => ['undici', 'node-vault', 'string-width'].includes(name))).toEqual([]);
  });

  it('is nothing of the search for statements until a command asks for it', () => {
    const files = [...loadedWith(join(src, 'cli/execute.ts')).keys()];
    expect(files.filter((name) => name.startsWith(join(src, 'isolation/scan')))).toEqual([]);
  });
});
