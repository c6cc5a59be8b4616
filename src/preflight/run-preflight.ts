import type { Context } from '../config/context.js';
import type { Finding } from '../core/finding.js';
import { isUnfinished } from '../ledger/choose-run.js';
import { listRuns, type StoredRun } from '../ledger/runs.js';
import { findLedger } from '../ledger/version.js';
import { MysqlError } from '../mysql/errors.js';
import type { Prepared } from '../phases/phase.js';
import { buildPlan } from '../plan/build-plan.js';
import { cellContextOf } from '../plan/cell-context.js';
import { idDecisionOf } from '../plan/choose-ids.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { TableIds } from '../plan/id-ranges.js';
import type { Plan } from '../plan/plan.js';
import { presetFor } from '../plan/plan-generators.js';
import type { IdDecision, PlanInput } from '../plan/plan-input.js';
import type { DanglingSearch } from './adjustments/dangling-search.js';
import { adjustPlan } from './adjustments/find-adjustments.js';
import { checkData } from './check-data.js';
import type { CheckOptions, PlanOptions } from './check-options.js';
import type { EarlierRuns } from './conflicts/earlier-runs.js';
import { checkEndpoints } from './endpoints.js';
import { decideIds } from './id-decision.js';
import { checkKeyOrder } from './key-order.js';
import { checkKeyTypes } from './key-types.js';
import { settingDifferences } from './mysql/settings.js';
import { checkWeights, weightsBeforeThePlan } from './progress-weights.js';
import { checkSchemaFit } from './schema-fit.js';
import type { SecretsLook } from './secrets.js';
import { type Sides, withSides } from './sides.js';
import { readTargetRows, readUnneededTargetRows } from './target-rows.js';
import { checkTimeZones } from './time-zones.js';

export interface PreflightResult {
  readonly findings: readonly Finding[];
  /** Null when a blocker keeps the plan from being made. */
  readonly plan: Plan | null;
  readonly source: DatabaseFacts | null;
  readonly target: DatabaseFacts | null;
  /** What the plan was made from, so that it can be made again with reserved offsets; null where the plan is. */
  readonly planInput: PlanInput | null;
  /** What was read about the IDs of the tables that move, for raising generators. */
  readonly idTables: readonly TableIds[];
  /** Tables whose ranges are reserved when the run starts, those that are left out and referred to among them. */
  readonly toReserve: readonly TableIds[];
  /** What looking at the secrets found and took; null when they were not looked at. */
  readonly secrets: SecretsLook | null;
  /** Seconds that copying will take, by the phase that has looked at each of its things. */
  readonly forecasts: Readonly<Record<string, number>>;
}

/**
 * Everything that is looked at before the first write: four endpoints side by side, then schema fit, plan, conflicts and
 * watch lists. Reads only; a LOAD DATA without a row is tried and rolled back. Each finding is reported as it is made and returned in the same order.
 */
export async function runPreflight(
  context: Context,
  onFinding: (finding: Finding) => void,
  options: CheckOptions = {},
): Promise<PreflightResult> {
  const findings: Finding[] = [];
  const report = (more: readonly Finding[]) => {
    options.signal?.throwIfAborted();
    for (const finding of more) {
      findings.push(finding);
      onFinding(finding);
    }
  };
  options.progress?.expect(weightsBeforeThePlan);
  const { source, target, vaults } = await checkEndpoints(context, report, {
    rowsOnly: options.rowsOnly,
    onEndpoint: (done, total) => options.progress?.tell({ step: 'connections', done, total }),
  });
  options.signal?.throwIfAborted();
  if (!source || !target) return { findings, source, target, ...nothingPlanned };

  report(settingDifferences(source, target));
  report(checkSchemaFit({ ...context, source, target }));
  const planned = await planOrExplain(context, source, target, { ...options, vaults }, report);
  if (options.live && planned.plan) {
    // The reader of logs is loaded where a log will be read.
    const { checkSource } = await import('../live/check-source.js');
    report(await checkSource(context.config, planned.plan, source));
  }
  return { findings, source, target, ...planned };
}

type Planned = Pick<
  PreflightResult,
  'plan' | 'planInput' | 'idTables' | 'toReserve' | 'secrets' | 'forecasts'
>;
const nothingPlanned: Planned = {
  plan: null,
  planInput: null,
  idTables: [],
  toReserve: [],
  secrets: null,
  forecasts: {},
};

