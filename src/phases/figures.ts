import type { RunLedger } from '../ledger/location.js';
import type { Plan } from '../plan/plan.js';
import { noFigures, type Phase, type PhaseFigures } from './phase.js';

/** What a run has copied, of all phases. Reads only. */
export async function figuresOf(
  phases: readonly Phase[],
  ledger: RunLedger,
  plan: Plan,
): Promise<PhaseFigures> {
  let all = noFigures;
  for (const phase of phases) {
    if (!phase.takesPart(plan)) continue;
    const { tables, secrets, others } = await phase.figures(ledger, plan);
    all = {
      tables: [...all.tables, ...tables],
      secrets: [...all.secrets, ...secrets],
      others: { ...all.others, ...others },
    };
  }
  return all;
}

/** As reports and summaries have them: without the others where there are none. */
export function withoutEmpty({ others, ...figures }: PhaseFigures): Omit<PhaseFigures, 'others'> & {
  readonly others?: PhaseFigures['others'];
} {
  return Object.keys(others).length > 0 ? { ...figures, others } : figures;
}
