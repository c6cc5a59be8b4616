import type { ChecklistItem, Preset } from '../preset/schema.js';
import type { ChecklistAnswer } from '../run/ledger-types.js';
import type { CheckResult, ValidationResult } from './result.js';

/** Checks of a validation that answer a checklist item's named check. */
const checksBehind: Readonly<Record<NonNullable<ChecklistItem['check']>, readonly string[]>> = {
  'row-counts': ['row-counts'],
  secrets: ['secrets'],
  generators: ['generators'],
  orphans: ['orphans', 'json-orphans'],
  'tenant-column': ['tenant-column'],
  'tables-present': ['tables-present'],
};

/** Who answers automatic items. */
export const automaticAnswerer = 'tenantferry';

/**
 * The preset's checklist with a state for every item: automatic ones from the validation, manual ones as answered, and for
 * `both` a person's answer that counts only while the check does not fail.
 */
export function answerChecklist(
  preset: Pick<Preset, 'checklist'>,
  validation: ValidationResult | null,
  answers: readonly ChecklistAnswer[],
): readonly ChecklistAnswer[] {
  return preset.checklist.map((item) => {
    const saved = answers.find(({ itemId }) => itemId === item.id);
    const open: ChecklistAnswer = { itemId: item.id, state: 'open', evidence: '', note: '', by: '', at: '' };
    if (item.kind === 'manual' || item.kind === 'probe') return saved ?? open;
    const checked = automaticAnswer(item, validation);
    if (item.kind === 'automatic')
      return saved?.state === 'not-applicable' ? saved : { ...checked, note: saved?.note ?? '' };
    if (checked.state === 'fail' || !saved)
      return { ...checked, state: checked.state === 'fail' ? 'fail' : 'open' };
    return { ...saved, evidence: checked.evidence };
  });
}

function automaticAnswer(item: ChecklistItem, validation: ValidationResult | null): ChecklistAnswer {
  const names = item.check ? checksBehind[item.check] : [];
  const results = (validation?.checks ?? []).filter(
    ({ check, table }) =>
      names.includes(check) && (!item.tables || table === undefined || item.tables.includes(table)),
  );
  const unanswered = { itemId: item.id, note: '', by: '', at: '' };
  if (!validation || results.length === 0) return { ...unanswered, state: 'open', evidence: '' };
  const failed = results.filter(({ ok, sourceFault }) => !ok && !sourceFault);
  return {
    ...unanswered,
    state: failed.length === 0 ? 'pass' : 'fail',
    evidence: failed.length === 0 ? passed(results) : failed.slice(0, 5).map(describe).join('; '),
    by: automaticAnswerer,
    at: validation.finishedAt,
  };
}

const describe = ({ table, detail }: CheckResult) => (table ? `${table}: ${detail}` : detail);

function passed(results: readonly CheckResult[]): string {
  const [only] = results;
  if (results.length === 1 && only) return describe(only);
  return `${results.length} checks passed`;
}
