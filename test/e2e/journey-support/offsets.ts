import { operations } from '../../../src/operations/index.js';
import type { Offsets } from '../support/independent/index.js';
import type { Journey } from './journey.js';

/** What a run says it added to the ids of each table. */
export async function offsetsOf({ context }: Journey, runId: string): Promise<Offsets> {
  const { run } = await operations.report(context, runId);
  return Object.fromEntries(
    run.plan.tables.flatMap(({ table, columns }) =>
      columns.flatMap(({ name, treatment }) =>
        name === 'id' && treatment.kind === 'offset' ? [[table, treatment.offset]] : [],
      ),
    ),
  );
}
