import type { Context } from '../config/context.js';
import { counted } from '../core/counted.js';
import { logEvent } from '../core/events.js';
import { trackProgress, withSteps } from '../core/progress.js';
import { summariseChecks } from '../core/validation-result.js';
import { appendLog } from '../ledger/log.js';
import { clearPartial } from '../ledger/partial-validation.js';
import type { StoredRun } from '../ledger/runs.js';
import { saveValidation } from '../ledger/saved-validations.js';
import { openSession, type Session } from '../mysql/session.js';
import { readServerIdentity } from '../mysql/variables.js';
import { findRun, upgradeTarget } from './target-ledger.js';
import type { ValidateOperation, WithPhases } from './types.js';
import { watchFlight } from './watch-flight.js';
import { refuse, say } from './words.js';

/** Compares source and target, keeps the result in the run's ledger and returns it. Reads only, but for the ledger. */
export const validate: WithPhases<ValidateOperation> = async (phases, context, request, listener) => {
  const { config } = context;
  await using session = await openSession(config.target.mysql, 'target-writer');
  await upgradeTarget(context, session);
  const { run, ledger } = await findRun(context, session, request.runId);
  const { plan, runId } = run;
  const isOther = await isOtherSource(context, run, session);
  if (isOther) {
    listener(logEvent('warning', say('log.other-source', { database: plan.source.database })));
  }
  const progress = trackProgress('validate', listener);
  const taking = phases.filter(({ takesPart }) => takesPart(plan));
  for (const { weights } of taking) progress.expect(weights.validate(plan, request.level));
  const signal = request.signal ?? new AbortController().signal;
  await using inFlight = isOther ? undefined : await watchFlight({ context, run, ledger, listener, signal });
  const proving = {
    context,
    run,
    ledger,
    level: request.level,
    listener: withSteps(listener, progress),
    signal,
    inFlight,
  };
  const startedAt = new Date().toISOString();
  const [leading, ...others] = taking.map(({ step, validate: prove }) => ({ check: step, prove }));
  const beside = others.map(({ check, prove }) => ({
    check,
    work: () => prove({ ...proving, beside: [] }),
  }));
  const checks = (await leading?.prove({ ...proving, beside })) ?? [];
  const result = summariseChecks({ runId, level: request.level, startedAt }, checks);
  progress.finish();
  await saveValidation(ledger, result);
  await clearPartial(ledger);
  const verdict = result.ok ? 'no differences' : counted(result.differences, 'difference');
  const against = isOther ? `, against another source (${config.source.mysql.database})` : '';
  await appendLog(ledger, 'validated', `level ${result.level}: ${verdict}${against}`);
  return result;
};

/**
 * Whether the config's source is another one than the run's: a copy of it, or a wrong one. Throws RefusedError where it is
 * the target itself, which equals itself; not after a run within one database.
 */
async function isOtherSource({ config }: Context, { plan }: StoredRun, target: Session): Promise<boolean> {
  const { database } = config.source.mysql;
  await using source = await openSession(config.source.mysql, 'source');
  const identity = await readServerIdentity(source);
  const inPlace =
    plan.source.database === plan.target.database && plan.source.identity === plan.target.identity;
  const isTarget =
    database === config.target.mysql.database && identity === (await readServerIdentity(target));
  if (isTarget && !inPlace) {
    throw refuse('validate.same', { database });
  }
  return database !== plan.source.database || identity !== plan.source.identity;
}
