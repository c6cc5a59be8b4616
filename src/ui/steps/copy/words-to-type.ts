import type { WizardState } from '../../wizard/wizard-state.js';

/** Typed after the database's name where nobody has said that both environments use the same master key. */
const same = 'same';

/** Whether the first write needs the operator's word on the master keys: the dry run has warned, and a run that has begun had it. */
export function asksForKeys({ copy, dryRun }: WizardState): boolean {
  if (copy.resume) return false;
  return (
    dryRun.result?.findings.some(
      ({ code, severity }) => code === 'credentials.keys' && severity === 'warning',
    ) ?? false
  );
}

/** What is typed to start the first write. */
export function wordsToType(state: WizardState): string {
  const database = state.context?.config.target.mysql.database ?? '';
  return asksForKeys(state) ? `${database} ${same}` : database;
}
