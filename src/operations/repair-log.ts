import type { z } from 'zod';
import { type RepairOutcome, type RepairProposal, repairActions, repairStates } from '../core/repair.js';
import { told } from '../core/sentence.js';
import type { LogEntry } from '../ledger/shapes.js';
import { logFields } from './log-fields.js';
import { type ReportRepair, reportRepair } from './report-shape.js';

const logged = reportRepair.omit({ at: true });

/**
 * A repair as the run's log keeps it: a sentence, and on the last line the same as JSON, because a key may hold any text.
 * Without an outcome the repair is logged in the transaction that makes it.
 */
export function repairLogDetail(
  { action, table, key, keyReason, columns }: RepairProposal,
  outcome?: Pick<RepairOutcome, 'state' | 'detail'>,
): string {
  const what = `${action} ${table} ${key}${columns.length > 0 ? ` (${columns.join(', ')})` : ''}`;
  const { state, detail: said } = outcome ?? { state: 'repaired' as const, detail: '' };
  const { message: detail, because } = told(said);
  const fields = { action, table, key, keyReason, columns, state, detail, because };
  return `${what}${outcome ? `: ${state}, ${detail}` : ''}\n${JSON.stringify(fields)}`;
}

/** Every repair in a run's log, oldest first. Reads entries without JSON, too, which earlier versions wrote. */
export function repairsOf(log: readonly LogEntry[]): readonly ReportRepair[] {
  return log
    .filter(({ kind }) => kind === 'repair')
    .flatMap(({ at, detail }) => {
      const fields = logged.safeParse(logFields(detail)).data ?? fromSentence(detail);
      return fields ? [{ at, ...fields }] : [];
    });
}

const sentence = new RegExp(
  `^(${repairActions.join('|')}) (\\S+) (.+?)(?: \\(([^()]*)\\))?(?:: (${repairStates.join('|')}), (.*))?$`,
  's',
);

function fromSentence(text: string): z.infer<typeof logged> | null {
  const [, action, table, key, columns, state = 'repaired', detail = ''] = sentence.exec(text) ?? [];
  return (
    logged.safeParse({ action, table, key, columns: columns?.split(', ') ?? [], state, detail }).data ?? null
  );
}
