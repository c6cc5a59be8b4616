import type { Context } from '../../config/context.js';
import type { Listener, RunControl } from '../../core/events.js';
import { refuse } from '../../schema/words.js';
import { withTarget } from '../target-ledger.js';
import { lookAtSchema, schemaOf } from './look.js';
import { schemaUp } from './move.js';

/** Before a run: all files are applied. Where some are not they are brought, or RefusedError, as configured. */
export async function readySchema(
  context: Context,
  confirm: string,
  listener: Listener,
  control: RunControl,
): Promise<void> {
  const { database } = context.config.target.mysql;
  const { steps, problems } = await withTarget(context, (session) => lookAtSchema(context, session));
  const [problem] = problems;
  if (problem) throw problem;
  const pending = steps.filter(({ state }) => state === 'pending');
  const [first] = pending;
  if (!first) return;
  if (schemaOf(context).onRun === 'refuse')
    throw refuse('schema.pending', { count: pending.length, name: first.name, database });
  await schemaUp(context, { confirm, dryRun: false }, listener, control);
}
