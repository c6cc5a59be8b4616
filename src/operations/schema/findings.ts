import type { Context } from '../../config/context.js';
import type { Finding } from '../../core/finding.js';
import { RefusedError } from '../../core/refused.js';
import { refuse, say } from '../../schema/words.js';
import { withTarget } from '../target-ledger.js';
import { obstacle, told } from './as-finding.js';
import { lookAtSchema, schemaOf } from './look.js';

/** How the schema's files stand, for `check`: what a run would refuse is told before it. Reads only; nothing where no files are named. */
export async function schemaFindings(context: Context): Promise<readonly Finding[]> {
  if (!context.config.schema) return [];
  const { database } = context.config.target.mysql;
  try {
    const { steps, problems } = await withTarget(context, (session) => lookAtSchema(context, session));
    if (problems.length > 0) return problems.map(obstacle);
    const pending = steps.filter(({ state }) => state === 'pending');
    const [first] = pending;
    if (!first) return [told('ok', say('schema.all-applied', { count: steps.length }))];
    const params = { count: pending.length, name: first.name };
    return schemaOf(context).onRun === 'refuse'
      ? [obstacle(refuse('schema.pending', { ...params, database }))]
      : [told('info', say('schema.will-come', params))];
  } catch (error) {
    // A target that cannot be reached is told of by those who look at the connection.
    return error instanceof RefusedError ? [obstacle(error)] : [];
  }
}
