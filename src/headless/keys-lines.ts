import { formatCount, printable } from '../core/format.js';
import type { KeysReport } from '../operations/keys/types.js';
import { sayDifference } from '../phases/rows/compare/words.js';
import { localiseSaid } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';
import { figure, tableOf } from './table.js';

/** Data keys and encrypted columns: a row each, and what was done. */
export function keysLines(report: KeysReport, { text: { keys }, style, lang }: TextEnvironment): string[] {
  type Version = KeysReport['versions'][number];
  type Column = KeysReport['columns'][number];
  const { versions, columns, transit, changed, left, leftValues } = report;
  const lines = [''];
  if (versions.length === 0) lines.push(keys.none(printable(report.table)));
  else
    lines.push(
      ...tableOf(versions, [
        [keys.version, ({ version }: Version) => String(version)],
        [keys.stateTitle, ({ state }: Version) => keys.state[state]],
        [keys.madeAt, ({ madeAt }: Version) => madeAt],
        [keys.wrappedBy, ({ wrappedBy }: Version) => (wrappedBy === null ? '' : `v${wrappedBy}`)],
        figure(keys.values, ({ values }: Version) => values),
      ]),
    );
  if (columns.length > 0)
    lines.push(
      '',
      ...tableOf(columns, [
        [keys.column, ({ table, column }: Column) => printable(`${table}.${column}`)],
        figure(keys.values, ({ values }: Column) => values),
        figure(keys.strange, ({ strange }: Column) => strange),
      ]),
    );
  if (transit)
    lines.push(keys.transit(report.key, String(transit.latest), String(Math.max(1, transit.minDecryption))));
  if (changed)
    lines.push(
      `${style('good', '✓')} ${keys.rewrapped(formatCount(changed.values), formatCount(changed.rows))}`,
    );
  if (leftValues > 0) lines.push(style('bad', `✗ ${keys.left(formatCount(leftValues))}`));
  for (const { table, key, column, fault } of left)
    lines.push(
      `    ${printable(keys.leftValue(table, key, column, localiseSaid(sayDifference(`field.${fault}`), lang)))}`,
    );
  return lines;
}
