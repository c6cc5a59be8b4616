import type { Context } from '../config/context.js';
import type { Finding } from '../core/finding.js';
import { isUnfinished } from '../ledger/choose-run.js';
import { listRuns, type StoredRun } from '../ledger/runs.js';
import { findLedger } from '../ledger/version.js';
import type { Phase, Prepared } from '../phases/phase.js';
import type { Sides } from '../phases/sides.js';
import { buildPlan } from '../plan/build-plan.js';
import { idDecisionOf } from '../plan/choose-ids.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { Plan } from '../plan/plan.js';
import { presetFor } from '../plan/plan-generators.js';
import type { IdDecision, PlanInput } from '../plan/plan-input.js';
import type { DanglingSearch } from './adjustments/dangling-search.js';
import type { CheckOptions } from './check-options.js';
import type { EarlierRuns } from './earlier-runs.js';
import { type DecidedIds, decideIds } from './id-decision.js';
import { readTargetRows, readUnneededTargetRows } from './target-rows.js';

/** A plan before anybody has looked at the rows, and what it was made from. */
interface Draft
  extends EarlierRuns,
    Pick<DecidedIds, 'toReserve'>,
    Pick<DanglingSearch, 'input' | 'isOccupied' | 'isOwnPart'> {
  /** null: it cannot be made. */
  readonly plan: Plan | null;
  /** Nothing stands in its way: it may be carried out. */
  readonly isWhole: boolean;
  readonly idTables: DecidedIds['tables'];
}

/** Reads earlier runs, IDs and rows of the target's own, and makes the plan of that and of what each phase adds. */
export async function makeDraft(
  context: Context,
  sides: Sides,
  { ids: given, adjustments, runTime, params, progress, signal }: CheckOptions,
  phases: readonly Phase[],
  report: (findings: readonly Finding[]) => void,
): Promise<Draft> {
  const { config, preset } = context;
  const { sourceFacts, targetFacts } = sides;
  const location = await findLedger(sides.target, targetFacts.database);
  const runs = location
    ? await listRuns({ session: sides.target, location }, targetFacts.database, config.tenantId)
    : [];
  const earlier = earlierDecision(runs, sourceFacts);
  // Its own rows are in the target already and would look like somebody else's.
  const unfinished = runs.find(isUnfinished);
  const settled = given ?? (unfinished ? idDecisionOf(unfinished.plan) : undefined);
  progress?.tell({ step: 'ids', done: 0, total: 1 });
  const ids = await decideIds({ config, preset, ...sides, earlier });
  if (!settled) report(ids.findings);
  const first: PlanInput = {
    config,
    preset: presetFor(preset, targetFacts),
    source: sourceFacts,
    target: targetFacts,
    ids: settled ?? ids.decision,
    targetRows: await readTargetRows(sides.target, preset, targetFacts),
    targetRowsUnneeded: await readUnneededTargetRows(sides.source, preset, sourceFacts, config),
    adjustments,
    runTime,
    params,
  };
  const prepared = await prepareAll(context, phases, signal);
  report(prepared.findings);
  const input = prepared.phases ? { ...first, phases: prepared.phases } : first;
  const built = buildPlan(input);
  report(built.findings);
  return {
    location,
    runs,
    input,
    plan: built.draft,
    isWhole: built.plan !== null,
    idTables: ids.tables,
    toReserve: ids.toReserve,
    isOccupied: ids.isOccupied,
    isOwnPart: earlier?.mode === 'preserve',
  };
}

/** What all phases add to the plan, and what stands in their way. */
async function prepareAll(
  context: Context,
  phases: readonly Phase[],
  signal: AbortSignal | undefined,
): Promise<{ readonly phases?: PlanInput['phases'] } & Pick<Prepared, 'findings'>> {
  const added: Record<string, unknown> = {};
  const found: Finding[] = [];
  for (const { id, prepare } of phases) {
    const { plan, findings } = await prepare(context, signal);
    if (plan !== undefined) added[id] = plan;
    found.push(...findings);
  }
  return { findings: found, ...(Object.keys(added).length > 0 ? { phases: added } : {}) };
}

/** How the tenant's finished runs from this source carried IDs over: as the latest did, with the ranges of all that shifted them. */
function earlierDecision(runs: readonly StoredRun[], source: DatabaseFacts): IdDecision | undefined {
  const decisions = runs
    .filter(
      ({ state, plan }) =>
        state === 'copied' &&
        plan.source.identity === source.serverIdentity &&
        plan.source.database === source.database,
    )
    .map(({ plan }) => idDecisionOf(plan));
  const [latest] = decisions;
  if (latest?.mode !== 'offset') return latest;
  const shifted = decisions.filter(({ mode }) => mode === 'offset').toReversed();
  const merged = <Value>(pick: (decision: IdDecision) => Readonly<Record<string, Value>> | undefined) =>
    Object.fromEntries(shifted.flatMap((decision) => Object.entries(pick(decision) ?? {})));
  return {
    ...latest,
    offsets: merged(({ offsets }) => offsets),
    lowest: merged(({ lowest }) => lowest),
    room: merged(({ room }) => room),
    segments: merged(({ segments }) => segments),
  };
}
