import type { z } from 'zod';
import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';
import type { Plain } from '../core/shape.js';
import type { finishSummary } from './result-shapes.js';

export interface FinishRequest {
  /** Must equal the target database's name, else RefusedError. */
  readonly confirm: string | undefined;
  /** Also where changes of the target are not in the source, or it cannot be told. */
  readonly giveUpWayBack: boolean;
}

export type FinishSummary = Plain<z.infer<typeof finishSummary>>;

/** finish: ends the window for the way back. RefusedError while changes of the target are not in the source. */
export type FinishOperation = (
  context: Context,
  request: FinishRequest,
  listener: Listener,
  control: RunControl,
) => Promise<FinishSummary>;
