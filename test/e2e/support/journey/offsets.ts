import { operations } from '../../../../src/operations/index.js';
import type { Offsets } from '../independent/index.js';
import type { Journey } from './journey.js';

/** What a run says it added to the ids of each table, those of tables that are only referred to, too. */
export async function offsetsOf({ context }: Journey, runId: string): Promise<Offsets> {
  const { run } = await operations.report(context, runId);
  const added = run.plan.tables.flatMap(({ table, columns }) =>
    columns.flatMap(({ treatment }): [string, string][] => {
      switch (treatment.kind) {
        case 'offset':
          return [[table, treatment.offset]];
        case 'reference':
          return [[treatment.table, treatment.offset]];
        case 'json-ids':
          return treatment.paths.map((path) => [path.table, path.offset]);
        default:
          return [];
      }
    }),
  );
  return Object.fromEntries(added);
}
