import { createHash } from 'node:crypto';
import { quoteName } from '../core/sql.js';
import { canonicalLiteral, canonicalText } from '../plan/mapping.js';
import type { Plan, SecretPlan } from '../plan/plan.js';
import { isInteger } from '../plan/value-kind.js';

/** Rows that name secrets are known by the text of their ID: digits, text as it is, bytes as hex digits. */
interface SecretTable {
  readonly plan: Plan;
  readonly entry: SecretPlan;
  readonly idColumn: string;
}

function idFacts({ plan, entry, idColumn }: SecretTable) {
  const table = plan.tables.find((candidate) => candidate.table === entry.table);
  const column = table?.columns.find(({ name }) => name === idColumn);
  if (!column)
    throw new Error(`the plan names secrets of ${entry.table}, but copies no column ${idColumn} of it`);
  return column.target;
}

/** SQL on the target's row `t` for that text, in the ledger's character set. */
export function secretIdText(table: SecretTable): string {
  return canonicalText(`t.${quoteName(table.idColumn)}`, idFacts(table));
}

/** These IDs as a list of SQL literals. */
export function secretIdList(table: SecretTable, ids: readonly string[]): string {
  return ids.map((id) => canonicalLiteral(id, idFacts(table))).join(', ');
}

/** Characters that the ledger's column takes: those of a SHA-256 in hex. */
const ledgerKeyLength = 64;

/**
 * A row's name in the ledger: its ID's text, or the SHA-256 of that where the text is as long as a digest or ends with a space,
 * which the ledger's index would not tell from none.
 */
export function ledgerKey(id: string): string {
  if ([...id].length < ledgerKeyLength && !id.endsWith(' ')) return id;
  return createHash('sha256').update(id, 'utf8').digest('hex');
}

/** `ledgerKey` as SQL on the target's row `t`, in the collation of the ledger. */
export function ledgerKeyText(table: SecretTable): string {
  const text = `${secretIdText(table)} COLLATE utf8mb4_bin`;
  if (isInteger(idFacts(table))) return text;
  return `IF(CHAR_LENGTH(${text}) < ${ledgerKeyLength} AND ${text} NOT LIKE '% ', ${text}, CONVERT(SHA2(${text}, 256) USING utf8mb4) COLLATE utf8mb4_bin)`;
}
