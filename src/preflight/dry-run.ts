import type { Context } from '../config/context.js';
import { type Listener, logEvent } from '../core/events.js';
import type { Finding } from '../core/finding.js';
import { trackProgress } from '../core/progress.js';
import { RefusedError } from '../core/refused.js';
import type { Phase } from '../phases/phase.js';
import { cellContextOf } from '../plan/cell-context.js';
import type { ConflictContext } from './conflicts/context.js';
import { countRows, countSecretRows } from './counts.js';
import type { DryRun } from './dry-run-result.js';
import { forecast } from './forecast/index.js';
import { measureWeights, weightsBeforeMeasuring } from './progress-weights.js';
import { runPreflight } from './run-preflight.js';
import { type Sides, withSides } from './sides.js';
import { say } from './words.js';

/**
 * The checks, then exact counts and a forecast from a measured sample. Writes nothing that outlives its own connection: the
 * sample goes into a temporary table. Throws RefusedError when blockers keep a plan from being made, and `signal`'s reason
 * when that is aborted; the servers then end what they do for it.
 */
export async function dryRun(
  context: Context,
  listener: Listener,
  signal?: AbortSignal,
  phases: readonly Phase[] = [],
): Promise<DryRun> {
  const { config, preset } = context;
  const progress = trackProgress('plan', listener);
  progress.expect(weightsBeforeMeasuring);
  const checked = await runPreflight(context, (finding) => listener({ type: 'finding', finding }), {
    phases,
    listener,
    everySecret: true,
    signal,
    progress,
  });
  const { plan, source, target, findings } = checked;
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
    const secretRows = countSecretRows(plan, counts);
    listener(logEvent('info', say('log.sampling')));
    const data: ConflictContext = { ...sides, config, preset, plan, cells: cellContextOf(config) };
    progress.tell({ step: 'forecast', done: 0, total: 1 });
    const { expected, findings: tried } = await forecast(data, config.target.mysql, counts, checked.secrets);
    for (const finding of tried) listener({ type: 'finding', finding });
    progress.finish();
    return {
      plan,
      findings: [...findings, ...tried],
      counts,
      secretRows,
      forecast: hasAny(checked.forecasts) ? { ...expected, others: checked.forecasts } : expected,
    };
  };
  return await withSides(context, source, target, work, signal);
}

const hasAny = (record: object) => Object.keys(record).length > 0;

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
