import type { ColumnPlan } from '../../../plan/plan.js';
import { valueKind } from '../../../plan/value-kind.js';
import type { CanonicalCell } from './row-digest.js';

/** Characters of a value that a difference shows. */
const shownLength = 80;
/** Of these, how many stand before the first character that differs. */
const leadIn = 20;

/** Two values that differ, each as one short line around the first difference. */
export function showValues(
  column: ColumnPlan,
  expected: CanonicalCell,
  actual: CanonicalCell,
): { readonly expected: string | null; readonly actual: string | null } {
  const texts = [expected, actual].map((cell) => (cell === null ? null : cellText(column, cell)));
  const [wanted, found] = texts;
  const start = firstDifference(wanted ?? '', found ?? '');
  return { expected: shorten(wanted ?? null, start), actual: shorten(found ?? null, start) };
}

/** The whole value; bytes as hex. */
export function cellText(column: ColumnPlan, cell: Buffer): string {
  const kind = valueKind(column.target);
  const raw = cell.toString('utf8');
  return kind === 'binary' || kind === 'geometry' ? `0x${raw}` : raw;
}

function firstDifference(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let position = 0; position < length; position += 1) if (a[position] !== b[position]) return position;
  return length;
}

function shorten(value: string | null, difference: number): string | null {
  if (value === null) return null;
  if (value.length <= shownLength) return visible(value);
  const start = Math.max(0, Math.min(difference - leadIn, value.length - shownLength));
  const part = visible(value.slice(start, start + shownLength).toWellFormed());
  const before = start > 0 ? '…' : '';
  const after = start + shownLength < value.length ? '…' : '';
  return `${before}${part}${after} (${value.length} characters, shown from ${start + 1})`;
}

/** Control characters as escapes: a difference of a tab must be seen, and a value must not steer a terminal. */
function visible(value: string): string {
  return value.replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu,
    (character) => {
      if (character === '\n') return '\\n';
      if (character === '\t') return '\\t';
      return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    },
  );
}
