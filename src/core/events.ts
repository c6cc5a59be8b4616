import type { z } from 'zod';
import type { eventShapes, fileProblem, runOutcome, secretFigures, secretProblem } from './event-shapes.js';
import { type Reason, type Sentence, told } from './sentence.js';
import type { Plain } from './shape.js';
import type { Steerable } from './steer-changes.js';

/** Everything the engine tells its listeners; the wizard and the headless reporter draw from this alone. Never holds a secret. */
export type RunEvent =
  | ToldEvent
  | {
      readonly type: 'log';
      readonly level: 'info' | 'warning' | 'error';
      readonly message: string;
      readonly because?: Reason;
      readonly at: string;
    };

type Shapes = typeof eventShapes;

/** The events that are lines of `--json`, too. */
export type ToldEvent = {
  [Type in keyof Shapes]: { readonly type: Type } & Plain<z.infer<z.ZodObject<Shapes[Type]>>>;
}[keyof Shapes];

/** A line for the log. */
export function logEvent(level: 'info' | 'warning', said: Sentence): RunEvent {
  return { type: 'log', level, ...told(said), at: new Date().toISOString() };
}

/** Something failed and is tried again. */
export function retryEvent(
  { attempt, waitMs, leftMs }: Readonly<Record<'attempt' | 'waitMs' | 'leftMs', number>>,
  subject: string | Sentence,
  reason: string | Sentence,
): RunEvent {
  const what = told(subject);
  const why = told(reason);
  return {
    type: 'retry',
    subject: what.message,
    attempt,
    waitMs,
    leftMs,
    reason: why.message,
    because: why.because,
    about: what.because,
  };
}

/** What was tried in vain and is tried again, in figures. */
export type Retry = Pick<
  Extract<RunEvent, { readonly type: 'retry' }>,
  'subject' | 'attempt' | 'waitMs' | 'leftMs' | 'reason'
>;

/** Of a run's phases by their names, `validate` or `rollback`. */
export type Phase = string;

/** A step of a cut-over. */
export type CutoverStep = z.infer<Shapes['cutover-step']['step']>;

export type RunOutcome = z.infer<typeof runOutcome>;
export type SecretFigures = Plain<z.infer<z.ZodObject<typeof secretFigures>>>;
export type SecretProblem = z.infer<typeof secretProblem>;
export type FileProblem = z.infer<typeof fileProblem>;

export type Listener = (event: RunEvent) => void;

/** How a listener steers a running phase. The engine looks at it between chunks. */
export interface RunControl {
  /** Resolves when work may go on (at once when not paused). */
  readonly waitWhilePaused: () => Promise<void>;
  /** Pairs of connections to use now. */
  readonly parallelism: () => number;
  /** Aborted once: finish the chunks in hand, checkpoint, stop. */
  readonly stop: AbortSignal;
  /** Aborted: give up at once (chunks in hand roll back). */
  readonly abort: AbortSignal;
  /** What is said from elsewhere goes here; absent: nothing can be. */
  readonly steering?: Steerable;
}
