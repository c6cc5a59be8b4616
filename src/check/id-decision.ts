import type { Config } from '../config/config.js';
import type { Session } from '../mysql/session.js';
import type { IdDecision } from '../plan/build-plan.js';
import { chooseIds, handedOut, type TableIds } from '../plan/choose-ids.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { Finding } from '../plan/finding.js';
import { selectTables } from '../plan/select-tables.js';
import { quoteName, quoteText } from '../plan/sql.js';
import type { Preset } from '../preset/schema.js';

interface IdInput {
  readonly config: Config;
  readonly preset: Preset;
  readonly source: Session;
  readonly target: Session;
  readonly sourceFacts: DatabaseFacts;
  readonly targetFacts: DatabaseFacts;
  /** How an earlier run carried this source's IDs into this tenant. */
  readonly earlier?: IdDecision;
}

export interface DecidedIds {
  readonly decision: IdDecision;
  readonly findings: readonly Finding[];
  /** What was read, for reserving the real ranges when the run starts. */
  readonly tables: readonly TableIds[];
}

/** Reads both sides' ID ranges and decides between keeping and shifting. Offsets are provisional until the run reserves them. */
export async function decideIds(input: IdInput): Promise<DecidedIds> {
  const tables = await readTableIds(input);
  const { config, preset, earlier } = input;
  const chosen = chooseIds({ mode: config.ids, max: preset.id.max, tables, ...(earlier ? { earlier } : {}) });
  return { ...chosen, tables };
}

async function readTableIds({
  config,
  preset,
  source,
  target,
  sourceFacts,
  targetFacts,
  earlier,
}: IdInput): Promise<readonly TableIds[]> {
  const id = preset.id.column;
  // An earlier part that kept its IDs lies in the source's range, and is in nobody's way.
  const own = earlier?.mode === 'preserve' ? { column: preset.tenant.column, id: config.tenantId } : null;
  const hasId = (facts: DatabaseFacts, table: string) =>
    facts.tables[table]?.columns.some(({ name }) => name === id) ?? false;
  const tables: TableIds[] = [];
  for (const { name: table } of selectTables(preset, config.tables).tables) {
    if (!hasId(sourceFacts, table) || !hasId(targetFacts, table)) continue;
    const from = await readRange(source, table, id);
    const to = await readRange(target, table, id);
    tables.push({
      table,
      sourceHighest: larger(from?.highest ?? '0', handedOut(sourceFacts.generators[table], preset.id.max)),
      targetHighest: to?.highest ?? '0',
      generator: targetFacts.generators[table] ?? null,
      occupied: from !== null && to !== null && (await holdsAny(target, table, id, from, own)),
    });
  }
  return tables;
}

/** Rows may refer to parents that were deleted, whose IDs no row shows any more: the generator remembers them. */
const larger = (highest: string, generated: bigint): string =>
  BigInt(highest) < generated ? String(generated) : highest;

interface IdRange {
  readonly lowest: string;
  readonly highest: string;
}

async function readRange(session: Session, table: string, id: string): Promise<IdRange | null> {
  const name = quoteName(id);
  const [row] = await session.queryCells(`SELECT MIN(${name}), MAX(${name}) FROM ${quoteName(table)}`);
  const [lowest, highest] = row ?? [];
  if (!lowest || !highest) return null;
  return { lowest: lowest.toString('latin1'), highest: highest.toString('latin1') };
}

/** Whether any row, of whichever tenant but `except`, has an ID of the range. */
async function holdsAny(
  session: Session,
  table: string,
  id: string,
  range: IdRange,
  except: { readonly column: string; readonly id: string } | null,
): Promise<boolean> {
  const others = except ? ` AND ${quoteName(except.column)} <> ${quoteText(except.id)}` : '';
  const rows = await session.queryCells(
    `SELECT 1 FROM ${quoteName(table)}
      WHERE ${quoteName(id)} BETWEEN ${BigInt(range.lowest)} AND ${BigInt(range.highest)}${others} LIMIT 1`,
  );
  return rows.length > 0;
}
