import { quoteName } from '../../../../core/sql.js';
import type { Session } from '../../../../mysql/session.js';
import { sameColumn } from '../../../../preset/column-names.js';
import type { WiderType } from './wider-type.js';

/** What shall become of a column; all else of it stays. */
export type ColumnChange = WiderType | { readonly nullable: true } | { readonly withoutCheck: true };

/**
 * The statement that changes the target's column and keeps the rest of its definition (default, comment, ON UPDATE, place among
 * invisible ones …), which a MODIFY would drop: made from what the server prints. Null where it prints no such column.
 */
export async function modifyColumn(
  target: Session,
  table: string,
  column: string,
  change: ColumnChange,
): Promise<string | null> {
  const [row] = await target.queryCells(`SHOW CREATE TABLE ${quoteName(table)}`);
  const definition = changedDefinition(row?.[1]?.toString('utf8') ?? '', column, change);
  return definition === null ? null : `ALTER TABLE ${quoteName(table)} MODIFY ${definition};`;
}

/** A type as a server prints it: a word with its arguments, among which are quoted members, and what belongs to it. */
const printedType =
  /^\w+(?:\((?:'(?:[^'\\]|\\.|'')*'|[^()'])*\))?(?: unsigned)?(?: zerofill)?(?: CHARACTER SET \w+)?(?: COLLATE \w+)?/i;
const printedCharset = /(?: CHARACTER SET \w+)?(?: COLLATE \w+)?$/i;

/** The column's line of a CREATE TABLE statement with the change made. */
export function changedDefinition(createTable: string, column: string, change: ColumnChange): string | null {
  for (const [, written = '', definition = ''] of createTable.matchAll(/^ {2}`((?:[^`]|``)+)` (.*?),?$/gm)) {
    const name = written.replaceAll('``', '`');
    if (!sameColumn(name, column)) continue;
    const [type] = printedType.exec(definition) ?? [''];
    return `${quoteName(name)} ${changed(type, definition.slice(type.length), change)}`;
  }
  return null;
}

function changed(type: string, rest: string, change: ColumnChange): string {
  if ('nullable' in change) return `${type}${nullable(rest)}`;
  if ('withoutCheck' in change) return `${type}${withoutCheck(rest)}`;
  return `${retyped(type, change)}${asPrecise(rest, change.type)}`;
}

function retyped(before: string, { type, charset }: WiderType): string {
  const [kept] = printedCharset.exec(before) ?? [''];
  return charset === undefined ? `${type}${kept}` : `${type} CHARACTER SET ${charset}`;
}

/** The server wants the digits of a column's own moment to be those of its type. */
function asPrecise(rest: string, type: string): string {
  const digits = /^(?:datetime|timestamp)(?:\((\d)\))?$/.exec(type);
  if (!digits) return rest;
  const [before = '', ...comment] = rest.split(/(?= COMMENT ')/);
  const now = `CURRENT_TIMESTAMP(${digits[1] ?? 0})`;
  return [before.replaceAll(/\bcurrent_timestamp\b(?:\(\d*\))?/gi, now), ...comment].join('');
}

/** NOT NULL stands before defaults and comments, which may hold the same words. */
function nullable(rest: string): string {
  return rest.replace(/ NOT NULL/, ' NULL');
}

/** MariaDB prints a column's own CHECK last. Default and comment are literals, which may hold the same words. */
function withoutCheck(rest: string): string {
  const [kept] = /^(?:'(?:[^'\\]|\\.|'')*'|(?! CHECK \()[^'])*/s.exec(rest) ?? [''];
  return kept;
}
