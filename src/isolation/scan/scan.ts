import type { Dirent } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { codeOf } from '../../core/refused.js';
import { count, type Plain } from '../../core/shape.js';
import type { TenantTables } from '../judge/judge.js';
import { judgeForms, noVerdicts, type ToldStatement, toldOf, verdictCounts } from '../statement.js';
import { refuse } from '../words.js';
import { languageOf } from './languages.js';
import { lineAt, literalsOf } from './literals.js';
import { mapperStatements } from './mapper.js';
import { isStatement, statementsIn } from './statements.js';

/** How much of a program has to be changed. */
export const scanFigures = z.object({
  files: count.describe('Source files that were read'),
  filesWithStatements: count,
  filesToChange: count.describe('With a statement that lacks a tenant'),
  filesLeftOut: count.describe('Too large, or not to be read'),
  statements: verdictCounts,
  changes: count.describe('Predicates and columns that are lacking'),
  complexity: z
    .enum(['none', 'low', 'medium', 'high'])
    .describe(
      'low: up to 20 changes in 10 files; medium: up to 100 in 50, and up to a tenth unclear; high: more',
    ),
});
export type ScanFigures = Plain<z.infer<typeof scanFigures>>;

export interface Scan {
  readonly statements: readonly ToldStatement[];
  readonly figures: ScanFigures;
}

/** A file of more bytes is no source that people write. */
const mostBytes = 2 * 1024 * 1024;
const leftOut = new Set([
  'node_modules',
  'vendor',
  'dist',
  'build',
  'target',
  'out',
  '__pycache__',
  'venv',
  'bower_components',
]);

/** Reads the source files of a folder and judges the statements in them. Changes nothing. RefusedError where it is no folder. */
export async function scanFolder(folder: string, tenants: TenantTables): Promise<Scan> {
  const told: ToldStatement[] = [];
  const counts = noVerdicts();
  const [files, withStatements, toChange] = [new Set<string>(), new Set<string>(), new Set<string>()];
  let filesLeftOut = 0;
  let changes = 0;
  for await (const path of sourceFiles(folder)) {
    const source = await readSource(path);
    if (source === null) {
      filesLeftOut += 1;
      continue;
    }
    const file = relative(folder, path);
    files.add(file);
    for (const { forms, line } of statementsOf(file, source)) {
      const { sql, judgement } = judgeForms(forms, tenants);
      withStatements.add(file);
      counts[judgement.verdict] += 1;
      if (judgement.verdict === 'bad') {
        toChange.add(file);
        changes += judgement.missing.length;
      }
      const one = toldOf(sql, judgement);
      if (one) told.push({ ...one, file, line });
    }
  }
  const all = Object.values(counts).reduce((sum, one) => sum + one, 0);
  return {
    statements: told,
    figures: {
      files: files.size,
      filesWithStatements: withStatements.size,
      filesToChange: toChange.size,
      filesLeftOut,
      statements: counts,
      changes,
      complexity: complexityOf(changes, toChange.size, all === 0 ? 0 : counts.unclear / all),
    },
  };
}

function complexityOf(changes: number, files: number, unclear: number): ScanFigures['complexity'] {
  if (changes === 0 && unclear === 0) return 'none';
  if (changes <= 20 && files <= 10 && unclear <= 0.1) return 'low';
  return changes <= 100 && files <= 50 && unclear <= 0.1 ? 'medium' : 'high';
}

/** The statements of one file, each in the forms that it may have. */
export function statementsOf(
  file: string,
  source: string,
): readonly { readonly forms: readonly string[]; readonly line: number }[] {
  if (/\.xml$/i.test(file)) {
    return mapperStatements(source)
      .map(({ sql, line }) => ({ forms: sql.filter(isStatement), line }))
      .filter(({ forms }) => forms.length > 0);
  }
  const language = languageOf(file);
  const literals = language
    ? literalsOf(source, language)
    : [{ text: source, start: /^\s*/.exec(source)?.[0].length ?? 0 }];
  return literals.flatMap(({ text, start }) =>
    statementsIn(text).map(({ sql, below }) => ({ forms: [sql], line: lineAt(source, start) + below })),
  );
}

const isRead = (name: string): boolean =>
  /\.(?:xml|sql)$/i.test(name) || (languageOf(name) !== undefined && !/\.min\.js$|\.d\.ts$/.test(name));

async function* sourceFiles(folder: string): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown): Dirent[] => {
    throw refuse('scan.no-folder', { folder, error: codeOf(error) });
  });
  for (const entry of entries.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!entry.name.startsWith('.') && !leftOut.has(entry.name)) yield* sourceFiles(path);
    } else if (entry.isFile() && isRead(entry.name)) yield path;
  }
}

/** null: it is too large, or cannot be read. */
async function readSource(path: string): Promise<string | null> {
  try {
    const { size } = await stat(path);
    return size > mostBytes ? null : await readFile(path, 'utf8');
  } catch {
    return null;
  }
}
