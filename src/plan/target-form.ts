import { membersInOrder, membersOf } from './conversions.js';
import type { ColumnFacts } from './facts.js';
import type { ColumnPlan } from './plan.js';
import { valueKind } from './value-kind.js';

/**
 * Where source and target print the same value differently, the source prints it the target's way: SQL on the source.
 * All by text, since a CAST makes NULL of dates that the source holds and its own mode does not like.
 */
export function inTargetForm(expression: string, { source, target }: ColumnPlan): string {
  if (!source) return expression;
  switch (valueKind(target)) {
    case 'temporal':
      return temporalForm(expression, source, target);
    case 'number':
      return numberForm(expression, source, target);
    case 'text':
      return target.dataType === 'set' && source.columnType !== target.columnType
        ? membersInOrder(expression, membersOf(target))
        : expression;
    case 'float':
    case 'bit':
    case 'json':
    case 'binary':
    case 'geometry':
      return expression;
  }
}

function temporalForm(expression: string, source: ColumnFacts, target: ColumnFacts): string {
  const digits = { from: source.datetimePrecision ?? 0, to: target.datetimePrecision ?? 0 };
  if (source.dataType === 'date' && target.dataType === 'datetime') {
    return withFraction(`CONCAT(${expression}, ' 00:00:00')`, { ...digits, from: 0 });
  }
  return withFraction(expression, digits);
}

function numberForm(expression: string, source: ColumnFacts, target: ColumnFacts): string {
  if (valueKind(source) !== 'number') return expression;
  const isYear = source.dataType === 'year';
  // YEAR prints four digits, ZEROFILL all that its column has.
  const plain =
    isZerofill(source) || (isYear && target.dataType !== 'year') ? `(${expression} + 0)` : expression;
  const scale = (facts: ColumnFacts) => (facts.dataType === 'decimal' ? (facts.numericScale ?? 0) : 0);
  return withFraction(plain, { from: scale(source), to: scale(target) });
}

export function isZerofill({ columnType }: ColumnFacts): boolean {
  return /\bzerofill\b/i.test(columnType);
}

/** The text of a value with `from` digits after its point, with `to` of them. Those that fall away are zeros. */
function withFraction(
  expression: string,
  { from, to }: { readonly from: number; readonly to: number },
): string {
  if (from === to) return expression;
  if (to > from) return `CONCAT(${expression}, '${from === 0 ? '.' : ''}${'0'.repeat(to - from)}')`;
  const cut = to === 0 ? from + 1 : from - to;
  return `LEFT(${expression}, CHAR_LENGTH(${expression}) - ${cut})`;
}
