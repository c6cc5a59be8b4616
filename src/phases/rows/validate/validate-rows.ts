import { logEvent } from '../../../core/events.js';
import type { JobResult } from '../../../core/validation-shape.js';
import { cellContextOf } from '../../../keys/cell-context.js';
import { readCapture } from '../../../ledger/captures.js';
import { changedVersions } from '../../../ledger/changed-versions.js';
import { readRowsBefore } from '../../../ledger/chunks.js';
import { readLive } from '../../../ledger/live.js';
import { readPartial, savePartial } from '../../../ledger/partial-validation.js';
import type { Proving } from '../../phase.js';
import { waitingFor } from '../../tell-retries.js';
import { othersCapture, sourceCapture } from '../captures.js';
import { openThrottle } from '../copy/throttle.js';
import { proveWritten } from '../overwrite/prove-written.js';
import { say } from '../words.js';
import { readOtherRuns } from './jobs/other-runs.js';
import { runValidation } from './run-validation.js';

/** The rows of a run on both sides, as far as an interrupted validation has not compared them within the last hour. */
export async function validateRows(proving: Proving): Promise<readonly JobResult[]> {
  const { context, run, ledger, level, listener, signal, beside, inFlight } = proving;
  const { config, preset } = context;
  const othersBefore = await readCapture(ledger, othersCapture);
  // A source that is followed goes on changing, and its changes are the run's.
  const isLive = (await readLive(ledger)) !== undefined;
  const sourceMarks = isLive ? undefined : await readCapture(ledger, sourceCapture);
  const partial = { ...ledger, level };
  const finished = await readPartial(partial);
  if (finished.length > 0) {
    const tables = new Set(finished.map(({ table }) => table)).size;
    listener(logEvent('info', say('log.taken-up', { tables })));
  }
  const throttle = await openThrottle(config, listener);
  try {
    const { checks } = await runValidation({
      config,
      preset,
      plan: run.plan,
      runId: run.runId,
      level,
      cellContext: cellContextOf(config, 'work', waitingFor({ stop: signal, abort: signal }, listener)),
      versionChanges: (table) => changedVersions(ledger, table),
      rowsBefore: await readRowsBefore(ledger),
      otherRuns: await readOtherRuns(ledger, run),
      othersBefore,
      sourceMarks,
      beside: run.plan.tables.some(({ reshape }) => reshape?.over)
        ? [...beside, { check: 'written-rows', work: () => proveWritten(ledger, run.plan) }]
        : beside,
      inFlight,
      finished,
      // Only what was equal: a table with differences is looked at again, since somebody may have mended it.
      onTable: async (table, results) => {
        if (results.every(({ ok }) => ok)) await savePartial(partial, table, results);
      },
      listener,
      signal,
      control: {
        waitWhilePaused: () => throttle.waitForTurn(() => signal.aborted),
        parallelism: () => config.options.parallel,
        stop: signal,
        abort: signal,
      },
    });
    return checks;
  } finally {
    await throttle.close();
  }
}