async function planOrExplain(
  context: Context,
  source: DatabaseFacts,
  target: DatabaseFacts,
  options: PlanOptions,
  report: (findings: readonly Finding[]) => void,
): Promise<Planned> {
  try {
    const work = (sides: Sides) => planAndData(context, sides, options, report);
    return await withSides(context, source, target, work, options.signal);
  } catch (error) {
    if (!(error instanceof MysqlError)) throw error;
    report([
      {
        code: 'mysql.read',
        severity: 'blocker',
        subject: 'data',
        title: `reading the data failed (${error.code}): ${error.message}`,
        remedy: error.retryable ? 'try again' : 'see the privileges and settings above, then try again',
        params: { serverCode: error.code, message: error.message, retryable: error.retryable },
      },
    ]);
    return nothingPlanned;
  }
}

async function planAndData(
  context: Context,
  sides: Sides,
  options: PlanOptions,
  report: (findings: readonly Finding[]) => void,
): Promise<Planned> {
  const { config, preset } = context;
  const { sourceFacts, targetFacts } = sides;
  const location = await findLedger(sides.target, targetFacts.database);
  const runs = location
    ? await listRuns({ session: sides.target, location }, targetFacts.database, config.tenantId)
    : [];
  const earlier = earlierDecision(runs, sourceFacts);
  // Its own rows are in the target already and would look like somebody else's.
  const unfinished = runs.find(isUnfinished);
  const settled = options.ids ?? (unfinished ? idDecisionOf(unfinished.plan) : undefined);
  options.progress?.tell({ step: 'ids', done: 0, total: 1 });
  const ids = await decideIds({ config, preset, ...sides, earlier });
  if (!settled) report(ids.findings);
  const input: PlanInput = {
    config,
    preset: presetFor(preset, targetFacts),
    source: sourceFacts,
    target: targetFacts,
    ids: settled ?? ids.decision,
    targetRows: await readTargetRows(sides.target, preset, targetFacts),
    targetRowsUnneeded: await readUnneededTargetRows(sides.source, preset, sourceFacts, config),
    adjustments: options.adjustments,
  };
  const prepared = await prepareAll(context, options);
  report(prepared.findings);
  const first = prepared.phases ? { ...input, phases: prepared.phases } : input;
  const built = buildPlan(first);
  report(built.findings);
  const nothing: Planned = { ...nothingPlanned, idTables: ids.tables, toReserve: ids.toReserve };
  if (!built.draft) return nothing;
  const found: Found = {
    location,
    runs,
    idTables: ids.tables,
    isOccupied: ids.isOccupied,
    isOwnPart: earlier?.mode === 'preserve',
  };
  const looked = await lookAtData({ context, sides, options, report }, first, built.draft, found);
  // The draft of a blocked plan is looked at, too, so that one blocker does not hide the others; it is never carried out.
  return built.plan ? { ...nothing, ...looked } : nothing;
}

/** What all phases add to the plan, and what stands in their way. */
async function prepareAll(
  context: Context,
  { phases = [], signal }: CheckOptions,
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

/** What is known before the data are looked at. */
interface Found extends EarlierRuns, Pick<DanglingSearch, 'isOccupied' | 'isOwnPart'> {
  readonly idTables: readonly TableIds[];
}

interface Looking {
  readonly context: Context;
  readonly sides: Sides;
  readonly options: PlanOptions;
  readonly report: (findings: readonly Finding[]) => void;
}

/** Adjusts the plan to what the data hold, and looks for everything that stands in its way. */
async function lookAtData(
  { context: { config, preset }, sides, options, report }: Looking,
  first: PlanInput,
  draft: Plan,
  found: Found,
): Promise<Pick<Planned, 'plan' | 'planInput' | 'secrets' | 'forecasts'>> {
  const cells = cellContextOf(config);
  options.progress?.expect(checkWeights(draft));
  options.progress?.tell({ step: 'ids', done: 1, total: 1 });
  const { isOccupied, isOwnPart } = found;
  // A resumed run's rows are in the target by now and would be taken for rows of before: its own adjustments stand.
  const search = { sides, input: first, plan: draft, isOccupied, isOwnPart };
  const adjusted = options.resume ? null : await adjustPlan(search, cells);
  report(adjusted?.findings ?? []);
  const plan = adjusted?.plan ?? draft;
  const data = { ...sides, config, preset, plan, cells };
  report(checkKeyTypes(plan));
  report(await checkKeyOrder(sides.source, plan));
  report(await checkTimeZones(data));
  const { notMoved, ...looked } = await checkData(data, found, options, report);
  return { plan: { ...plan, notMoved }, planInput: { ...(adjusted?.input ?? first), notMoved }, ...looked };
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
