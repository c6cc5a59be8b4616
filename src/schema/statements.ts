import { createHash } from 'node:crypto';
import type { RefusedError } from '../core/refused.js';
import type { SqlFile } from './files.js';
import { wordOf } from './header.js';
import { type Judged, judge, type Kind } from './kinds.js';
import { type Statement, splitStatements } from './split.js';
import { refuse, say } from './words.js';

/** A statement with what it does. */
export interface FileStatement extends Statement, Judged {
  /** Hex, of its text. */
  readonly sha256: string;
}

const opened = {
  quote: say('schema.open-quote'),
  comment: say('schema.open-comment'),
  body: say('schema.open-body'),
};

/** A file taken apart. RefusedError where it cannot be, or holds what may not stand in it. */
export function statementsOf(file: SqlFile, database: string): readonly FileStatement[] {
  const split = splitStatements(file.sql);
  if ('what' in split) {
    const { line } = split;
    const what = opened[split.what];
    throw refuse('schema.broken', { file: file.name, line, what }, { where: { file: file.path, line } });
  }
  const statements = split.map((statement) => {
    const judged = judge(statement.tokens);
    const problem = problemOf(file, statement, judged, database);
    if (problem) throw problem;
    const sha256 = createHash('sha256').update(statement.text).digest('hex');
    return { ...statement, ...judged, kind: judged.kind === 'refused' ? 'session' : judged.kind, sha256 };
  });
  const last = statements.findLast(({ kind }) => endsTransaction.has(kind) || kind === 'begin');
  if (last?.kind !== 'begin') return statements;
  const { line } = last;
  throw refuse('schema.open-transaction', { file: file.name, line }, { where: { file: file.path, line } });
}

/** Structure is committed by the server itself, with what came before it. */
const endsTransaction: ReadonlySet<Kind> = new Set(['commit', 'rollback', 'structure']);

function problemOf(
  file: SqlFile,
  { line, tokens }: Statement,
  { kind, effects }: Judged,
  database: string,
): RefusedError | undefined {
  const [verb, next] = tokens.map(({ text }) => text);
  const where = { file: file.path, line };
  const isSame = (name: string | undefined) => name?.toLowerCase() === database.toLowerCase();
  const isUse = verb?.toUpperCase() === 'USE';
  if (kind === 'refused' && !(isUse && isSame(next))) {
    if (isUse)
      return refuse(
        'schema.other-database',
        { file: file.name, line, other: next ?? '', database },
        { where },
      );
    const said = verb?.toUpperCase() === 'SET' ? 'SET autocommit' : (verb ?? '').toUpperCase();
    return refuse('schema.not-allowed', { file: file.name, line, verb: said }, { where });
  }
  const name = aboutLast(tokens);
  if (name !== null && effects.every(({ kind: made }) => made === 'table'))
    return refuse('schema.between', { file: file.name, line, name }, { where });
  const other = effects.find((effect) => effect.database !== null && !isSame(effect.database))?.database;
  return other
    ? refuse('schema.other-database', { file: file.name, line, other, database }, { where })
    : undefined;
}

/** What tells of the statement before: behind each, this tool's own is the one before. Within a block it is the block's own. */
function aboutLast(tokens: Statement['tokens']): string | null {
  const words = tokens.map(wordOf);
  if (words.includes(';')) return null;
  if (words[0] === 'GET' && words.includes('DIAGNOSTICS')) return 'GET DIAGNOSTICS';
  // A list of columns behind a name is never empty.
  const at = words.findIndex(
    (word, index) =>
      /^(ROW_COUNT|FOUND_ROWS)$/.test(word) && words[index + 1] === '(' && words[index + 2] === ')',
  );
  return at < 0 ? null : `${words[at]}()`;
}

const longestShown = 300;

/** A statement for people, on one line and without the values in it, which may be a row's or a password. */
export function shownText({ text, tokens }: Pick<Statement, 'text' | 'tokens'>): string {
  let shown = '';
  let end = 0;
  for (const token of tokens) {
    if (shown.length > longestShown) break;
    shown += betweenWords(text.slice(end, token.start));
    end = token.end;
    shown += token.kind === 'text' ? "'…'" : text.slice(token.start, token.end);
  }
  shown = `${shown}${betweenWords(text.slice(end))}`.replaceAll(/\s+/g, ' ').trim();
  return shown.length > longestShown ? `${shown.slice(0, longestShown)} …` : shown;
}

/** Of what stands between two words: the marks of comments that servers carry out, and no comment, in which there may be anything. */
function betweenWords(text: string): string {
  const comments = /\/\*(?!M?!(?!9{5,6}\b))[\s\S]*?\*\/|#[^\n]*|--(?=\s)[^\n]*/g;
  const marks = text.replaceAll(comments, ' ').match(/\s+|\/\*M?!\d*|\*\//g) ?? [];
  return marks.join('');
}
