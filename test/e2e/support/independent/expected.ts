import { createCipheriv, createDecipheriv } from 'node:crypto';
import { readJson, sameJson, shiftNumbers } from './json-text.js';
import { doubleColumns, idsInJson, jsonColumns, referredTable } from './map.js';
import type { Already, MasterKeys, Offsets } from './types.js';

/** What decides the value a cell must have in the target. */
export interface Rules {
  readonly offsets: Offsets;
  /** Rows that are taken as there already. */
  readonly already: Already;
  /** Id of the target's own sharding database. */
  readonly shardingDbId: string;
  readonly masterKeys?: MasterKeys;
  /** True when the target re-prints JSON that the source keeps as text (MariaDB to MySQL). */
  readonly jsonReprinted: boolean;
}

/** The id that a row of the source has in the target, or would have if it were there. */
export function targetId({ offsets, already }: Rules, table: string, id: bigint): bigint {
  const there = already[table]?.[String(id)];
  return there === undefined ? id + BigInt(offsets[table] ?? 0) : BigInt(there);
}

/** The bytes that belong into the target for a cell of the source. */
export function expectedCell(
  rules: Rules,
  table: string,
  column: string,
  cell: Buffer | null,
): Buffer | null {
  if (cell === null) return null;
  if (column === 'id') return mapped(rules, table, cell);
  if (table === 'sharding_bizs' && column === 'sharding_db_id') return Buffer.from(rules.shardingDbId);
  const referred = referredTable(table, column);
  if (referred !== undefined) return mapped(rules, referred, cell);
  const paths = idsInJson[table]?.filter((ids) => ids.column === column) ?? [];
  if (paths.length > 0) {
    const shifts = paths.map(({ path, table: to }) => ({
      path,
      become: (id: bigint) => targetId(rules, to, id),
    }));
    return Buffer.from(shiftNumbers(String(cell), shifts));
  }
  if (table === 'credentials' && column === 'enc_credential' && rules.masterKeys !== undefined) {
    return Buffer.from(reencrypted(String(cell), rules.masterKeys));
  }
  return cell;
}

function mapped(rules: Rules, table: string, cell: Buffer): Buffer {
  const id = BigInt(String(cell));
  return Buffer.from(String(id === 0n ? 0n : targetId(rules, table, id)));
}

function reencrypted(ciphertext: string, keys: MasterKeys): string {
  const from = Buffer.from(keys.source);
  const to = Buffer.from(keys.target);
  const decipher = createDecipheriv(`aes-${from.length * 8}-cbc`, from, from.subarray(0, 16));
  const plain = Buffer.concat([decipher.update(ciphertext, 'base64'), decipher.final()]);
  const cipher = createCipheriv(`aes-${to.length * 8}-cbc`, to, to.subarray(0, 16));
  return Buffer.concat([cipher.update(plain), cipher.final()]).toString('base64');
}

/** Whether a cell of the target is what is expected: the same bytes, except where the servers print one value in two ways. */
export function sameCell(
  rules: Rules,
  column: string,
  expected: Buffer | null,
  actual: Buffer | null,
): boolean {
  if (expected === null || actual === null) return expected === actual;
  if (expected.equals(actual)) return true;
  if (doubleColumns.has(column)) return Number(String(expected)) === Number(String(actual));
  if (jsonColumns.has(column) && rules.jsonReprinted) {
    return sameJson(readJson(String(expected)), readJson(String(actual)));
  }
  return false;
}

/** How a value is shown in a mismatch. */
export function shown(column: string, cell: Buffer | null): string {
  if (cell === null) return 'NULL';
  if (column === 'enc_credential') return '(hidden)';
  const text = JSON.stringify(String(cell));
  return text.length > 120 ? `${text.slice(0, 120)}… (${cell.length} bytes)` : text;
}
