import type { Context } from '../config/context.js';
import { type Finding, finding, hasBlocker } from '../core/finding.js';
import { cellContextOf } from '../keys/cell-context.js';
import { MysqlError } from '../mysql/errors.js';
import { phases as allPhases } from '../phases/index.js';
import type { Checking, Expected } from '../phases/phase.js';
import type { Sides } from '../phases/sides.js';
import { idleDimensions, withDimensions } from '../plan/dimensions.js';
import type { DatabaseFacts } from '../plan/facts.js';
import type { TableIds } from '../plan/id-ranges.js';
import type { Plan } from '../plan/plan.js';
import type { PlanInput } from '../plan/plan-input.js';
import { type RunParams, runParams, standIns } from '../preset/params.js';
import { adjustPlan } from './adjustments/find-adjustments.js';
import type { CheckOptions } from './check-options.js';
import { checkEndpoints, roughSeconds } from './endpoints.js';
import { checkKeys } from './keys.js';
import { lookAtData } from './look-at-data.js';
import { makeDraft } from './make-draft.js';
import { settingDifferences } from './mysql/settings.js';
import { weightsBeforeThePlan, weightsWithPlan } from './progress-weights.js';
import { reshapedFacts, runTimeOf } from './reshape/facts.js';
import { checkInPlace } from './reshape/in-place.js';
import { checkSql } from './reshape/sql.js';
import { checkSchemaFit } from './schema-fit.js';
import { withSides } from './sides.js';

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
  /** Both Vaults can be used. */
  readonly vaults: boolean;
  /** How long copying will take, by the phase that has looked at each of its things. */
  readonly forecasts: Readonly<Record<string, Expected>>;
}

/**
 * Everything that is looked at before the first write: four endpoints side by side, then schema fit, plan, conflicts and
 * watch lists. Reads only; a LOAD DATA without a row is tried and rolled back. Each finding is reported as it is made and returned in the same order.
 */
export async function runPreflight(
  given: Context,
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
  const { vaults, ...read } = await checkEndpoints(given, report, {
    rowsOnly: options.rowsOnly,
    onEndpoint: (done, total) => options.progress?.tell({ step: 'connections', done, total }),
  });
  options.signal?.throwIfAborted();
  if (!read.source || !read.target) return { findings, ...read, vaults, ...nothingPlanned };
  const runTime = options.runTime ?? runTimeOf();
  const params = runParams(given.config.params ?? {}, options.params);
  const { source: from, target: to } = read;
  const context = { ...given, preset: withDimensions(given.preset, from, to) };
  const made = (values: RunParams) => reshapedFacts(context, from, to, { runTime, params: values });
  report([...otherParams(given, params), ...idleDimensions(context.preset, to)]);
  const { source, target, findings: unmade } = made(params);
  report(unmade);
  const masked = made(standIns(params)).source.tables;

  report(settingDifferences(source, target, context.config.inPlace));
  report(checkInPlace(context, source, target));
  report(checkSchemaFit({ ...context, source, target }));
  const keys = await checkKeys(context);
  report(keys);
  if (hasBlocker(keys)) return { findings, source, target, vaults, ...nothingPlanned };
  const planned = await explained(report, () =>
    withSides(
      context,
      source,
      target,
      (sides) => planAndLook(context, sides, { ...options, runTime, params, masked, vaults }, report),
      options.signal,
    ),
  );
  if (options.live && planned.plan) {
    // The reader of logs is loaded where a log will be read.
    const [{ checkSource }, { findWayBack }] = await Promise.all([
      import('../live/check-source.js'),
      import('../live/check-way-back.js'),
    ]);
    const others = Object.values(planned.forecasts).reduce((sum, { seconds }) => sum + seconds, 0);
    const forecast = roughSeconds(context.preset, source, planned.plan.tables) + others;
    const found = await Promise.all([
      checkSource(context.config, planned.plan, source, { forecast, readMs: 1_000 }),
      findWayBack({ context, plan: planned.plan, facts: { source, target } }),
    ]);
    for (const findings of found) report(findings);
  }
  return { findings, source, target, vaults, ...planned };
}

/** A run keeps the values that it began with, whatever the config says by now. */
function otherParams({ config }: Context, params: RunParams): readonly Finding[] {
  const others = Object.entries(config.params ?? {}).filter(
    ([name, { value }]) => params[name]?.value !== value,
  );
  if (others.length === 0) return [];
  const names = others.map(([name]) => name).join(', ');
  return [
    finding('warning', 'config', 'reshape.params-kept', {
      title: `the config gives other values for the parameters ${names}; the run goes on with those that it began with`,
      remedy: 'give migration.params the values of the run again; for other ones roll it back first',
      params: { names },
    }),
  ];
}

type Planned = Pick<PreflightResult, 'plan' | 'planInput' | 'idTables' | 'toReserve' | 'forecasts'>;
const nothingPlanned: Planned = { plan: null, planInput: null, idTables: [], toReserve: [], forecasts: {} };

/** What a server answers is a finding; it never throws. */
async function explained(
  report: (findings: readonly Finding[]) => void,
  work: () => Promise<Planned>,
): Promise<Planned> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MysqlError)) throw error;
    report([
      finding('blocker', 'data', 'mysql.read', {
        title: `reading the data failed (${error.code}): ${error.message}`,
        remedy: error.retryable ? 'try again' : 'see the privileges and settings above, then try again',
        params: { serverCode: error.code, message: error.message, retryable: error.retryable },
      }),
    ]);
    return nothingPlanned;
  }
}

async function planAndLook(
  context: Context,
  sides: Sides,
  options: CheckOptions & Pick<Checking, 'vaults'> & { readonly masked: DatabaseFacts['tables'] },
  report: (findings: readonly Finding[]) => void,
): Promise<Planned> {
  const { phases = allPhases, resume = false, every = false, vaults, progress } = options;
  const refused = await checkSql(sides.source, Object.values(sides.sourceFacts.tables), options.masked);
  report(refused);
  if (refused.length > 0) return nothingPlanned;
  const draft = await makeDraft(context, sides, options, phases, report);
  const { plan: first, input, idTables, toReserve } = draft;
  const blocked: Planned = { ...nothingPlanned, idTables, toReserve };
  if (!first) return blocked;
  const looks = resume ? [] : phases.map(({ weights }) => weights.check(first, every && vaults));
  progress?.expect(weightsWithPlan(looks));
  progress?.tell({ step: 'ids', done: 1, total: 1 });
  // A resumed run's rows are in the target by now and would be taken for rows of before: its own adjustments stand.
  const search = { ...draft, sides, plan: first };
  const adjusted = resume ? null : await adjustPlan(search, cellContextOf(context.config, 'trial'));
  report(adjusted?.findings ?? []);
  const plan = adjusted?.plan ?? first;
  const checking = {
    context,
    sides,
    plan,
    vaults,
    idTables,
    every,
    report,
    progress,
    listener: options.listener ?? (() => undefined),
    keysConfirmed: options.keysConfirmed ?? ('unasked' as const),
    signal: options.signal,
  };
  const { notMoved, forecasts } = await lookAtData(checking, { phases, earlier: draft, resume });
  // The draft of a blocked plan is looked at, too, so that one blocker does not hide the others; it is never carried out.
  if (!draft.isWhole) return blocked;
  const planInput = { ...(adjusted?.input ?? input), notMoved };
  return { ...blocked, plan: { ...plan, notMoved }, planInput, forecasts };
}
