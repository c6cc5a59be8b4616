import { quoteName, quoteText } from '../core/sql.js';
import type { ColumnFacts } from './facts.js';
import { addsToIds, changesIds, idRewriter, ownExpression, shiftedExpression } from './id-shift.js';
import { parseJsonPath, rewriteJsonIds } from './json-ids.js';
import { type KeyRing, reencrypted } from './key-ring.js';
import type { ColumnPlan } from './plan.js';
import { inTargetForm, isZerofill } from './target-form.js';
import { zonedExpression } from './time-zone.js';
import type { Cell, CellTransform } from './transform-rows.js';
import { constantOf, type HashKind } from './treatments.js';
import { valueKind } from './value-kind.js';

/**
 * One mapping, compiled for both uses: what the copy writes, and what validation expects. A column's value on its way is
 * `cellTransform(sourceExpression)`; nearly every treatment is done by the source's SQL alone and has no transform.
 */

/** What a transform may need besides the value. */
export interface CellContext {
  readonly sourceKeys?: KeyRing | undefined;
  readonly targetKeys?: KeyRing | undefined;
  readonly fields?: FieldCipher | undefined;
}

/** Encrypts and opens values of fields. What it throws holds none of them. */
export interface FieldCipher {
  /** Field values under the newest data key, each with a nonce of its own; null stays null. */
  encrypt(cells: readonly Cell[]): Promise<readonly Cell[]>;
  /** The plain bytes of field values, or why one does not open. */
  open(cells: readonly Cell[]): Promise<readonly OpenedField[]>;
  /** 64 lower-case hex digits each; null stays null. */
  hash(cells: readonly Cell[], kind: HashKind): Promise<readonly Cell[]>;
}

export type OpenedField = { readonly plain: Cell } | { readonly fault: FieldFault };

/** broken: cut, changed, or under another key. unknown, retired: it names a version that no data key has, or that is retired. */
export const fieldFaults = ['no-field', 'broken', 'unknown', 'retired'] as const;
export type FieldFault = (typeof fieldFaults)[number];

/** The SELECT expression on the source whose result, after `cellTransform`, is what the target column gets. */
export function sourceExpression(column: ColumnPlan): string {
  const { treatment } = column;
  if (treatment.kind === 'constant') return quoteText(treatment.value);
  if (!column.source) throw new Error(`column ${column.name} has no source and no constant`);
  const name = quoteName(column.source.name);
  switch (treatment.kind) {
    case 'same':
    case 'json-ids':
    case 'reencrypt':
    case 'encrypt':
    case 'index':
    case 'users':
      // The text protocol prints FLOAT with six digits; as a double it prints all that are needed to get the same float back.
      return column.source.dataType === 'float' ? `(${name} + 0e0)` : name;
    case 'cast':
      return `CAST(${name} AS CHAR)`;
    case 'time-zone':
      return zonedExpression(name, column.source.dataType, treatment.zone);
    case 'offset':
      return ownExpression(name, treatment);
    case 'reference':
      return shiftedExpression(name, treatment);
  }
}

/** The part of a treatment that SQL cannot do on every server; undefined when the source's bytes are final. */
export function cellTransform(column: ColumnPlan, context: CellContext): CellTransform | undefined {
  const { treatment } = column;
  switch (treatment.kind) {
    case 'json-ids': {
      const rules = treatment.paths.filter(changesIds).map((path) => ({
        parts: parseJsonPath(path.path),
        rewrite: idRewriter(path),
        ...(addsToIds(path) ? { strictPath: path.path } : {}),
      }));
      if (rules.length === 0) return undefined;
      return (cell) => (cell === null ? null : rewriteJsonIds(cell, rules));
    }
    case 'reencrypt': {
      const { sourceKeys, targetKeys } = context;
      if (!sourceKeys || !targetKeys) {
        throw new Error(`column ${column.name} must be re-encrypted, but a master key is missing`);
      }
      return (cell) => {
        if (cell === null || cell.length === 0) return cell;
        return Buffer.from(reencrypted(cell.toString('latin1'), sourceKeys, targetKeys), 'latin1');
      };
    }
    case 'encrypt': {
      const { encrypt } = cipherFor(column, context);
      return { column: column.name, batch: encrypt };
    }
    case 'index': {
      const { hash } = cipherFor(column, context);
      return { column: column.name, batch: (cells) => hash(cells, treatment.hash) };
    }
    case 'users': {
      const rename = userMapper(Object.entries(treatment.map), treatment.separator);
      return (cell) => (cell === null ? null : Buffer.from(rename(cell.toString('utf8')), 'utf8'));
    }
    case 'same':
    case 'constant':
    case 'cast':
    case 'time-zone':
    case 'offset':
    case 'reference':
      return undefined;
  }
}

