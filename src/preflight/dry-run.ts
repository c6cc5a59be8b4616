import type { Context } from '../config/context.js';
import { type Listener, logEvent } from '../core/events.js';
import type { Finding } from '../core/finding.js';
import { trackProgress } from '../core/progress.js';
import { RefusedError } from '../core/refused.js';
import { cellContextOf } from '../keys/cell-context.js';
import { phases as allPhases } from '../phases/index.js';
import type { Expected, Phase } from '../phases/phase.js';
import { plannedRows } from '../phases/rows/check/reshape/fates.js';
import type { Sides } from '../phases/sides.js';
import { countRows, countSecretRows } from './counts.js';
import type { DryRun, Forecast } from './dry-run-result.js';
import type { KnownBackup } from './paper/judge-risk.js';
import { lookAround } from './paper/look-around.js';
import { makePaper } from './paper/make-paper.js';
import { measureWeights, weightsBeforeMeasuring } from './progress-weights.js';
import { runPreflight } from './run-preflight.js';
import { withSides } from './sides.js';
import { say } from './words.js';

interface DryRunOptions {
  readonly signal?: AbortSignal | undefined;
  readonly phases?: readonly Phase[];
  /** Of a plan that was looked at before, which this one is compared with. */
  readonly runTime?: string | undefined;
  /** Of what will be written, where one was verified. */
  readonly backup?: KnownBackup | null;
}

/**
 * The checks, then exact counts and a forecast from a measured sample. Writes nothing that outlives its own connection: the
 * sample goes into a temporary table. Throws RefusedError when blockers keep a plan from being made, and `signal`'s reason
 * when that is aborted; the servers then end what they do for it.
 */
export async function dryRun(
  context: Context,
  listener: Listener,
  { signal, phases = allPhases, runTime, backup = null }: DryRunOptions = {},
): Promise<DryRun> {
  const started = performance.now();
  const progress = trackProgress('plan', listener);
  progress.expect(weightsBeforeMeasuring);
  const found = (finding: Finding): void => listener({ type: 'finding', finding });
  const checked = await runPreflight(context, found, {
    phases,
    listener,
    every: true,
    signal,
    progress,
    runTime,
  });
  const { plan, source, target } = checked;
  const findings = [...checked.findings];
  const report = (more: readonly Finding[]): void => {
    findings.push(...more);
    more.forEach(found);
  };
  if (!plan || !source || !target) throw refusal(findings);
  const work = async (sides: Sides): Promise<DryRun> => {
    listener(logEvent('info', say('log.counting', { tables: plan.tables.length })));
    progress.expect(measureWeights(plan));
    const total = plan.tables.length;
    const counts = await countRows(sides, plan, (table, done) => {
      listener({ type: 'validation-progress', check: 'row-counts', table, done, total });
      progress.tell({ step: 'row-counts', done, total });
    });
    progress.tell({ step: 'row-counts', done: total, total });
    const rows = await plannedRows(sides, plan, counts, cellContextOf(context.config, 'trial'));
    const secretRows = countSecretRows(plan, counts);
    listener(logEvent('info', say('log.sampling')));
    progress.tell({ step: 'forecast', done: 0, total: 1 });
    const forecasts: Record<string, Expected> = { ...checked.forecasts };
    for (const { id, forecast, takesPart } of phases) {
      if (!takesPart(plan)) continue;
      const onForecast = (expected: Expected): void => {
        forecasts[id] = expected;
      };
      await forecast?.({ context, sides, plan, counts, report, onForecast });
    }
    const forecast = forecastOf(phases, forecasts);
    const paper = makePaper({
      config: context.config,
      plan,
      phases,
      findings,
      targetFacts: target,
      surroundings: await lookAround(sides, plan),
      backup,
      forecasts,
      measured: true,
      checked: (performance.now() - started) / 1000,
      now: new Date(),
      freeMemory: process.availableMemory(),
    });
    progress.finish();
    return { plan, findings, counts, ...(rows ? { rows } : {}), secretRows, forecast, paper };
  };
  return await withSides(context, source, target, work, signal);
}

/** What the phases told, in one sentence. Rows and secrets have fields of their own in what is published. */
function forecastOf(
  phases: readonly Phase[],
  { mysql, vault, ...rest }: Readonly<Record<string, Expected>>,
): Forecast {
  const others = Object.entries(rest).map(([id, { seconds }]) => [id, seconds] as const);
  const bases = phases.flatMap(({ id }) => ({ mysql, vault, ...rest })[id]?.basis ?? []);
  return {
    mysqlSeconds: mysql?.seconds ?? 0,
    vaultSeconds: vault?.seconds ?? 0,
    ...(others.length > 0 ? { others: Object.fromEntries(others) } : {}),
    basis: bases.map(({ text }) => text).join(''),
    because: { code: 'forecast.basis', params: Object.assign({}, ...bases.map(({ params }) => params)) },
  };
}

function refusal(findings: readonly Finding[]): RefusedError {
  const blockers = findings.filter(({ severity }) => severity === 'blocker');
  return new RefusedError(
    `no plan can be made: ${blockers.map(({ title }) => title).join('; ') || 'the checks did not finish'}`,
    {
      remedy: blockers[0]?.remedy ?? 'see the findings above',
      because: { code: 'run.no-plan', params: { problems: blockers.length } },
    },
  );
}
