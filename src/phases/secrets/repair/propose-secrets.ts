import type { RepairProposal } from '../../../core/repair.js';
import type { Difference, ValidationResult } from '../../../core/validation-shape.js';

/** One proposal per row whose secret a validation found wrong. Pure. */
export function proposeSecrets({ checks }: Pick<ValidationResult, 'checks'>): readonly RepairProposal[] {
  return checks.flatMap(({ check, table, ok, sourceFault, differences }) =>
    check === 'secrets' && table !== undefined && !ok && !sourceFault
      ? secretProposals(table, differences)
      : [],
  );
}

/** One proposal per row whose secret differs. */
export function secretProposals(table: string, differences: readonly Difference[]): RepairProposal[] {
  const byKey = Map.groupBy(differences, ({ key }) => key);
  return [...byKey].map(([key, found]): RepairProposal => {
    const value = key.slice(key.indexOf('=') + 1);
    return {
      action: 'recopy-secret',
      table,
      key,
      rowKey: found[0]?.rowKey ?? [value],
      columns: found.flatMap(({ column }) => (column === undefined ? [] : [column])),
      reason: found[0]?.kind === 'missing-in-target' ? 'the secret is missing' : 'the secret differs',
    };
  });
}
