import { formatTime } from '../core/format.js';
import type { Sentence } from '../core/sentence.js';
import type { ValidationResult } from '../core/validation-shape.js';
import type { WorkerRecord } from '../ledger/workers.js';
import { say } from './words.js';

/** One condition of a cut-over. */
export interface GateLine {
  readonly name: 'lag' | 'validation' | 'checklist' | 'way-back' | 'fence';
  readonly ok: boolean;
  readonly detail: Sentence;
}

interface GateInput {
  /** The latest follower; undefined: there was none. */
  readonly follower: Pick<WorkerRecord, 'alive' | 'figures'> | undefined;
  readonly maxLagSeconds: number;
  readonly quietSeconds: number;
  readonly validation: Pick<ValidationResult, 'checks' | 'differences' | 'finishedAt'> | null;
  /** Items of the checklist that are to be answered before, and are not, or badly. */
  readonly unanswered: readonly string[];
}

/** Whether a cut-over may begin, out of what the ledger knows. */
export function gateOf({
  follower,
  maxLagSeconds,
  quietSeconds,
  validation,
  unanswered,
}: GateInput): readonly GateLine[] {
  return [
    { name: 'lag', ...lagLine(follower, maxLagSeconds, quietSeconds) },
    { name: 'validation', ...validationLine(validation) },
    {
      name: 'checklist',
      ok: unanswered.length === 0,
      detail:
        unanswered.length === 0
          ? say('gate.checklist')
          : say('gate.checklist.open', { open: unanswered.join(', ') }),
    },
    // Nothing feeds changes back yet; that must be known before, and is no reason to stay for ever.
    { name: 'way-back', ok: true, detail: say('gate.no-way-back') },
  ];
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

/** That the source has gone on since is what following is for, and no difference. */
function validationLine(validation: GateInput['validation']): Judged {
  if (!validation) return { ok: true, detail: say('gate.not-validated') };
  const { checks, differences, finishedAt } = validation;
  const at = formatTime(finishedAt);
  const ok = checks.every((check) => check.ok || check.sourceFault || check.check === 'source-unchanged');
  return ok
    ? { ok, detail: say('gate.validation', { at }) }
    : { ok, detail: say('gate.validation.differs', { at, differences }) };
}
