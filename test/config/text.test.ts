import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sayConfigFile } from '../../src/config/text/zh.js';
import { RefusedError } from '../../src/core/refused.js';
import { localiseRefusal } from '../../src/text/localise.js';

const root = join(import.meta.dirname, '../../src');
const folder = join(root, 'config');
const files = [
  ...[folder, join(root, 'core/yaml')].flatMap((place) =>
    readdirSync(place)
      .filter((name) => name.endsWith('.ts'))
      .map((name) => join(place, name)),
  ),
  ...['ask-secrets.ts', 'run.ts', 'write.ts'].map((name) => join(folder, 'init', name)),
  join(root, 'preset/load.ts'),
];

/** Words in the sources that are no sentence of their own: questions in both languages, parts that are put into one. */
const notSentences: readonly RegExp[] = [
  /\p{Script=Han}/u,
  /^(Password of|Token for|AppRole secret ID for|a x$)/,
  /^x exists already\. Replace it\?$/,
  /^; known keys: |^ in x$|^; put it in quotes$|^x or x$|^x x$/,
  /^x; did you mean "x"\?$|^x:x: x$|^x: x: x$/,
  /^x\.vault\./,
  // Tried below, with its parts.
  /^unknown key "x"xx$/,
];

/** Every literal of two words and more, with `x` for what is put in. */
function sentencesOf(file: string): readonly string[] {
  const text = readFileSync(file, 'utf8')
    .replaceAll(/\/\*.*?\*\//gs, '')
    .replaceAll(/^\s*\/\/.*$/gm, '')
    .replaceAll(/^(?:import|export) [^;]*? from .*$/gm, '');
  const literals = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/gs;
  return [...text.matchAll(literals)]
    .map(([, single, double, template]) => single ?? double ?? template ?? '')
    .map((literal) =>
      literal
        .replaceAll(/(?<!\\)\$\{[^}]*\}/g, 'x')
        .replaceAll('\\', '')
        .replace(/^x:x(?::x)?: (?!x$)/, ''),
    )
    .filter((literal) => /[a-z]{2}/.test(literal) && /\S \S/.test(literal))
    .filter((literal) => !notSentences.some((shape) => shape.test(literal)));
}

const sentences = files.flatMap((file) =>
  sentencesOf(file).map((sentence) => [file.slice(root.length + 1), sentence] as const),
);

describe('what is wrong with a config file', () => {
  it('is looked at in all sources', () => {
    expect(sentences.length).toBeGreaterThan(80);
  });

  it.each(sentences)('%s says “%s” in Chinese', (_file, sentence) => {
    expect(sayConfigFile(sentence)).toMatch(/\p{Script=Han}/u);
  });

  it('keeps places, keys and values', () => {
    const error = new RefusedError(
      '/m.yaml:31: unknown key "hots" in source.mysql; did you mean "host"?\n/m.yaml:7: options.parallel must be a whole number, found a text',
      { remedy: 'Correct the file; the README lists every key.' },
    );
    expect(localiseRefusal(error, 'zh')).toEqual({
      message:
        '/m.yaml:31: source.mysql 中的未知键“hots”；是否应为“host”？\n/m.yaml:7: options.parallel 应为整数，实为文本',
      remedy: '请修改该文件；README 列出了所有的键。',
    });
    expect(localiseRefusal(error, 'en')).toBe(error);
  });

  it('leaves what it does not know as it is', () => {
    expect(sayConfigFile('Unknown database')).toBe('Unknown database');
  });
});
