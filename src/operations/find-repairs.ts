import type { Context } from '../config/context.js';
import { type Listener, logEvent } from '../core/events.js';
import { RefusedError } from '../core/refused.js';
import type { RepairProposal } from '../core/repair.js';
import type { Sentence } from '../core/sentence.js';
import { shell, shellWord } from '../core/shell.js';
import type { ValidationResult } from '../core/validation-result.js';
import { readCapture } from '../ledger/captures.js';
import type { RunLedger } from '../ledger/location.js';
import type { StoredRun } from '../ledger/runs.js';
import { readValidation } from '../ledger/saved-validations.js';
import { openSession, type Session } from '../mysql/session.js';
import { sourceCapture } from '../phases/rows/captures.js';
import { versionsByTable } from '../phases/rows/compare/versions.js';
import type { RunMarks } from '../phases/rows/repair/judging.js';
import { type LookedAgain, lookAgain } from '../phases/rows/repair/look-again.js';
import { proposeRepairs } from '../phases/rows/repair/repair-plan.js';
import { leaveNewer, unseenChangesOf } from '../phases/rows/repair/since-run.js';
import { readOtherRuns } from '../phases/rows/validate/jobs/other-runs.js';
import { volatileColumns } from '../phases/rows/validate/run-validation.js';
import { changedVersions } from '../phases/secrets/ledger.js';
import { validateSecrets } from '../phases/secrets/validate/validate-secrets.js';
import { cellContextOf } from '../plan/cell-context.js';
import { findRun } from './target-ledger.js';
import type { RepairBasis } from './types.js';
import { validate } from './validate.js';
import { say } from './words.js';

/** A run with what is to be repaired in it. */
export interface Found {
  readonly run: StoredRun;
  readonly ledger: RunLedger;
  readonly validation: ValidationResult;
  readonly proposals: readonly RepairProposal[];
  readonly basis: RepairBasis;
}

/** Checks whose differences are about rows, so that a repair needs each row's key. */
const rowChecks: ReadonlySet<string> = new Set(['full', 'checksum']);

/** A saved validation is good enough to repair by when it names every differing row, and found something at all. */
function tellsRows({ level, ok, checks }: ValidationResult): boolean {
  const named = checks
    .filter((check) => rowChecks.has(check.check) && !check.ok && !check.sourceFault)
    .every(({ differences }) => differences.every(({ rowKey }) => rowKey !== undefined));
  return level === 'full' && !ok && named;
}

/**
 * The run, and what is to be repaired in it. A saved validation may be old, so all it named is looked at again; where there
 * is none, or nothing of it is left, a new one is made.
 */
export async function findRepairs(
  context: Context,
  session: Session,
  runId: string | undefined,
  listener: Listener,
  signal: AbortSignal | undefined,
): Promise<Found> {
  const { run, ledger } = await findRun(context, session, runId);
  refuseUnfit(context, run);
  const saved = await readValidation(ledger);
  if (saved && tellsRows(saved)) {
    const named = proposeRepairs(run.plan, saved);
    const again = await lookAgainAt(context, { run, ledger }, named, signal);
    const stale = again.settled.length + again.changed > 0;
    const told = basisSentence(saved, named.length, again);
    listener(logEvent(stale ? 'warning' : 'info', told));
    if (again.proposals.length > 0) {
      const { settled, changed } = again;
      const proposals = await leaveNewerRows(context, { run, ledger }, again.proposals);
      const basis = { validatedAt: saved.finishedAt, fresh: false, settled, changed };
      return { run, ledger, validation: saved, proposals, basis };
    }
  }
  const request = { level: 'full', runId: run.runId, ...(signal ? { signal } : {}) } as const;
  const validation = await validate(context, request, listener);
  const basis = { validatedAt: validation.finishedAt, fresh: true, settled: [], changed: 0 };
  const found = proposeRepairs(run.plan, validation);
  const proposals = await leaveNewerRows(context, { run, ledger }, found);
  return { run, ledger, validation, proposals, basis };
}

