import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { sayStored } from '../../src/text/zh/stored.js';

/** Sentences that the engine stores, in the places where it words them. */
const places = [
  ['operations/checklist/probes.ts', /fail\(\s*[`']([^`']+)[`']/g],
  ['operations/checklist/probes.ts', /evidence: [`']([^`']+)[`']/g],
  ['phases/rows/repair/repair.ts', /detail: [`']([^`']+)[`']/g],
  ['phases/rows/repair/repair.ts', /left\([`']([^`']+)[`']/g],
  ['phases/rows/repair/repair-row.ts', /detail: [`']([^`']+)[`']/g],
  ['phases/secrets/repair-secrets.ts', /detail: [`']([^`']+)[`']/g],
  ['phases/secrets/copy/row-results.ts', /message(?::| =) [`']([^`']+)[`']/g],
  ['phases/secrets/copy/wanted-versions.ts', /message: [`']([^`']+)[`']/g],
  ['vault/path-names.ts', /return ['`](Vault [^`]+?)['`];/g],
  ['phases/secrets/copy/copy-path.ts', /message: [`']([^`']+)[`']/g],
] as const;

/** Values where the template has them: each place takes what fits it. */
function filled(template: string): string {
  return template
    .replaceAll(/\$\{probe\.on\}/g, 'target')
    .replaceAll(/\$\{(answer\.)?state\}/g, 'deleted')
    .replaceAll(/\$\{body\}/g, '')
    .replaceAll(/\$\{code\b[^}]*\}/g, '200B')
    .replaceAll(/\$\{[^}]*\}/g, '7');
}

describe('sentences stored in English', () => {
  const sentences = places.flatMap(([file, pattern]) => {
    const source = readFileSync(new URL(`../../src/${file}`, import.meta.url), 'utf8');
    return [...source.matchAll(pattern)].map((match) => filled(match[1] ?? ''));
  });

  it('are all found', () => {
    expect(sentences.length).toBeGreaterThan(18);
  });

  it.each([...new Set(sentences)])('are said in Chinese: %s', (sentence) => {
    expect(sayStored(sentence)).toMatch(/\p{Script=Han}/u);
  });

  it('stay as they are where they are a server\u2019s own words', () => {
    expect(sayStored('permission denied')).toBe('permission denied');
  });
});
