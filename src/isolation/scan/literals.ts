import { hole } from '../judge/tree.js';
import type { Language } from './languages.js';

/** A text in a source file, joined of all its pieces. */
export interface Literal {
  readonly text: string;
  /** Where it begins in the file, without the space before it. */
  readonly start: number;
}

interface Piece {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Where what is within begins. */
  readonly inner: number;
}

/** The texts of a source file. What is put into them while the program runs stands in them as `hole`. */
export function literalsOf(source: string, language: Language): readonly Literal[] {
  const pieces = piecesOf(source, language);
  const literals: Literal[] = [];
  for (let at = 0; at < pieces.length; ) {
    const first = pieces[at];
    if (!first) break;
    let { text, end } = first;
    at += 1;
    for (let next = pieces[at]; next; next = pieces[at]) {
      const joint = jointOf(source.slice(end, next.start), language);
      if (joint === undefined) break;
      text += `${joint}${next.text}`;
      end = next.end;
      at += 1;
    }
    if (goesOn(source.slice(end, end + 80), language)) text += ` ${hole}`;
    // A text with white space before it begins where that ends: its line is what counts.
    literals.push({ text, start: first.inner + (/^\s*/.exec(text)?.[0].length ?? 0) });
  }
  return literals;
}

/** The line of a position, from 1 on. */
export function lineAt(source: string, position: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at >= 0 && at < position; at = source.indexOf('\n', at + 1)) line += 1;
  return line;
}

function piecesOf(source: string, language: Language): readonly Piece[] {
  const { comment, texts, other } = language;
  const pieces: Piece[] = [];
  const matchAt = (pattern: RegExp, position: number): RegExpExecArray | null => {
    pattern.lastIndex = position;
    return pattern.exec(source);
  };
  for (let position = 0; position < source.length; ) {
    const skipped = matchAt(comment, position) ?? (other && matchAt(other, position));
    if (skipped) {
      position += skipped[0].length;
      continue;
    }
    const name = /[\w$]+/y;
    let found: { readonly match: RegExpExecArray; readonly raw: boolean } | undefined;
    for (const { pattern, raw } of texts) {
      const match = matchAt(pattern, position);
      if (!match) continue;
      found = { match, raw: raw === true };
      break;
    }
    if (!found) {
      position += matchAt(name, position)?.[0].length ?? 1;
      continue;
    }
    const end = position + found.match[0].length;
    const within = found.match.groups?.text ?? '';
    const decoded = found.raw
      ? within.replaceAll('""', '"')
      : within.replaceAll(/\\(\r?\n|[\s\S])/g, unescaped);
    const before = found.match[0].lastIndexOf(within);
    pieces.push({ text: withHoles(decoded, language), start: position, end, inner: position + before });
    position = end;
  }
  return pieces;
}

function unescaped(_whole: string, sign: string): string {
  if (sign === 'n' || sign === 't' || sign === 'r') return sign === 'n' ? '\n' : ' ';
  return sign.endsWith('\n') ? '' : sign;
}

/** Pieces that are put in: `${x}`, `{x}`, `%s`, `%(x)s`, `#{x}`, `$x`. */
function withHoles(text: string, { hashIsParameter, dollarNames }: Language): string {
  const put = text
    .replaceAll(/#\{[^{}]*\}/g, hashIsParameter ? '?' : hole)
    .replaceAll(/\$?\{(?:[^{}]|\{[^{}]*\})*\}/g, hole)
    .replaceAll(/%(?:\(\w+\)|\[\d+\])?[-+#0-9.]*[sdvqrfiux](?![a-z])/g, hole);
  return dollarNames ? put.replaceAll(/\$[A-Za-z_][\w]*(?:->\w+|\[[^\]]*\])*/g, hole) : put;
}

/** What stands between two texts that are one: '', or a piece that is put in; undefined: they are two. */
function jointOf(between: string, { comment, joins }: Language): string | undefined {
  const plain = between.replaceAll(new RegExp(comment.source, 'g'), '').trim();
  if (joins.includes(plain.replaceAll(/\s/g, ''))) return '';
  const sign = joins.find((join) => join !== '' && plain.startsWith(join) && plain.endsWith(join));
  if (sign === undefined || plain.length < 2 * sign.length + 1) return undefined;
  const value = plain.slice(sign.length, -sign.length);
  return /[;{}\n]/.test(value) ? undefined : ` ${hole} `;
}

/** Whether something is put behind a text: `"…" + condition`. */
function goesOn(behind: string, { joins }: Language): boolean {
  const sign = joins.find((join) => join === '+' || join === '.') ?? '+';
  return new RegExp(`^\\s*\\${sign}\\s*[\\w$(]`).test(behind);
}