/** What the run knows of the moment of its snapshot, for telling what came later. */
export async function readRunMarks(
  ledger: RunLedger,
  { startedAt }: StoredRun,
  preset: Context['preset'],
): Promise<RunMarks> {
  const marks = await readCapture(ledger, sourceCapture);
  return { marks, startedAt, unseenChanges: unseenChangesOf(preset) };
}

/** A repair takes what differs from the run's snapshot: what came later on either side is shown, and left. */
async function leaveNewerRows(
  { config, preset }: Context,
  { run, ledger }: Pick<Found, 'run' | 'ledger'>,
  proposals: readonly RepairProposal[],
): Promise<readonly RepairProposal[]> {
  if (proposals.length === 0) return proposals;
  const marks = await readRunMarks(ledger, run, preset);
  const source = await openSession(config.source.mysql, 'source');
  const target = await openSession(config.target.mysql, 'target');
  try {
    const options = {
      plan: run.plan,
      cellContext: cellContextOf(config),
      volatile: volatileColumns(preset),
      ...marks,
    };
    return await leaveNewer(
      { options, pair: { source, target }, versionsOf: async () => new Map() },
      proposals,
    );
  } finally {
    await Promise.all([source, target].map((one) => one.close()));
  }
}

function basisSentence(
  { finishedAt }: ValidationResult,
  named: number,
  { settled, changed, proposals }: LookedAgain,
): Sentence {
  const at = finishedAt;
  if (settled.length + changed === 0) return say('log.basis-holds', { at, named });
  const next = say(proposals.length === 0 ? 'log.validating-again' : 'log.looked-again');
  return say('log.basis-stale', { at, named, gone: settled.length, changed, next });
}

async function lookAgainAt(
  context: Context,
  { run, ledger }: Pick<Found, 'run' | 'ledger'>,
  proposals: readonly RepairProposal[],
  signal: AbortSignal | undefined,
): Promise<LookedAgain> {
  const { config, preset } = context;
  const { plan } = run;
  const source = await openSession(config.source.mysql, 'source');
  const target = await openSession(config.target.mysql, 'target');
  const reader = await openSession(config.target.mysql, 'target');
  try {
    const ofReader = { ...ledger, session: reader };
    const otherRuns = await readOtherRuns(ofReader, run);
    return await lookAgain(
      {
        options: { plan, cellContext: cellContextOf(config), volatile: volatileColumns(preset) },
        pair: { source, target },
        versionsOf: versionsByTable((table) => changedVersions(ofReader, table)),
        preset,
        otherRuns,
        ...(plan.vault
          ? {
              secrets: (table, rowKeys) =>
                validateSecrets(context, run, ledger, () => undefined, {
                  some: { table, rowKeys },
                  otherRuns,
                  signal,
                }),
            }
          : {}),
        signal,
      },
      proposals,
    );
  } finally {
    await Promise.all([source, target, reader].map((session) => session.close()));
  }
}

function refuseUnfit({ config }: Context, { runId, state, tenantId }: StoredRun): void {
  if (tenantId !== config.tenantId) {
    throw new RefusedError(
      `run ${runId} belongs to tenant ${tenantId}, and the config names ${config.tenantId}`,
      {
        remedy: 'use the config that the run was made with',
        because: {
          code: 'run.tenant',
          params: { run: runId, tenant: tenantId, named: config.tenantId },
        },
      },
    );
  }
  if (state === 'rolling-back' || state === 'rolled-back') {
    throw new RefusedError(`run ${runId} was rolled back, so there is nothing of it to repair`, {
      remedy: 'list the runs with: tenantferry runs -c FILE',
      because: { code: 'repair.rolled-back', params: { run: runId } },
    });
  }
  if (state === 'created' || state === 'mysql') {
    // A resumed copy would find rows where it expects none.
    throw new RefusedError(`run ${runId} has not copied all of its rows yet`, {
      remedy: shell`finish it first: tenantferry run -c ${config.path} --resume --confirm ${config.target.mysql.database}`,
      because: {
        code: 'repair.unfinished',
        params: { run: runId, config: shellWord(config.path), database: config.target.mysql.database },
      },
    });
  }
}
