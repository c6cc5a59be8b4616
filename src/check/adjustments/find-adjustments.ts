import { buildPlan, type PlanInput } from '../../plan/build-plan.js';
import type { Finding } from '../../plan/finding.js';
import type { CellContext } from '../../plan/mapping.js';
import type { IdAdjustments, Plan } from '../../plan/plan.js';
import type { Sides } from '../sides.js';
import { type DanglingChoice, findAdopted, findDangling } from './dangling.js';
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
export async function adjustPlan(
  { source, target }: Pick<Sides, 'source' | 'target'>,
  input: PlanInput,
  plan: Plan,
  cells: CellContext,
): Promise<Adjusted> {
  const idColumn = input.preset.id.column;
  const findings: Finding[] = [];
  let adjustments: IdAdjustments = { exceptions: {}, leftOut: {} };

  const choice: DanglingChoice | undefined =
    input.config.danglingReferences ?? (plan.ids.mode === 'offset' ? 'refuse' : undefined);
  if (choice) {
    const dangling = await findDangling(source, plan, idColumn, choice);
    findings.push(...dangling.findings);
    adjustments = { ...adjustments, exceptions: dangling.exceptions };
  } else {
    const hasTenant = (table: string) =>
      input.target.tables[table]?.columns.some(({ name }) => name === plan.tenant.column) ?? false;
    findings.push(...(await findAdopted(source, target, plan, idColumn, hasTenant)));
  }
  if (input.config.identicalRows !== 'skip') return rebuilt(input, adjustments, plan, findings);

  let current = rebuilt(input, adjustments, plan, findings);
  for (const { table } of plan.tables) {
    const now = current.plan.tables.find(({ table: name }) => name === table);
    if (!now) continue;
    const identical = await findIdenticalRows(source, target, current.plan, now, idColumn, cells);
    if (identical === null || Object.keys(identical.same).length === 0) continue;
    findings.push(describeIdentical(identical));
    adjustments = {
      exceptions: {
        ...adjustments.exceptions,
        [table]: { ...adjustments.exceptions[table], ...identical.same },
      },
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
