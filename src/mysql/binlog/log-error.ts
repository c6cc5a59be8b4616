import type { Sentence } from '../../core/sentence.js';
import type { LogPosition } from '../log-position.js';
import { say } from './words.js';

/**
 * The log cannot be read on without risking a wrong value: it is damaged, has a gap, or holds what cannot be followed. `reason.code`
 * says which. Never holds a row's data.
 */
export class LogError extends Error {
  override readonly name = 'LogError';
  readonly reason: Sentence;
  /** Where the event begins that could not be read; undefined where that is not known. */
  readonly position: LogPosition | undefined;
  readonly said: Sentence;

  constructor(reason: Sentence, position?: LogPosition) {
    const said = position ? say('log.at', { ...position, problem: reason }) : reason;
    super(said.text);
    this.reason = reason;
    this.position = position;
    this.said = said;
  }
}

/** The same failure with the place where it happened; anything else as it is. */
export function placed(error: unknown, position: LogPosition): unknown {
  return error instanceof LogError && error.position === undefined
    ? new LogError(error.reason, position)
    : error;
}
