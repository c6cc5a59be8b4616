import type { Listener } from '../core/events.js';
import type { Progress } from '../core/progress.js';
import type { KeysConfirmed, Phase } from '../phases/phase.js';
import type { IdAdjustments } from '../plan/plan.js';
import type { IdDecision } from '../plan/plan-input.js';
import type { RunParams } from '../preset/params.js';

export interface CheckOptions {
  /** A run is taken up again: rows of this tenant are expected in the target, so conflicts are not looked for. */
  readonly resume?: boolean;
  /** How IDs go over, when that is settled already (a resumed run's own decision). */
  readonly ids?: IdDecision;
  /** What a resumed run found in the data. */
  readonly adjustments?: IdAdjustments;
  /** What a resumed run took for now. */
  readonly runTime?: string | undefined;
  /** What a resumed run, or a plan that is carried out, takes for the preset's parameters. */
  readonly params?: RunParams | undefined;
  /** A dry run: each thing is looked at in the source; else only what could be in its way. */
  readonly every?: boolean;
  /** Whether the operator has said that the master keys are the same; by default nobody has been asked yet. */
  readonly keysConfirmed?: KeysConfirmed;
  /** Rows alone are copied: neither Vault is asked for anything, nor logged in to. */
  readonly rowsOnly?: boolean;
  /** The source goes on being written to, and is to be followed. */
  readonly live?: boolean;
  /** Default: all. */
  readonly phases?: readonly Phase[];
  /** Aborted: the checks end without a result, and throw the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  readonly progress?: Progress;
  /** Hears what phases tell of what they would carry. */
  readonly listener?: Listener;
}
