import type { Context } from '../config/context.js';
import { logEvent } from '../core/events.js';
import { trackProgress, withSteps } from '../core/progress.js';
import { RefusedError } from '../core/refused.js';
import { readCapture } from '../ledger/captures.js';
import { readRowsBefore } from '../ledger/chunks.js';
import { appendLog } from '../ledger/log.js';
import { clearPartial, readPartial, savePartial } from '../ledger/partial-validation.js';
import type { StoredRun } from '../ledger/runs.js';
import { saveValidation } from '../ledger/saved-validations.js';
import { readServerIdentity } from '../mysql/facts.js';
import { openSession, type Session } from '../mysql/session.js';
import { othersCapture, sourceCapture } from '../phases/rows/captures.js';
import { openThrottle } from '../phases/rows/copy/throttle.js';
import { readOtherRuns } from '../phases/rows/validate/jobs/other-runs.js';
import { runValidation } from '../phases/rows/validate/run-validation.js';
import { changedVersions } from '../phases/secrets/ledger.js';
import { cellContextOf } from '../plan/cell-context.js';
import { validationWeights } from './progress-weights.js';
import { findRun, upgradeTarget } from './target-ledger.js';
import type { ValidateOperation } from './types.js';
import { say } from './words.js';

/** Compares source and target, keeps the result in the run's ledger and returns it. Reads only, but for the ledger. */
export const validate: ValidateOperation = async (context, request, listener) => {
  const { config, preset } = context;
  const session = await openSession(config.target.mysql, 'target-writer');
  try {
    await upgradeTarget(context, session);
    const { run, ledger } = await findRun(context, session, request.runId);
    const { plan, runId } = run;
    const isOther = await isOtherSource(context, run, session);
    if (isOther) {
      listener(logEvent('warning', say('log.other-source', { database: plan.source.database })));
    }
    const otherRuns = await readOtherRuns(ledger, run);
    const othersBefore = await readCapture(ledger, othersCapture);
    const sourceMarks = await readCapture(ledger, sourceCapture);
    const partial = { ...ledger, level: request.level };
    const finished = await readPartial(partial);
    if (finished.length > 0) {
      const tables = new Set(finished.map(({ table }) => table)).size;
      listener(logEvent('info', say('log.taken-up', { tables })));
    }
    const progress = trackProgress('validate', listener);
    progress.expect(validationWeights(plan, request.level));
    const signal = request.signal ?? new AbortController().signal;
    const throttle = await openThrottle(config, listener);
    const told = withSteps(listener, progress);
    const compareAllSecrets = async () => {
      const { validateSecrets } = await import('../phases/secrets/validate/validate-secrets.js');
      return validateSecrets(context, run, ledger, told, { otherRuns, signal });
    };
    const result = await runValidation({
      config,
      preset,
      plan,
      runId,
      level: request.level,
      cellContext: cellContextOf(config),
      versionChanges: (table) => changedVersions(ledger, table),
      rowsBefore: await readRowsBefore(ledger),
      otherRuns,
      ...(othersBefore ? { othersBefore } : {}),
      ...(sourceMarks ? { sourceMarks } : {}),
      ...(plan.vault ? { secrets: compareAllSecrets } : {}),
      finished,
      // Only what was equal: a table with differences is looked at again, since somebody may have mended it.
      onTable: async (table, results) => {
        if (results.every(({ ok }) => ok)) await savePartial(partial, table, results);
      },
      listener: told,
      signal,
      control: {
        waitWhilePaused: () => throttle.waitForTurn(() => signal.aborted),
        parallelism: () => config.options.parallel,
        stop: signal,
        abort: signal,
      },
    }).finally(() => throttle.close());
    progress.finish();
    await saveValidation(ledger, result);
    await clearPartial(partial);
    const verdict = result.ok ? 'no differences' : `${result.differences} differences`;
    const against = isOther ? `, against another source (${config.source.mysql.database})` : '';
    await appendLog(ledger, 'validated', `level ${result.level}: ${verdict}${against}`);
    return result;
  } finally {
    await session.close();
  }
};

/**
 * Whether the config's source is another one than the run's: a copy of it, or a wrong one. Throws RefusedError where it is
 * the target itself, which equals itself.
 */
async function isOtherSource({ config }: Context, { plan }: StoredRun, target: Session): Promise<boolean> {
  const { database } = config.source.mysql;
  const source = await openSession(config.source.mysql, 'source');
  try {
    const identity = await readServerIdentity(source);
    if (database === config.target.mysql.database && identity === (await readServerIdentity(target))) {
      throw new RefusedError(`the source in the config is the target itself (${database} on one server)`, {
        remedy: 'use the config that the run was made with',
        because: { code: 'validate.same', params: { database } },
      });
    }
    return database !== plan.source.database || identity !== plan.source.identity;
  } finally {
    await source.close();
  }
}
