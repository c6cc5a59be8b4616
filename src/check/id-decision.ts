import type { Config } from '../config/config.js';
import type { Session } from '../mysql/session.js';
import { type IdDecision, preserveIds } from '../plan/build-plan.js';
import type { DatabaseFacts } from '../plan/facts.js';
import { selectTables } from '../plan/select-tables.js';
import { quoteName } from '../plan/sql.js';
import type { Preset } from '../preset/schema.js';

interface IdInput {
  readonly config: Config;
  readonly preset: Preset;
  readonly source: Session;
  readonly target: Session;
  readonly sourceFacts: DatabaseFacts;
  readonly targetFacts: DatabaseFacts;
}

const max = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/**
 * How IDs go over. `auto` keeps them unless a table's ID ranges overlap on both sides; offsets are what the target's
 * generators and rows would give now, the run reserves the real ones.
 */
export async function decideIds(input: IdInput): Promise<IdDecision> {
  const { config } = input;
  if (config.ids === 'preserve') {
    return { ...preserveIds, reason: 'the config says ids: preserve' };
  }
  const ranges = await readRanges(input);
  const overlapping = ranges.filter(
    ({ source, target }) =>
      source && target && source.lowest <= target.highest && target.lowest <= source.highest,
  );
  if (config.ids === 'auto' && overlapping.length === 0) {
    return {
      ...preserveIds,
      reason: 'no table of the target holds an ID in the range of the source’s, so IDs are kept',
    };
  }
  return {
    mode: 'offset',
    reason:
      config.ids === 'offset'
        ? 'the config says ids: offset'
        : `${overlapping.length} tables of the target hold IDs in the range of the source’s (${overlapping
            .slice(0, 3)
            .map(({ table }) => table)
            .join(', ')}${overlapping.length > 3 ? ' …' : ''}), so every ID is moved by its table’s offset`,
    offsets: Object.fromEntries(
      ranges.map(({ table, target, generator }) => [table, max(target?.highest ?? 0n, generator).toString()]),
    ),
  };
}

interface TableRange {
  readonly table: string;
  readonly source: IdRange | null;
  readonly target: IdRange | null;
  /** Highest ID the target's generator has handed out. */
  readonly generator: bigint;
}
interface IdRange {
  readonly lowest: bigint;
  readonly highest: bigint;
}

async function readRanges({
  config,
  preset,
  source,
  target,
  sourceFacts,
  targetFacts,
}: IdInput): Promise<TableRange[]> {
  const id = preset.id.column;
  const hasId = (facts: DatabaseFacts, table: string) =>
    facts.tables[table]?.columns.some(({ name }) => name === id) ?? false;
  const ranges: TableRange[] = [];
  for (const { name: table } of selectTables(preset, config.tables).tables) {
    if (!hasId(sourceFacts, table) || !hasId(targetFacts, table)) continue;
    ranges.push({
      table,
      source: await readRange(source, table, id),
      target: await readRange(target, table, id),
      generator: BigInt(targetFacts.generators[table] ?? '0'),
    });
  }
  return ranges;
}

async function readRange(session: Session, table: string, id: string): Promise<IdRange | null> {
  const name = quoteName(id);
  const [row] = await session.queryCells(`SELECT MIN(${name}), MAX(${name}) FROM ${quoteName(table)}`);
  const [lowest, highest] = row ?? [];
  if (!lowest || !highest) return null;
  return { lowest: BigInt(lowest.toString('latin1')), highest: BigInt(highest.toString('latin1')) };
}
