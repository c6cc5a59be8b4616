import type { Context } from '../config/context.js';
import { counted } from '../core/counted.js';
import { type Finding, finding, sampled } from '../core/finding.js';
import { formatCount } from '../core/format.js';
import { RefusedError } from '../core/refused.js';
import { shell } from '../core/shell.js';
import { chooseRun, isUnfinished } from '../ledger/choose-run.js';
import type { LedgerLocation } from '../ledger/location.js';
import type { StoredRun } from '../ledger/runs.js';
import type { Sides } from '../phases/sides.js';
import type { Plan } from '../plan/plan.js';
import { countCopiedRows } from './copied-rows.js';
import { say } from './words.js';

/** The tenant's earlier runs, newest first, and where they are kept. */
export interface EarlierRuns {
  readonly location: LedgerLocation | null;
  readonly runs: readonly StoredRun[];
}

/** The run is refused again when it starts; here the operator learns it before, and what the target holds of it. Reads only. */
export async function findEarlierRuns(
  { config }: Context,
  { target }: Sides,
  plan: Plan,
  { location, runs }: EarlierRuns,
): Promise<readonly Finding[]> {
  try {
    chooseRun({
      plan,
      request: { resume: false },
      refuseUnready: () => undefined,
      repeats: false,
      earlier: runs,
      configPath: config.path,
    });
    return [];
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    const named = runs.find(({ runId }) => runId === error.because?.params?.run);
    const rows =
      location && named
        ? await countCopiedRows({ session: target, location, runId: named.runId }, named)
        : null;
    const isGone = rows !== null && rows.present < rows.copied;
    const back = shell`tenantferry rollback -c ${config.path} --run ${named?.runId ?? ''} --confirm ${config.target.mysql.database}`;
    return [
      finding('blocker', 'data', 'conflict.earlier-run', {
        title: `${error.message}${rows ? `; of the ${counted(rows.copied, 'row')} it copied the target holds ${formatCount(Math.min(rows.present, rows.copied))} now` : ''}`,
        remedy: isGone
          ? `rows are gone, as after a restored backup: take back what is left of the run, its secrets included, then run again: ${back}`
          : (error.remedy ?? shell`look at: tenantferry runs -c ${config.path}`),
        params: {
          because: error.because?.code ?? '',
          ...error.because?.params,
          ...(rows
            ? { copied: rows.copied, present: Math.min(rows.present, rows.copied), isGone, back }
            : {}),
        },
        count: runs.length,
        ...sampled(
          runs
            .slice(0, 10)
            .map(({ runId: run, state, startedAt: at }) => say('sample.run', { run, state, at })),
        ),
      }),
    ];
  }
}

/** A run that is taken up again goes on behind the rows it has copied: where these are gone, it would leave a hole. Reads only. */
export async function findGoneRows(
  { config }: Context,
  { target }: Sides,
  { location, runs }: EarlierRuns,
): Promise<readonly Finding[]> {
  const unfinished = runs.find(isUnfinished);
  if (!location || !unfinished) return [];
  const { copied, present } = await countCopiedRows(
    { session: target, location, runId: unfinished.runId },
    unfinished,
  );
  if (present >= copied) return [];
  const { runId } = unfinished;
  const back = shell`tenantferry rollback -c ${config.path} --run ${runId} --confirm ${config.target.mysql.database}`;
  return [
    finding(present === 0 ? 'blocker' : 'warning', 'data', 'conflict.rows-gone', {
      // Single rows may have been deleted by the tenant; none at all is a target of another time.
      title: `of the ${counted(copied, 'row')} that run ${runId} has copied so far the target holds ${formatCount(present)} now`,
      remedy: `as after a restored backup: take back what is left of the run, then run again: ${back}`,
      params: { run: runId, copied, present, back },
    }),
  ];
}
