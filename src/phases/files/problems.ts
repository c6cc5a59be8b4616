import { told } from '../../core/sentence.js';
import type { Session } from '../../mysql/session.js';
import type { FilesPlan, Plan, Side } from '../../plan/plan.js';
import type { PhaseWork } from '../phase.js';
import type { FileResult } from './ledger.js';
import { type NamingRow, nameOf, rowsNaming } from './wanted-files.js';
import { say } from './words.js';

export interface Telling {
  readonly plan: Plan;
  readonly files: FilesPlan;
  readonly side: Side;
  readonly rows: Session;
  readonly listener: PhaseWork['listener'];
}

/** Digests of one question for rows: each question may read the naming tables whole. */
const mostAsked = 500;
const sourceFaults: ReadonlySet<FileResult['state']> = new Set(['missing', 'corrupt']);

/** Tells of files that could not be brought, and gives each with a row that names it. While one question is asked the next one fills. */
export function createProblems({ plan, files, side, rows, listener }: Telling) {
  const waiting: { readonly result: FileResult; readonly done: (row: NamingRow | undefined) => void }[] = [];
  let asking: Promise<void> | null = null;
  const ask = async () => {
    while (waiting.length > 0) {
      const some = waiting.splice(0, mostAsked);
      const found = await rowsNaming(
        rows,
        some.map(({ result: { task } }) => task),
        { side, plan, files },
      );
      for (const { result, done } of some) {
        const row = found.get(nameOf(result.task));
        tell(result, row);
        done(row);
      }
    }
    asking = null;
  };
  function tell({ task, state, message }: FileResult, row: NamingRow | undefined): void {
    if (state === 'writing' || state === 'created' || state === 'existed') return;
    // A fault of the source is said once, however many places there are.
    if (sourceFaults.has(state) && task.destination !== files.destinations[0]?.name) return;
    listener({
      type: 'file-problem',
      ...(row ? { table: row.table, id: row.key.replace(/^[^=]*=/, ''), bizId: row.bizId } : {}),
      sha256: task.sha256,
      destination: task.destination,
      kind: state,
      ...(message === undefined ? told(say(`file.${state}`)) : { message }),
    });
  }
  return async (result: FileResult): Promise<FileResult> => {
    const row = new Promise<NamingRow | undefined>((done) => waiting.push({ result, done }));
    asking ??= ask();
    const [found] = await Promise.all([row, asking]);
    return { ...result, row: found };
  };
}
