import type { Context } from '../config/context.js';
import { type Listener, logEvent } from '../core/events.js';
import type { RepairProposal } from '../core/repair.js';
import type { Sentence } from '../core/sentence.js';
import { shellWord } from '../core/shell.js';
import type { ValidationResult } from '../core/validation-shape.js';
import type { RunLedger } from '../ledger/location.js';
import type { StoredRun } from '../ledger/runs.js';
import { readValidation } from '../ledger/saved-validations.js';
import type { Session } from '../mysql/session.js';
import type { LookedAgain, LookingAgain, Phase } from '../phases/phase.js';
import { placeOf } from '../phases/run-state.js';
import type { RepairBasis } from './repair-types.js';
import { findRun } from './target-ledger.js';
import { validate } from './validate.js';
import { refuse, say } from './words.js';

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

/** A repair can rely on a saved validation that found differences and names every row that differs. */
function tellsRows({ level, ok, checks }: ValidationResult): boolean {
  const named = checks
    .filter((check) => rowChecks.has(check.check) && !check.ok && !check.sourceFault)
    .every(({ differences }) => differences.every(({ rowKey }) => rowKey !== undefined));
  return level === 'full' && !ok && named;
}

interface Finding {
  readonly context: Context;
  readonly session: Session;
  readonly runId: string | undefined;
  readonly listener: Listener;
  readonly signal: AbortSignal | undefined;
}

/**
 * The run, and what is to be repaired in it. A saved validation may be old, so all it named is looked at again; where there
 * is none, or nothing of it is left, a new one is made.
 */
export async function findRepairs(
  allPhases: readonly Phase[],
  { context, session, runId, listener, signal }: Finding,
): Promise<Found> {
  const { run, ledger } = await findRun(context, session, runId);
  const phases = allPhases.filter(({ takesPart }) => takesPart(run.plan));
  refuseUnfit(context, run, phases);
  const work = { context, run, ledger, listener, signal };
  const propose = (validation: ValidationResult) =>
    phases.flatMap(({ repairs }) => repairs.propose(run.plan, validation));
  const saved = await readValidation(ledger);
  if (saved && tellsRows(saved)) {
    const named = propose(saved);
    const again = await lookAgainAt(phases, work, named);
    const stale = again.settled.length + again.changed > 0;
    const told = basisSentence(saved, named.length, again);
    listener(logEvent(stale ? 'warning' : 'info', told));
    if (again.proposals.length > 0) {
      const { settled, changed } = again;
      const proposals = await leaveNewer(phases, work, again.proposals);
      const basis = { validatedAt: saved.finishedAt, fresh: false, settled, changed };
      return { run, ledger, validation: saved, proposals, basis };
    }
  }
  const request = { level: 'full', runId: run.runId, signal } as const;
  const validation = await validate(allPhases, context, request, listener);
  const basis = { validatedAt: validation.finishedAt, fresh: true, settled: [], changed: 0 };
  const proposals = await leaveNewer(phases, work, propose(validation));
  return { run, ledger, validation, proposals, basis };
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

/** What all phases propose after looking again, in their order. */
async function lookAgainAt(
  phases: readonly Phase[],
  work: LookingAgain,
  named: readonly RepairProposal[],
): Promise<LookedAgain> {
  let all: LookedAgain = { proposals: [], settled: [], changed: 0 };
  for (const { repairs } of phases) {
    const own = named.filter(repairs.owns);
    if (own.length === 0) continue;
    const { proposals, settled, changed } = await repairs.lookAgain(work, own);
    all = {
      proposals: [...all.proposals, ...proposals],
      settled: [...all.settled, ...settled],
      changed: all.changed + changed,
    };
  }
  return all;
}

async function leaveNewer(
  phases: readonly Phase[],
  work: LookingAgain,
  proposals: readonly RepairProposal[],
): Promise<readonly RepairProposal[]> {
  const left: RepairProposal[] = [];
  for (const { repairs } of phases)
    left.push(...(await repairs.leaveNewer(work, proposals.filter(repairs.owns))));
  return left;
}

function refuseUnfit(
  { config }: Context,
  { runId, state, tenantId }: StoredRun,
  phases: readonly Phase[],
): void {
  if (tenantId !== config.tenantId)
    throw refuse('run.tenant', { run: runId, tenant: tenantId, named: config.tenantId });
  if (state === 'rolling-back' || state === 'rolled-back') throw refuse('repair.rolled-back', { run: runId });
  if (placeOf(state, phases).done === 0) {
    // A resumed copy would find rows where it expects none.
    const { database } = config.target.mysql;
    const place = { config: shellWord(config.path), database: shellWord(database) };
    throw refuse('repair.unfinished', { run: runId, ...place });
  }
}
