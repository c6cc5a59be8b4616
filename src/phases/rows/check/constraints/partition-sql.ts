import { quoteName } from '../../../../core/sql.js';
import type { Partitioning } from '../../../../mysql/constraints.js';

/** SQL that holds for rows that belong to no partition; null where there is one for every row. */
export function outsideOfPartitions({ method, expression, descriptions }: Partitioning): string | null {
  if (method === 'LIST' || method === 'LIST COLUMNS') {
    if (descriptions.includes('DEFAULT')) return null;
    const parts = method === 'LIST' ? [`(${expression})`] : columnsOf(expression);
    const values = descriptions.flatMap((description) => splitList(description));
    const listed = values.map((value) => {
      const tuple = parts.length > 1 ? splitList(value.slice(1, -1)) : [value];
      return `(${parts.map((part, index) => `${part} <=> ${tuple[index] ?? 'NULL'}`).join(' AND ')})`;
    });
    return `NOT (${listed.join(' OR ')})`;
  }
  const last = descriptions.at(-1) ?? 'MAXVALUE';
  if (method === 'RANGE') return last === 'MAXVALUE' ? null : `(${expression}) >= ${last}`;
  const bounds = splitList(last);
  return bounds[0] === 'MAXVALUE' ? null : `NOT ${isBelow(columnsOf(expression), bounds)}`;
}

/** NULL is below everything. */
function isBelow(
  [part = 'NULL', ...parts]: readonly string[],
  [bound = '', ...bounds]: readonly string[],
): string {
  if (bound === 'MAXVALUE') return 'TRUE';
  const below = `(${part} IS NULL OR ${part} < ${bound})`;
  return parts.length === 0 ? below : `(${below} OR (${part} = ${bound} AND ${isBelow(parts, bounds)}))`;
}

function columnsOf(expression: string): readonly string[] {
  return [...expression.matchAll(/`((?:[^`]|``)+)`/g)].map((match) =>
    quoteName((match[1] ?? '').replaceAll('``', '`')),
  );
}

/** Splits SQL at the commas outside of quotes and parentheses. */
function splitList(sql: string): readonly string[] {
  const items = sql.match(/(?:'(?:[^'\\]|''|\\.)*'|\((?:[^()']|'(?:[^'\\]|''|\\.)*')*\)|[^,'()]+)+/gs);
  return (items ?? []).map((item) => item.trim());
}
