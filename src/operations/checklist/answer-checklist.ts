import { counted } from '../../core/counted.js';
import { resultsToAccept } from '../../core/validation-result.js';
import type { JobResult, ValidationResult } from '../../core/validation-shape.js';
import type { ChecklistAnswer, EvidencePart } from '../../ledger/shapes.js';
import type { ChecklistItem, Preset } from '../../preset/schema.js';

/** One line of the checklist as it stands. */
interface ChecklistLine extends ChecklistAnswer {
  readonly item: ChecklistItem;
  /** What the item waits for; null when it is settled. */
  readonly needs: 'check' | 'person' | 'probe' | null;
}

type State = ChecklistAnswer['state'];

/** Results that answer a preset's `check`. */
const resultNames: Readonly<Record<NonNullable<ChecklistItem['check']>, readonly string[]>> = {
  'row-counts': ['row-counts', 'other-runs'],
  secrets: ['secrets'],
  generators: ['generators'],
  orphans: ['orphans', 'json-orphans'],
  'tenant-column': ['tenant-column'],
  'tables-present': ['tables-present'],
};

const acceptCode = 'evidence.to-accept';

/** Whether a person may answer the item: one of a check only where something found has to be accepted. */
export function isForPerson(
  { kind }: Pick<ChecklistItem, 'kind'>,
  { because }: Pick<ChecklistAnswer, 'because'>,
): boolean {
  return kind !== 'automatic' || (because?.some(({ code }) => code === acceptCode) ?? false);
}

/** Failing results whose details are quoted in the evidence. */
const quotedFailures = 5;

/**
 * The preset's checklist with what is known of each item: automatic items are answered by their check of the latest
 * validation, `both` items need the check to pass and a person to confirm, the others have the answer that was saved.
 */
export function evaluateChecklist(
  preset: Preset,
  validation: ValidationResult | null,
  answers: readonly ChecklistAnswer[],
): readonly ChecklistLine[] {
  const saved = new Map(answers.map((answer) => [answer.itemId, answer]));
  return preset.checklist.map((item) => evaluateItem(item, validation, saved.get(item.id)));
}

/** The same as plain answers, one for every item of the preset. */
export function answerChecklist(
  preset: Preset,
  validation: ValidationResult | null,
  answers: readonly ChecklistAnswer[],
): readonly ChecklistAnswer[] {
  return evaluateChecklist(preset, validation, answers).map(
    ({ itemId, state, evidence, because, note, by, at }): ChecklistAnswer => ({
      itemId,
      state,
      evidence,
      note,
      by,
      at,
      because,
    }),
  );
}

function evaluateItem(
  item: ChecklistItem,
  validation: ValidationResult | null,
  saved: ChecklistAnswer | undefined,
): ChecklistLine {
  const answer = saved ?? { itemId: item.id, state: 'open', evidence: '', note: '', by: '', at: '' };
  if (item.kind === 'manual' || item.kind === 'probe') {
    const open = item.kind === 'manual' ? 'person' : 'probe';
    return { ...answer, item, needs: answer.state === 'open' ? open : null };
  }
  const checked = answerOfCheck(item, validation);
  const at = validation?.finishedAt ?? '';
  if (item.kind === 'automatic' && checked.toAccept) return acceptance(item, answer, checked);
  if (item.kind === 'automatic') {
    // A person may only say that an item without a result does not apply.
    const state =
      checked.state === 'open' && answer.state === 'not-applicable' ? answer.state : checked.state;
    return {
      item,
      itemId: item.id,
      state,
      evidence: evidenceOf(checked.because),
      because: checked.because,
      note: answer.note,
      by: checked.state === 'open' ? answer.by : 'tenantferry',
      at: checked.state === 'open' ? answer.at : at,
      needs: state === 'open' ? 'check' : null,
    };
  }
  const shown = evidenceOf(checked.because);
  const repeated = answer.evidence === '' || answer.evidence === shown;
  // What has to be accepted is accepted by an answer to just that.
  const accepted = checked.toAccept && `${answer.evidence}; `.startsWith(`${shown}; `);
  const state = bothStates(accepted ? 'pass' : checked.state, answer.state);
  const because = repeated ? checked.because : [...checked.because, { text: answer.evidence }];
  // A state that is not the person's is not signed by that person.
  const waits = state === 'open' && !checked.toAccept;
  const signed = answer.state === 'open' || answer.state === state || waits;
  const signature = signed ? answer : { by: state === 'open' ? '' : 'tenantferry', at: '' };
  return {
    ...answer,
    item,
    state,
    evidence: evidenceOf(because),
    because,
    by: signature.by,
    at: signature.at === '' ? at : signature.at,
    needs: state !== 'open' ? null : checked.state === 'open' && !checked.toAccept ? 'check' : 'person',
  };
}

