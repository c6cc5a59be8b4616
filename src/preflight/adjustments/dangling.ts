import type { Finding } from '../../core/finding.js';
import { quoteName, quoteText } from '../../core/sql.js';
import { hasColumn } from '../../plan/facts.js';
import type { Plan } from '../../plan/plan.js';
import { hasTenants } from '../../preset/schema.js';
import {
  describeAdopted,
  describeChoice,
  describeKept,
  describeNoNone,
  describeShifted,
  describeZero,
} from './dangling-findings.js';
import {
  areIntegers,
  type DanglingIds,
  danglingIds,
  type Holder,
  holdersOf,
  isMigrated,
  rowsInTarget,
} from './dangling-ids.js';
import type { DanglingSearch } from './dangling-search.js';
import { unsafeToKeep } from './kept-ids.js';

/** What to do with references to rows that are not migrated. */
type DanglingChoice = 'shift' | 'refuse' | 'keep' | 'zero';

interface Dangling {
  readonly findings: readonly Finding[];
  /** Referenced table → source ID → the ID it becomes, where the offset does not give it. */
  readonly exceptions: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/**
 * Looks for references to rows that do not move: gone from the source already, of other businesses, or of a table that is left
 * out. Every source has some. They must lead nowhere in the target as well, whatever is done with the IDs. Reads only.
 */
export async function findDangling(search: DanglingSearch): Promise<Dangling> {
  const choice = search.input.config.danglingReferences ?? 'shift';
  const keys = await findDanglingKeys(search, choice);
  const numbers = await findDanglingNumbers(search, choice);
  return { ...numbers, findings: [...numbers.findings, ...keys] };
}

async function findDanglingNumbers(search: DanglingSearch, choice: DanglingChoice): Promise<Dangling> {
  const { plan } = search;
  switch (choice) {
    case 'refuse':
      return {
        findings: (await allDangling(search)).map((one) => describeChoice(plan, one, choice)),
        exceptions: {},
      };
    case 'zero':
      return await asZero(search, await allDangling(search));
    case 'keep':
      return plan.ids.mode === 'offset'
        ? await asTheyAre(search, await allDangling(search))
        : { findings: await findAdopted(search), exceptions: {} };
    case 'shift':
      return plan.ids.mode === 'offset'
        ? { findings: describeShifted(plan, await allDangling(search)), exceptions: {} }
        : { findings: await findAdopted(search), exceptions: {} };
  }
}

async function allDangling(
  { sides, input, plan }: DanglingSearch,
  isWanted: (table: string) => boolean = () => true,
  areWanted: (holder: Holder) => boolean = areIntegers,
): Promise<readonly DanglingIds[]> {
  const found: DanglingIds[] = [];
  for (const holder of holdersOf(plan, input)) {
    if (!areWanted(holder) || !isWanted(holder.referenced)) continue;
    const ids = await danglingIds(sides.source, plan, holder);
    if (ids.length > 0) found.push({ holder, ids });
  }
  return found;
}

/** Exceptions by the table that is referred to: what each dangling ID becomes in the target. */
function exceptionsFor(plan: Plan, found: readonly DanglingIds[], become: (id: string) => string) {
  const exceptions: Record<string, Record<string, string>> = {};
  for (const { holder, ids } of found) {
    if (!isMigrated(plan, holder.referenced)) continue;
    const listed = Object.fromEntries(ids.map((id) => [id, become(id)]));
    exceptions[holder.referenced] = { ...exceptions[holder.referenced], ...listed };
  }
  return exceptions;
}

/** 0 must be nobody, and must not mean anything: else a reference to nothing becomes one to something. */
async function asZero(search: DanglingSearch, found: readonly DanglingIds[]): Promise<Dangling> {
  const { sides, input, plan } = search;
  const findings: Finding[] = [];
  for (const one of found) {
    const { table, column, referenced } = one.holder;
    const meaning = [...input.preset.tables, ...input.preset.skip].find(
      (known) => ('name' in known ? known.name : known.table) === table.table,
    )?.zero_means[column.name];
    const isRow =
      input.target.tables[referenced] !== undefined &&
      (await rowsInTarget(sides.target, one.holder, ['0'])).length > 0;
    findings.push(
      meaning || isRow ? describeZero(plan, one, meaning ?? null) : describeChoice(plan, one, 'zero'),
    );
  }
  return { findings, exceptions: exceptionsFor(plan, found, () => '0') };
}

/** A number that stays must not be a row's in the target, neither now nor later. */
async function asTheyAre(search: DanglingSearch, found: readonly DanglingIds[]): Promise<Dangling> {
  const { plan } = search;
  const findings: Finding[] = [];
  for (const one of found) {
    const unsafe = await unsafeToKeep(search, one);
    findings.push(unsafe.length > 0 ? describeKept(plan, one, unsafe) : describeChoice(plan, one, 'keep'));
  }
  return { findings, exceptions: exceptionsFor(plan, found, (id) => id) };
}

/**
 * Where IDs are kept, dangling ones stay, too: rows of the target that would be referred to by them. A row that an earlier part
 * brought is right.
 */
async function findAdopted(search: DanglingSearch): Promise<readonly Finding[]> {
  const { input, plan, isOccupied } = search;
  const hasTenant = (table: string) => hasColumn(input.target.tables[table], plan.tenant.column);
  return describeRowsOfOthers(
    search,
    await allDangling(search, (table) => hasTenant(table) && isOccupied(table)),
  );
}

async function describeRowsOfOthers(
  { sides, plan, isOwnPart, input: { preset } }: DanglingSearch,
  all: readonly DanglingIds[],
): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const one of all) {
    const { referenced } = one.holder;
    // A left-out table of the tenant's own may have been brought by other means, with the same IDs.
    const others = (isOwnPart || !isMigrated(plan, referenced)) && hasTenants(preset);
    const condition = others ? `${quoteName(plan.tenant.column)} <> ${quoteText(plan.tenant.id)}` : 'TRUE';
    const rows = await rowsInTarget(sides.target, one.holder, one.ids, condition);
    if (rows.length > 0) findings.push(describeAdopted(plan, one, rows));
  }
  return findings;
}

/** Keys that are no integers stay in any case: nothing can be added to them, and no 0 is none. */
async function findDanglingKeys(search: DanglingSearch, choice: DanglingChoice): Promise<readonly Finding[]> {
  const { input, plan } = search;
  const hasTenant = (table: string) => hasColumn(input.target.tables[table], plan.tenant.column);
  const isWanted = choice === 'refuse' || choice === 'zero' ? () => true : hasTenant;
  const found = await allDangling(search, isWanted, (holder) => !areIntegers(holder));
  switch (choice) {
    case 'refuse':
      return found.map((one) => describeChoice(plan, one, choice));
    case 'zero':
      return found.map((one) => describeNoNone(plan, one));
    case 'keep':
    case 'shift':
      return describeRowsOfOthers(search, found);
  }
}
