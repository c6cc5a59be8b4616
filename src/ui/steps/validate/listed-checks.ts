import type { Difference, JobResult } from '../../../core/validation-shape.js';
import { filterText, matching } from '../../wizard/filter.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { sortedChecks } from './validate-state.js';

/** Names of the two lists' filters. */
export const checkList = 'checks';
export const differenceList = 'differences';

/** The checks of the latest result that the filter leaves, in their order. */
export function listedChecks(state: WizardState): readonly JobResult[] {
  const { result } = state.validate;
  if (result === null) return [];
  return matching(
    sortedChecks(result),
    filterText(state, checkList),
    ({ check, table = '', detail }) => `${check} ${table} ${detail}`,
  );
}

export function selectedCheck(state: WizardState): JobResult | null {
  return listedChecks(state)[state.validate.selected] ?? null;
}

/** The selected check's differences that the filter leaves. */
export function listedDifferences(state: WizardState): readonly Difference[] {
  return matching(
    selectedCheck(state)?.differences ?? [],
    filterText(state, differenceList),
    ({ table, key, column = '', kind }) => `${table} ${key} ${column} ${kind}`,
  );
}
