import type { Checking, CheckMoment, Expected, Phase } from '../phases/phase.js';
import type { Plan } from '../plan/plan.js';
import { checkBusinesses } from './businesses.js';
import { type EarlierRuns, findEarlierRuns, findGoneRows } from './earlier-runs.js';
import { checkBulkMethod } from './mysql/bulk.js';
import { describeLeftOut, describeNotMoved, findNotMoved } from './not-moved.js';
import { runWatchLists } from './watch-lists.js';

interface Looking {
  readonly phases: readonly Phase[];
  readonly earlier: EarlierRuns;
  readonly resume: boolean;
}

interface Looked extends Pick<Plan, 'notMoved'> {
  /** By the phase that has looked at each of its things. */
  readonly forecasts: Readonly<Record<string, Expected>>;
}

/** What the data say to a plan: what each phase looks at, earlier runs, watch lists, and what does not move. */
export async function lookAtData(
  checking: Omit<Checking, 'onForecast'>,
  { phases, earlier, resume }: Looking,
): Promise<Looked> {
  const { context, plan, sides, report, progress } = checking;
  const forecasts: Record<string, Expected> = {};
  const look = async (moment: CheckMoment): Promise<void> => {
    for (const { id, check, takesPart } of phases) {
      if (!takesPart(plan)) continue;
      const onForecast = (expected: Expected): void => {
        forecasts[id] = expected;
      };
      await check[moment]?.({ ...checking, onForecast });
    }
  };
  await look('plan');
  if (resume) report(await findGoneRows(context, sides, earlier));
  else {
    report(await checkBusinesses(sides.source, plan));
    const again = await findEarlierRuns(context, sides, plan, earlier);
    report(again);
    // After a whole earlier run every row clashes; one sentence says it better.
    if (again.length === 0) await look('target');
  }
  progress?.tell({ step: 'watch-lists', done: 0, total: 1 });
  report(await checkBulkMethod(context.config, plan, sides.targetFacts));
  report(await runWatchLists(context.preset.watch_lists, plan, sides));
  progress?.tell({ step: 'watch-lists', done: 1, total: 1 });
  const notMoved = await findNotMoved(sides.source, plan, context.preset);
  report(notMoved.map(describeNotMoved));
  await look('things');
  report(describeLeftOut(plan));
  return { notMoved: notMoved.map(({ item }) => item), forecasts };
}
