import type { RepairProposal } from '../../../core/repair.js';
import type { Sentence } from '../../../core/sentence.js';
import type { Difference, ValidationResult } from '../../../core/validation-shape.js';
import type { Plan, TablePlan } from '../../../plan/plan.js';
import { canBeFound } from '../compare/keys.js';
import { sayDifference } from '../compare/words.js';
import { say } from '../words.js';

/** Checks whose differences are about a row and its columns. */
const rowChecks: ReadonlySet<string> = new Set(['full', 'checksum', 'written-rows']);

const generator = sayDifference('difference.generator');

/** One proposal per row or generator of a validation that found differences. Pure. */
export function proposeRepairs(plan: Plan, validation: ValidationResult): readonly RepairProposal[] {
  const tables = new Map(plan.tables.map((table) => [table.table, table]));
  const proposals: RepairProposal[] = [];
  for (const { check, table: name, ok, sourceFault, differences, expected } of validation.checks) {
    if (ok || sourceFault) continue;
    const table = name === undefined ? undefined : tables.get(name);
    if (rowChecks.has(check) && table) proposals.push(...rowProposals(plan, table, differences));
    if (check === 'generators' && name !== undefined) {
      const value = expected?.replace(/\D/g, '');
      proposals.push({
        action: 'raise-generator',
        table: name,
        key: generator.text,
        keyReason: { code: generator.code },
        columns: [],
        reason: 'the generator would hand out IDs that are in use',
        value,
      });
    }
  }
  return proposals;
}

/** One proposal per row that differs. */
export function rowProposals(
  plan: Plan,
  table: TablePlan,
  differences: readonly Difference[],
): RepairProposal[] {
  const byKey = Map.groupBy(differences, ({ key }) => key);
  return [...byKey].map(([key, found]): RepairProposal => {
    const [first] = found;
    const columns = found.flatMap(({ column }) => (column === undefined ? [] : [column]));
    const keyReason = first?.reasons?.key;
    const base = { table: table.table, key, columns, ...(keyReason ? { keyReason } : {}) };
    const rowKey = first?.rowKey;
    if (!first || !rowKey) {
      return { ...base, action: 'by-hand', reason: say('repair.not-known') };
    }
    if (!canBeFound(table)) {
      return {
        ...base,
        rowKey,
        action: 'by-hand',
        reason: say('repair.made-key'),
      };
    }
    if (first.kind === 'extra-in-target') {
      return { ...base, rowKey, action: 'delete-row', reason: 'the source has no such row' };
    }
    if (first.kind === 'missing-in-target') {
      return first.actual
        ? { ...base, rowKey, action: 'by-hand', reason: whyTaken(first) }
        : { ...base, rowKey, action: 'recopy-row', reason: 'the row is missing' };
    }
    const version = versionColumnOf(plan, table);
    if (columns.length === 1 && columns[0] === version && typeof first.expected === 'string') {
      const reason = `the row names secret version ${first.actual}, its value is in version ${first.expected}`;
      return { ...base, rowKey, action: 'rewrite-version', reason, value: first.expected };
    }
    return {
      ...base,
      rowKey,
      action: 'recopy-row',
      reason: `${columns.join(', ')} ${columns.length === 1 ? 'differs' : 'differ'} from the source`,
    };
  });
}

function versionColumnOf(plan: Plan, { table }: TablePlan): string | undefined {
  return plan.vault?.secrets.find((entry) => entry.table === table)?.version_column;
}

/** Validations of earlier versions say in words alone who has the key. */
function whyTaken({ owner, actual, reasons }: Difference): string | Sentence {
  if (owner === '' && reasons) return say('repair.taken-row');
  return owner ? say('repair.taken', { owner }) : `${actual}: copying would overwrite it`;
}
