import { formatTime } from '../core/format.js';
import type { Sentence } from '../core/sentence.js';
import type { ValidationResult } from '../core/validation-shape.js';
import type { Verified } from '../ledger/verified.js';
import type { WorkerRecord } from '../ledger/workers.js';
import type { ChecklistItem } from '../preset/schema.js';
import { say } from './words.js';

/** One condition of a cut-over. */
export interface GateLine {
  readonly name: 'lag' | 'validation' | 'verification' | 'checklist' | 'way-back' | 'fence';
  readonly ok: boolean;
  readonly detail: Sentence;
}

/** What is no obstacle, and nobody has looked at, or not at all of it. */
const unproven: ReadonlySet<string> = new Set([
  'gate.not-validated',
  'gate.verified.not-yet',
  'gate.verified.gone',
]);

/** `warning`: it holds nothing up, and must be known before all the same. */
export function gateTone({ name, ok, detail }: GateLine): 'good' | 'warning' | 'bad' {
  if (!ok) return 'bad';
  const isProven = name === 'way-back' ? detail.code === 'back.ready' : !unproven.has(detail.code);
  return isProven ? 'good' : 'warning';
}

interface GateInput {
  /** The latest follower; undefined: there was none. */
  readonly follower: Pick<WorkerRecord, 'alive' | 'figures'> | undefined;
  readonly maxLagSeconds: number;
  readonly quietSeconds: number;
  readonly validation: Pick<
    ValidationResult,
    'checks' | 'differences' | 'finishedAt' | 'startedAt' | 'level'
  > | null;
  /** What comparing beside following has shown; undefined: nobody has. */
  readonly verified: Verified | undefined;
  /** Items of the checklist that are to be answered before, and are not, or badly. */
  readonly unanswered: readonly string[];
}

/** What has to be answered before a cut-over: all of before, but that the writes are stopped, which the cut-over does itself. */
export function itemsBeforeCutover(checklist: readonly ChecklistItem[]): readonly ChecklistItem[] {
  return checklist.filter((item) => item.when === 'before' && item.stops_writes !== true);
}

/** Whether a cut-over may begin, out of what the ledger knows. */
export function gateOf({
  follower,
  maxLagSeconds,
  quietSeconds,
  validation,
  verified,
  unanswered,
}: GateInput): readonly GateLine[] {
  return [
    { name: 'lag', ...lagLine(follower, maxLagSeconds, quietSeconds) },
    { name: 'validation', ...validationLine(validation, verified) },
    { name: 'verification', ...verificationLine(verified, validation) },
    {
      name: 'checklist',
      ok: unanswered.length === 0,
      detail:
        unanswered.length === 0
          ? say('gate.checklist')
          : say('gate.checklist.open', { open: unanswered.join(', ') }),
    },
    // Not in the ledger: a cut-over looks at it itself, also in a dry run.
    { name: 'way-back', ok: true, detail: say('gate.way-back.later') },
  ];
}

/** The lag alone, and what is said where nobody follows. */
export function lagGate(
  follower: GateInput['follower'],
  { maxLagSeconds, quietSeconds }: Pick<GateInput, 'maxLagSeconds' | 'quietSeconds'>,
  nobody: Sentence,
): GateLine {
  if (!follower?.alive) return { name: 'lag', ok: false, detail: nobody };
  return { name: 'lag', ...lagLine(follower, maxLagSeconds, quietSeconds) };
}

type Judged = Omit<GateLine, 'name'>;

function lagLine(follower: GateInput['follower'], max: number, quiet: number): Judged {
  if (!follower?.alive) return { ok: false, detail: say('gate.not-followed') };
  const { lagSeconds, quietSeconds } = follower.figures;
  if (typeof lagSeconds !== 'number') return { ok: false, detail: say('gate.catching-up') };
  const lag = lagSeconds.toFixed(1);
  if (quietSeconds === undefined) return { ok: false, detail: say('gate.lag.behind', { lag, max }) };
  const params = { max, quiet, seconds: Math.floor(quietSeconds) };
  if (quietSeconds < quiet) return { ok: false, detail: say('gate.lag.not-quiet', params) };
  return { ok: true, detail: say('gate.lag', { max, seconds: params.seconds }) };
}

/** Checks of the rows themselves, which a pass over all rows makes, too. */
const rowChecks: ReadonlySet<string> = new Set(['row-counts', 'checksum', 'full']);

type Checks = NonNullable<GateInput['validation']>['checks'];

/** That the source has gone on since is what following is for, and no difference. */
const badChecks = (checks: Checks): Checks =>
  checks.filter((check) => !check.ok && !check.sourceFault && check.check !== 'source-unchanged');

function validationLine(validation: GateInput['validation'], verified: GateInput['verified']): Judged {
  if (!validation) return { ok: true, detail: say('gate.not-validated') };
  const { checks, differences, finishedAt } = validation;
  const at = formatTime(finishedAt);
  const bad = badChecks(checks);
  if (bad.length === 0) return { ok: true, detail: say('gate.validation', { at }) };
  const isMended =
    bad.every(({ check }) => rowChecks.has(check)) && isLater(verified?.lastClean?.startedAt, finishedAt);
  return isMended
    ? { ok: true, detail: say('gate.validation.passed', { at }) }
    : { ok: false, detail: say('gate.validation.differs', { at, differences }) };
}

/** Closed by what is known to differ only: that nobody has compared yet is no difference, and the fence compares what was changed last. */
function verificationLine(verified: GateInput['verified'], validation: GateInput['validation']): Judged {
  if (!verified) return { ok: true, detail: say('gate.verified.not-yet') };
  const { mismatchCount: rows, mismatches, lastPass, lastClean, writtenAt } = verified;
  const [first] = mismatches;
  if (rows > 0) {
    const comparedRows = validation !== null && validation.level !== 'counts';
    if (comparedRows && badChecks(validation.checks).length === 0 && isLater(validation.startedAt, writtenAt))
      return { ok: true, detail: say('gate.verified.later', { at: formatTime(validation.finishedAt) }) };
    const key = first && first.key.length > 0 ? first.key.join(', ') : say('gate.verified.table');
    return { ok: false, detail: say('gate.verified.differs', { rows, table: first?.table ?? '', key }) };
  }
  if (lastClean && lastClean.endedAt === lastPass?.endedAt)
    return { ok: true, detail: say('gate.verified', { at: formatTime(lastClean.endedAt) }) };
  const isGone = lastPass !== null && lastPass.mismatches > 0;
  return { ok: true, detail: say(isGone ? 'gate.verified.gone' : 'gate.verified.not-yet') };
}

const isLater = (one: string | undefined, other: string): boolean =>
  one !== undefined && Date.parse(one) > Date.parse(other);
