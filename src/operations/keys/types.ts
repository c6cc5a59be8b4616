import type { z } from 'zod';
import type { Context } from '../../config/context.js';
import type { Listener, RunControl } from '../../core/events.js';
import type { Plain } from '../../core/shape.js';
import type { keysResult } from './shapes.js';

/** Data keys and the values under them, after what was done. */
export type KeysReport = {
  readonly [Key in keyof typeof keysResult]: Plain<z.infer<(typeof keysResult)[Key]>>;
};

/** status, rotate. RefusedError where there are no keys, or they are refused. */
export type KeysOperation = (context: Context) => Promise<KeysReport>;

/** rewrap: every value under the newest data key, in place. What does not open is left, and told. */
export type KeysRewrapOperation = (
  context: Context,
  confirm: string | undefined,
  listener: Listener,
  control: Pick<RunControl, 'stop'>,
) => Promise<KeysReport>;

/** retire: RefusedError while a value names the version, or it is the active one. */
export type KeysRetireOperation = (context: Context, version: number) => Promise<KeysReport>;
