import type { RefusedError } from '../../../core/refused.js';
import { quoteName, quoteTable, quoteText } from '../../../core/sql.js';
import type { RaisedGenerator } from '../../../ledger/shapes.js';
import { generatorTable, readGenerators } from '../../../mysql/generators.js';
import type { Session } from '../../../mysql/session.js';
import { idDecisionOf } from '../../../plan/choose-ids.js';
import { handedOut, type NeededRange, neededRange, type TableIds } from '../../../plan/id-ranges.js';
import { idRewriter } from '../../../plan/id-shift.js';
import { columnName, type Plan, tableName } from '../../../plan/plan.js';
import { sourceTable } from '../../../plan/reshape/reshape.js';
import { ownOffset } from '../../../plan/treatments.js';
import type { IdGenerators, Preset } from '../../../preset/schema.js';
import { refuse } from '../words.js';

/**
 * The highest ID each migrated table has used in the source, decimal text; '0' for an empty table. The source's generator
 * counts too, where there is one: rows may refer to deleted parents, and a new target row with such an ID would adopt them.
 */
export async function readHighestIds(
  session: Session,
  plan: Plan,
  preset: Preset,
): Promise<Readonly<Record<string, string>>> {
  const generators = generatorTable(preset);
  const generated =
    generators && plan.generators.length > 0
      ? await readGenerators(session, plan.source.database, generators)
      : {};
  const highest: Record<string, string> = {};
  for (const planned of plan.tables) {
    const { table, columns } = planned;
    if (!columns.some(({ treatment }) => ownOffset(treatment) !== undefined)) continue;
    const id = quoteName(columnName(planned, preset.id.column, 'source'));
    const [row] = await session.query(
      `SELECT COALESCE(MAX(${id}), 0) AS highest FROM ${sourceTable(plan, planned)}`,
    );
    const used = BigInt(String(row?.highest ?? '0'));
    const resource = plan.generators.find((generator) => generator.table === table)?.resource;
    const given = resource === undefined ? 0n : handedOut(generated[resource], preset.id.max);
    highest[table] = String(used < given ? given : used);
  }
  return highest;
}

/** The highest IDs of each table as the target has them: shifted as the plan says. */
export function inTarget(
  plan: Plan,
  highest: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const { offsets, segments } = idDecisionOf(plan);
  return Object.fromEntries(
    Object.entries(highest).map(([table, id]) => {
      const shift = { offset: offsets[table] ?? '0', segments: segments?.[table] };
      return [table, id === '0' ? id : String(idRewriter(shift)(BigInt(id)))];
    }),
  );
}

/**
 * Raises the target's generators to at least the highest ID that will be written, before the first row is: a live target
 * then never hands out an ID of ours. Never lowers one. One transaction; returns what was raised.
 */
export async function raiseGenerators(
  session: Session,
  plan: Plan,
  preset: Preset,
  wanted: Readonly<Record<string, string>>,
): Promise<readonly RaisedGenerator[]> {
  return onlyRaised(await raiseAll(session, plan, preset, wanted));
}

type LookedAt = RaisedGenerator & { readonly table: string; readonly isRaised: boolean };

function onlyRaised(all: readonly LookedAt[]): readonly RaisedGenerator[] {
  return all.filter(({ isRaised }) => isRaised).map(({ resource, from, to }) => ({ resource, from, to }));
}

/** Raises generators, and gives all that were looked at: those that are high enough already, too. */
async function raiseAll(
  session: Session,
  plan: Plan,
  preset: Preset,
  wanted: Readonly<Record<string, string>>,
): Promise<readonly LookedAt[]> {
  const { database } = plan.target;
  const rules = preset.id_generators;
  if (!rules || plan.generators.length === 0) return [];
  const all: LookedAt[] = [];
  await session.begin();
  try {
    // All locks before the first plain read: what a snapshot does not show yet could not be locked behind it (MariaDB).
    const locked = new Map<string, string | null>();
    for (const { resource } of plan.generators)
      locked.set(resource, await lockGenerator(session, database, rules, resource));
    for (const { table, resource } of plan.generators) {
      const ours = wanted[table];
      const highest = BigInt(ours ?? '0');
      const found = locked.get(resource) ?? null;
      const from = found ?? '0';
      if (found !== null && BigInt(found) >= highest) {
        all.push({ table, resource, from, to: from, isRaised: false });
        continue;
      }
      // One that is made, or was behind: others may have rows above ours.
      const theirs = ours === undefined ? 0n : await highestIn(session, plan, preset, table);
      const value = theirs > highest ? theirs : highest;
      await setGenerator(session, database, rules, { resource, value, exists: found !== null });
      all.push({ table, resource, from, to: String(value), isRaised: true });
    }
    await session.commit();
  } catch (error) {
    await session.rollback().catch(() => undefined);
    throw error;
  }
  return all;
}

/** The highest ID of a table of the target, whoever's it is, among those that the services can have handed out; 0: it has none. */
async function highestIn(session: Session, plan: Plan, { id }: Preset, table: string): Promise<bigint> {
  const column = quoteName(id.column);
  const [row] = await session.query(
    `SELECT COALESCE(MAX(${column}), 0) AS highest FROM ${quoteTable(plan.target.database, tableName(plan, table, 'target'))}
      WHERE ${column} <= ${id.max}`,
  );
  return BigInt(String(row?.highest ?? '0'));
}

