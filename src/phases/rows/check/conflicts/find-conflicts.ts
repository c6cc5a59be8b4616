import { counted } from '../../../../core/counted.js';
import { type Finding, finding, sampled } from '../../../../core/finding.js';
import { RefusedError } from '../../../../core/refused.js';
import { readConstraints } from '../../../../mysql/constraints.js';
import { describeMysqlError } from '../../../../mysql/errors.js';
import type { TablePlan } from '../../../../plan/plan.js';
import { hasTenants } from '../../../../preset/schema.js';
import { findMissingParents } from '../constraints/foreign-keys.js';
import { findBrokenRules } from '../constraints/target-rules.js';
import { say } from '../words.js';
import { findAlteredJson } from './altered-json.js';
import { findComputedClashes } from './computed-clashes.js';
import { type ConflictContext, mostSamples } from './context.js';
import { findIdsOverLimit } from './ids.js';
import { findJsonMisfits } from './json-misfits.js';
import { findLongNames } from './mapped-names.js';
import { findOtherTenants } from './other-tenants.js';
import { findLargeRows } from './packets.js';
import { findSelfCollisions } from './self-collisions.js';
import { findTargetClashes } from './target-clashes.js';
import { findUnfitValues } from './values.js';

const dataSearches = [
  findUnfitValues,
  findLongNames,
  findJsonMisfits,
  findAlteredJson,
  findLargeRows,
  findIdsOverLimit,
  findSelfCollisions,
  findTargetClashes,
  findOtherTenants,
] as const;

/** How far the search is: `share` of this table, `done` of all tables. */
interface SearchedTable {
  readonly table: string;
  readonly done: number;
  readonly tables: number;
  readonly share: number;
}

/** All data conflicts, table by table. Reads only; batches keep memory flat; a search that fails becomes a blocker. */
export async function findConflicts(
  context: ConflictContext,
  report: (findings: readonly Finding[]) => void,
  onSearch: (at: SearchedTable) => void = () => undefined,
): Promise<void> {
  const constraints = await readConstraints(context.target, context.targetFacts.database, context.plan);
  const searches = [
    ...dataSearches,
    (_: ConflictContext, table: TablePlan) => findBrokenRules(context, table, constraints),
    // Of rows that may be written over, the target itself tells.
    async (_: ConflictContext, table: TablePlan) =>
      table.reshape?.over ? [] : findComputedClashes(context, table, constraints),
    (_: ConflictContext, table: TablePlan) => findMissingParents(context, table, constraints.foreignKeys),
  ];
  let conflicts = 0;
  const sameIds: Finding[] = [];
  const { tables } = context.plan;
  for (const [done, table] of tables.entries()) {
    for (const [index, search] of searches.entries()) {
      onSearch({ table: table.table, done, tables: tables.length, share: index / searches.length });
      const findings = await guarded(table, () => search(context, table));
      // Neighbours are no clash.
      conflicts += findings.filter(({ code }) => code !== 'conflict.shared-business').length;
      sameIds.push(...findings.filter(isSameId));
      report(findings.filter((finding) => !isSameId(finding)));
    }
    onSearch({ table: table.table, done: done + 1, tables: tables.length, share: 1 });
  }
  report(oneCause(sameIds));
  if (conflicts === 0) {
    const isAlone = !hasTenants(context.preset);
    report([
      finding('ok', 'data', 'conflict.none', {
        title: `no row of ${counted(context.plan.tables.length, 'table')} clashes with the target's keys${isAlone ? ' or columns' : ', columns or other tenants'}`,
        params: { tables: context.plan.tables.length, ...(isAlone ? { alone: true } : {}) },
      }),
    ]);
  }
}

const isSameId = ({ code, params }: Finding) => code === 'conflict.primary-key' && params?.isId === true;

/** IDs that clash in one table clash in most: one cause, one finding; its parts tell each table's rows. */
function oneCause(found: readonly Finding[]): readonly Finding[] {
  const [first] = found;
  if (!first || found.length === 1) return found;
  const rows = found.reduce((sum, { count = 0 }) => sum + count, 0);
  const largest = found.toSorted((a, b) => (b.count ?? 0) - (a.count ?? 0));
  const { table: _, ...rest } = first;
  return [
    {
      ...rest,
      title: `${counted(rows, 'row')} of ${counted(found.length, 'table')} would get primary keys that rows of the target already have`,
      count: rows,
      ...sampled(
        largest
          .slice(0, mostSamples)
          .map(({ table, count, samples: [text = ''] = [], sampleReasons: [reason] = [] }) =>
            say('sample.with', {
              row: String(table),
              value: say('sample.first', {
                count: String(count),
                sample: reason ? { ...reason, text } : text,
              }),
            }),
          ),
      ),
      params: { ...first.params, rows, tables: found.length },
      parts: found,
    },
  ];
}

async function guarded(
  table: TablePlan,
  work: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedError) throw error;
    const { code, message } = describeMysqlError(error);
    return [
      finding('blocker', 'data', 'conflict.not-checked', {
        title: `conflicts of ${table.table} could not be looked for (${code}): ${message}`,
        remedy: `try again; if it stays, look at the table with CHECK TABLE ${table.table}`,
        table: table.table,
        params: { serverCode: code, message },
      }),
    ];
  }
}
