import type { Finding } from '../../core/finding.js';
import { buildPlan } from '../../plan/build-plan.js';
import type { CellContext } from '../../plan/mapping.js';
import type { IdAdjustments, Plan } from '../../plan/plan.js';
import type { PlanInput } from '../../plan/plan-input.js';
import { ownOffset } from '../../plan/treatments.js';
import { findDangling } from './dangling.js';
import type { DanglingSearch } from './dangling-search.js';
import { describeIdentical, findIdenticalRows } from './identical-rows.js';

interface Adjusted {
  readonly input: PlanInput;
  readonly plan: Plan;
  readonly findings: readonly Finding[];
}

/**
 * Looks into the data for what bends the rule "ID + offset", and makes the plan again with it: references to rows that do not
 * move, and rows that the target has already. Table by table in copying order, since a row taken as already there changes
 * the references to it in the tables that follow.
 */
export async function adjustPlan(search: DanglingSearch, cells: CellContext): Promise<Adjusted> {
  const { input, plan } = search;
  const { source, target } = search.sides;
  const idColumn = input.preset.id.column;
  const dangling = await findDangling(search);
  const findings: Finding[] = [...dangling.findings];
  let adjustments: IdAdjustments = { exceptions: dangling.exceptions, leftOut: {} };
  if (input.config.identicalRows !== 'skip') return rebuilt(input, adjustments, plan, findings);

  let current = rebuilt(input, adjustments, plan, findings);
  for (const { table } of plan.tables) {
    const now = current.plan.tables.find(({ table: name }) => name === table);
    if (!now) continue;
    const identical = await findIdenticalRows(source, target, current.plan, now, idColumn, cells);
    if (identical === null || Object.keys(identical.same).length === 0) continue;
    findings.push(describeIdentical(identical));
    const known = now.columns.some(({ treatment }) => ownOffset(treatment) !== undefined)
      ? { [table]: { ...adjustments.exceptions[table], ...identical.same } }
      : {};
    adjustments = {
      exceptions: { ...adjustments.exceptions, ...known },
      leftOut: { ...adjustments.leftOut, [table]: Object.keys(identical.same) },
    };
    current = rebuilt(input, adjustments, plan, findings);
  }
  return current;
}

function rebuilt(
  input: PlanInput,
  adjustments: IdAdjustments,
  fallback: Plan,
  findings: readonly Finding[],
): Adjusted {
  const empty = Object.keys(adjustments.exceptions).length + Object.keys(adjustments.leftOut).length === 0;
  if (empty) return { input, plan: fallback, findings };
  const adjusted: PlanInput = { ...input, adjustments };
  return { input: adjusted, plan: buildPlan(adjusted).draft ?? fallback, findings };
}