/** The highest ID of the source that a run which keeps IDs may write. */
export function highestKept({ sourceHighest, growth = '0' }: TableIds): bigint {
  return BigInt(sourceHighest) + BigInt(growth);
}

/** IDs that the target handed out after the checks had looked, in the range that the source's rows keep. */
export interface TakenIds {
  readonly table: string;
  readonly above: string;
  readonly through: string;
}

/**
 * Reserves the range of IDs that are kept, before anything that takes time: the generators are raised to the source's highest
 * IDs in one transaction. Gives what the target handed out since it was checked; nothing can be added to that any more.
 */
export async function reserveKept(
  session: Session,
  plan: Plan,
  preset: Preset,
  checked: readonly TableIds[],
): Promise<{ readonly raised: readonly RaisedGenerator[]; readonly taken: readonly TakenIds[] }> {
  const wanted = Object.fromEntries(checked.map((ids) => [ids.table, String(highestKept(ids))]));
  const all = await raiseAll(session, plan, preset, wanted);
  const taken = all.flatMap(({ table, from }): TakenIds[] => {
    const above = checked.find((ids) => ids.table === table)?.generator ?? '0';
    return BigInt(from) > BigInt(above) ? [{ table, above, through: from }] : [];
  });
  return { raised: onlyRaised(all), taken };
}

/** A range of target IDs that is ours from now on. */
export interface ReservedRange extends NeededRange {
  readonly table: string;
}

interface Reserved {
  readonly ranges: readonly ReservedRange[];
  readonly raised: readonly RaisedGenerator[];
}

/**
 * Reserves the ranges offset mode needs, in one transaction on the target's generators: the rows are locked, read, and
 * raised by the span, so that a target which is allocating IDs at the same time never hands out one of ours. Throws
 * RefusedError, and reserves nothing, when the highest ID the services can hold would be passed.
 */
export async function reserveRanges(
  session: Session,
  database: string,
  preset: Preset,
  wanted: readonly TableIds[],
): Promise<Reserved> {
  await session.begin();
  try {
    const reserved = await reserveWithin(session, database, preset, wanted);
    await session.commit();
    return reserved;
  } catch (error) {
    await session.rollback().catch(() => undefined);
    throw error;
  }
}

/** `reserveRanges` within a transaction that the caller has begun and ends. */
export async function reserveWithin(
  session: Session,
  database: string,
  preset: Preset,
  wanted: readonly TableIds[],
): Promise<Reserved> {
  const rules = preset.id_generators;
  const ranges: ReservedRange[] = [];
  const raised: RaisedGenerator[] = [];
  for (const ids of wanted) {
    const id = quoteName(preset.id.column);
    const own =
      rules && !rules.without.includes(ids.table) && !rules.never.includes(ids.table) ? rules : null;
    const generator = own ? await lockGenerator(session, database, own, ids.table) : null;
    const rows = await session.query(
      `SELECT COALESCE(MAX(${id}), 0) AS highest FROM ${quoteTable(database, ids.table)}`,
    );
    const range = neededRange({
      ...ids,
      targetHighest: later(String(rows[0]?.highest ?? '0'), ids.targetHighest),
      generator,
    });
    const { offset, room } = range;
    // The checks looked at what the target had then; thrown before anything is raised for good.
    if (offset + room > BigInt(preset.id.max)) throw noRoom(ids.table, offset, room, preset.id.max);
    ranges.push({ table: ids.table, ...range });
    if (!own) continue;
    const value = offset + room;
    await setGenerator(session, database, own, { resource: ids.table, value, exists: generator !== null });
    raised.push({ resource: ids.table, from: generator ?? '0', to: String(offset + room) });
  }
  return { ranges, raised };
}

/** Rows may be gone since the checks, but not the IDs that they had. */
const later = (now: string, checked: string): string => (BigInt(now) > BigInt(checked) ? now : checked);

function noRoom(table: string, offset: bigint, room: bigint, max: number): RefusedError {
  return refuse('ids.no-room', { table, offset: String(offset), highest: String(offset + room), max });
}

/** The generator's value with its row locked until the transaction ends; null when it has no row. */
async function lockGenerator(
  session: Session,
  database: string,
  rules: IdGenerators,
  resource: string,
): Promise<string | null> {
  const rows = await session.query(
    `SELECT ${quoteName(rules.max_column)} AS current FROM ${quoteTable(database, rules.table)}
      WHERE ${quoteName(rules.resource_column)} = ${quoteText(resource)} FOR UPDATE`,
  );
  return rows[0] === undefined ? null : String(rows[0].current);
}

async function setGenerator(
  session: Session,
  database: string,
  rules: IdGenerators,
  {
    resource,
    value,
    exists,
  }: { readonly resource: string; readonly value: bigint; readonly exists: boolean },
): Promise<void> {
  const table = quoteTable(database, rules.table);
  const [resourceColumn, maxColumn] = [quoteName(rules.resource_column), quoteName(rules.max_column)];
  const updated = rules.updated_column ? quoteName(rules.updated_column) : null;
  await session.execute(
    exists
      ? `UPDATE ${table} SET ${maxColumn} = ${value}${updated ? `, ${updated} = NOW(6)` : ''} WHERE ${resourceColumn} = ${quoteText(resource)}`
      : `INSERT INTO ${table} (${resourceColumn}, ${maxColumn}${updated ? `, ${updated}` : ''})
          VALUES (${quoteText(resource)}, ${value}${updated ? ', NOW(6)' : ''})`,
  );
}
