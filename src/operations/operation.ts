import type { Context } from '../config/context.js';
import type { Listener, RunControl } from '../core/events.js';

/** What is asked and answered at once. */
export type Question<Request, Answer> = (context: Context, request: Request) => Promise<Answer>;

/** Work that takes its time: it tells what it does, and can be steered. Throws RefusedError before anything is written. */
export type Work<Request, Summary> = (
  context: Context,
  request: Request,
  listener: Listener,
  control: RunControl,
) => Promise<Summary>;