/** Throws where the config has no keys for fields, which it is refused for before. */
export function cipherFor({ name }: ColumnPlan, { fields }: CellContext): FieldCipher {
  if (!fields) throw new Error(`column ${name} must be encrypted, but no keys are configured`);
  return fields;
}

/**
 * Renames the people in a text. Names are looked up without the white space around them, which stays: lists are written `ann, bob`, too.
 * The first of two pairs for the same name counts.
 */
export function userMapper(
  pairs: readonly (readonly [from: string, to: string])[],
  separator: string | undefined,
): (text: string) => string {
  const map = new Map(pairs.toReversed().map(([from, to]) => [from.trim(), to]));
  const rename = (written: string) => {
    const name = written.trim();
    const renamed = map.get(name);
    if (renamed === undefined || name === '') return written;
    const before = written.length - written.trimStart().length;
    return `${written.slice(0, before)}${renamed}${written.slice(before + name.length)}`;
  };
  return (text) =>
    separator === undefined ? rename(text) : text.split(separator).map(rename).join(separator);
}

/**
 * The text form of a target column's value that checksums are made of, as SQL. `expression` is the bare target column, or
 * on the source what `sourceExpression` gives.
 */
export function canonicalText(expression: string, column: ColumnFacts): string {
  switch (valueKind(column)) {
    case 'number':
      return `CAST(${expression} AS CHAR)`;
    case 'float':
      // MySQL cuts a computed double to 22 characters when it casts it to text, but not inside JSON (where it adds `.0`).
      // -0 and 0 are one number, which only MySQL prints in two ways.
      return `CASE WHEN ${expression} = 0 THEN '[0]' WHEN ${expression} IS NOT NULL THEN REPLACE(JSON_ARRAY(${expression} + 0e0), '.0]', ']') END`;
    case 'bit':
      return `CAST(${expression} + 0 AS CHAR)`;
    case 'temporal':
      return `CAST(${expression} AS CHAR)`;
    case 'json':
    case 'text':
      return `CONVERT(${expression} USING utf8mb4)`;
    case 'binary':
    case 'geometry':
      return `HEX(${expression})`;
  }
}

/** A canonical text as a literal that its column equals. */
export function canonicalLiteral(text: string, column: ColumnFacts): string {
  switch (valueKind(column)) {
    case 'binary':
    case 'geometry':
      return `X'${text.replaceAll(/[^0-9A-Fa-f]/g, '')}'`;
    case 'float':
      // Without the brackets of its canonical form.
      return text.replaceAll(/[^0-9eE+.-]/g, '');
    case 'number':
    case 'bit':
      return /^-?\d+(\.\d+)?$/.test(text) ? text : quoteText(text);
    case 'json':
    case 'temporal':
    case 'text':
      return quoteText(text);
  }
}

/** Canonical text of what the target holds, computed by the target. */
export function actualText(column: ColumnPlan): string {
  const name = quoteName(column.name);
  return canonicalText(isZerofill(column.target) ? `(${name} + 0)` : name, column.target);
}

/**
 * Canonical text of what the target must hold, computed by the source; undefined when only the tool can work it out
 * (a transform, or text that a MySQL target makes JSON of).
 */
export function expectedText(column: ColumnPlan, context: CellContext): string | undefined {
  const constant = constantOf(column.treatment);
  if (constant !== undefined) return quoteText(constant);
  if (cellTransform(column, context)) return undefined;
  // MySQL writes JSON anew, as only it can say.
  if (column.target.dataType === 'json' && column.source?.dataType !== 'json') return undefined;
  return canonicalText(inTargetForm(sourceExpression(column), column), column.target);
}

/** `canonicalText` for a value the tool holds itself: the same text as the target's SQL would give for these bytes. */
export function canonicalBytes(cell: Buffer, column: ColumnFacts): Buffer {
  switch (valueKind(column)) {
    case 'binary':
    case 'geometry':
      return Buffer.from(cell.toString('hex').toUpperCase(), 'latin1');
    case 'bit':
      return Buffer.from(BigInt(`0x${cell.toString('hex') || '0'}`).toString(), 'latin1');
    case 'number':
    case 'float':
    case 'temporal':
    case 'json':
    case 'text':
      return cell;
  }
}
