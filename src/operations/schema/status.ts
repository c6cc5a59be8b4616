import { withTarget } from '../target-ledger.js';
import { lookAtSchema, reportOf, schemaOf } from './look.js';
import type { SchemaStatusOperation } from './types.js';

/** How the schema's files stand in the target. Reads only. */
export const schemaStatus: SchemaStatusOperation = async (context) => {
  schemaOf(context);
  return reportOf(context, await withTarget(context, (session) => lookAtSchema(context, session)));
};
