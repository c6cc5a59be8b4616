import { quoteName, quoteText } from '../../../core/sql.js';
import { keyColumnPlans, unshiftedKey } from '../../../plan/key-shift.js';
import { canonicalLiteral, sourceExpression } from '../../../plan/mapping.js';
import type { TablePlan } from '../../../plan/plan.js';
import { isPrinted, natures } from '../../../plan/treatments.js';
import { valueKind } from '../../../plan/value-kind.js';
import { comparesInRows, oneOf } from './one-of.js';

/** A row's identity: the canonical texts of its key columns as the target must hold them. */
export type RowKey = readonly string[];

/** For maps and sets. */
export function keyIdentity(key: RowKey): string {
  return key.length === 1 ? (key[0] ?? '') : JSON.stringify(key);
}

/** As shown: `id=42`, `biz_id=2, name=web`. */
export function showKey(table: TablePlan, key: RowKey): string {
  return table.key.map((name, position) => `${name}=${key[position] ?? ''}`).join(', ');
}

/** The values of a key that is shown; undefined where it is none of this table. */
export function readKey(table: TablePlan, shown: string): RowKey | undefined {
  const values: string[] = [];
  let rest = shown;
  for (const [position, name] of table.key.entries()) {
    if (!rest.startsWith(`${name}=`)) return undefined;
    rest = rest.slice(name.length + 1);
    const next = table.key[position + 1];
    const end = next === undefined ? rest.length : rest.indexOf(`, ${next}=`);
    if (end < 0) return undefined;
    values.push(rest.slice(0, end));
    rest = rest.slice(end + 2);
  }
  return values.length === 0 ? undefined : values;
}

/** Whether a row's key in the target tells which row of the source it is: not where the tool itself makes the key's value. */
export function canBeFound(table: TablePlan): boolean {
  return keyColumnPlans(table).every(
    ({ treatment, target }) => natures[treatment.kind].leadsBack && !uncomparable.has(valueKind(target)),
  );
}

/** A float's text is another double's, too; JSON and shapes are equal in many texts. */
const uncomparable: ReadonlySet<string> = new Set(['float', 'json', 'geometry']);

/**
 * SQL that holds for the target's rows with these keys, whose tenant may have been changed; only for our tenant's where others may have
 * the same keys. Text is compared the server's way, so check the answer's keys.
 */
export function targetKeyCondition(table: TablePlan, keys: readonly RowKey[]): string {
  const isOne = keyCondition(
    keys,
    keyColumnPlans(table).map((column) => ({
      name: quoteName(column.name),
      literalOf: (text) => canonicalLiteral(text, column.target),
      inRows: comparesInRows(column.target),
    })),
  );
  const { keyWithin: tenant } = table;
  return tenant ? `(${quoteName(tenant.column)} = ${quoteText(tenant.value)} AND ${isOne})` : isOne;
}

/** SQL that holds for the source's rows of these keys, which are the target's: offsets are taken off, so that the server can use its index. */
export function sourceKeyCondition(table: TablePlan, keys: readonly RowKey[]): string {
  return keyCondition(
    keys,
    keyColumnPlans(table).map((column) => {
      const { treatment, source, target } = column;
      if (!source || isPrinted(treatment))
        return { name: sourceExpression(column), literalOf: quoteText, inRows: false };
      return {
        name: quoteName(source.name),
        literalOf: (text) => canonicalLiteral(unshiftedKey(column, text), target),
        // MySQL uses no index for rows of columns that a SELECT in FROM brings.
        inRows: !table.reshape && comparesInRows(source) && valueKind(source) === valueKind(target),
      };
    }),
  );
}

/** A part of a key in SQL, and what is compared with it. */
interface KeyPart {
  readonly name: string;
  readonly literalOf: (text: string) => string;
  readonly inRows: boolean;
}

function keyCondition(keys: readonly RowKey[], parts: readonly KeyPart[]): string {
  return oneOf(
    parts,
    keys.map((key) => parts.map(({ literalOf }, position) => literalOf(key[position] ?? ''))),
  );
}