/** An answer holds for exactly what it was given to: when more is lost afterwards, the item is open again. */
function acceptance(item: ChecklistItem, answer: ChecklistAnswer, { because }: Judged): ChecklistLine {
  const evidence = evidenceOf(because);
  const holds = answer.evidence === evidence;
  const state = holds ? answer.state : 'open';
  return {
    ...answer,
    ...(holds ? {} : { by: '', at: '' }),
    item,
    itemId: item.id,
    state,
    evidence,
    because,
    needs: state === 'open' ? 'person' : null,
  };
}

/** The check and the person must agree; either can fail the item. */
function bothStates(check: State, person: State): State {
  if (check === 'fail' || person === 'fail') return 'fail';
  if (person === 'not-applicable') return 'not-applicable';
  if (check === 'not-applicable') return check;
  return check === 'pass' && person === 'pass' ? 'pass' : 'open';
}

interface Judged {
  readonly state: State;
  /** A person may answer it, although it is a check's. */
  readonly toAccept?: boolean;
  readonly because: readonly EvidencePart[];
}

/** The sentence that parts make together. */
function evidenceOf(parts: readonly EvidencePart[]): string {
  return parts.map(({ table, text }) => (table === undefined ? text : `${table}: ${text}`)).join('; ');
}

function answerOfCheck(item: ChecklistItem, validation: ValidationResult | null): Judged {
  const because = (state: State, code: string, text: string): Judged => ({
    state,
    because: [{ code, text }],
  });
  const names = item.check ? resultNames[item.check] : [];
  if (!validation) return because('open', 'evidence.not-validated', 'not validated yet');
  const ofCheck = validation.checks.filter(({ check }) => names.includes(check));
  if (ofCheck.length === 0)
    return because('open', 'evidence.not-checked', 'the latest validation did not make this check');
  const wanted = item.tables ? new Set(item.tables) : null;
  // A result without a table speaks for all of them.
  const results = ofCheck.filter(({ table }) => !wanted || table === undefined || wanted.has(table));
  if (results.length === 0)
    return because('not-applicable', 'evidence.not-migrated', 'its tables were not migrated');
  const failed = results.filter(({ ok, sourceFault }) => !ok && !sourceFault);
  if (failed.length > 0) return { state: 'fail', because: failedEvidence(failed) };
  const lost = resultsToAccept(results);
  if (lost.length === 0) return { state: 'pass', because: passedEvidence(results) };
  const decision = { text: 'a person has to accept it', code: acceptCode };
  return { state: 'open', toAccept: true, because: [...lost.map(quoted), decision] };
}

function quoted({ table, detail, code, params }: JobResult): EvidencePart {
  return {
    table,
    text: detail,
    code,
    params,
  };
}

function passedEvidence(results: readonly JobResult[]): readonly EvidencePart[] {
  const [only] = results;
  if (results.length === 1 && only) return [quoted(only)];
  const rows = results
    .filter(({ check }) => check === 'row-counts')
    .reduce((total, { expected }) => total + (Number(expected) || 0), 0);
  const faults = results.filter(({ ok, sourceFault }) => !ok && sourceFault).length;
  const parts = [
    `${counted(results.length, 'check')} passed`,
    rows > 0 ? `${counted(rows, 'row')} in all` : '',
    faults > 0 ? `${faults} with faults that the source has, too` : '',
  ];
  const text = parts.filter((part) => part !== '').join(', ');
  return [{ text, code: 'evidence.passed', params: { checks: results.length, rows, faults } }];
}

function failedEvidence(failed: readonly JobResult[]): readonly EvidencePart[] {
  const more = failed.length - quotedFailures;
  const rest: EvidencePart = { text: `and ${more} more`, code: 'evidence.more', params: { more } };
  return [...failed.slice(0, quotedFailures).map(quoted), ...(more > 0 ? [rest] : [])];
}
