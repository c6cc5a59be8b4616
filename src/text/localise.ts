import type { RunEvent } from '../core/events.js';
import type { Finding } from '../core/finding.js';
import { chineseValue, inChinese, isSentence, type Reason, type Sentence, textOf } from '../core/sentence.js';
import type { Difference, JobResult } from '../core/validation-shape.js';
import type { ChecklistAnswer } from '../ledger/shapes.js';
import type { Plan } from '../plan/plan.js';
import { type Language, MissingValue, valuesOf } from './said.js';
import { words } from './words.js';
import { findingEntry } from './zh/findings.js';
import { idsReason } from './zh/ids.js';
import { checks } from './zh/jobs.js';
import { brought } from './zh/live.js';
import { reasons } from './zh/reasons.js';
import { refusals } from './zh/refusals.js';
import { saidBy } from './zh/sentence.js';
import { vaultSkipped } from './zh/vault-skipped.js';

/** `make`'s text, or undefined when the values it needs are not there: what older versions stored may lack them. */
function unlessMissing<Text>(make: () => Text | undefined): Text | undefined {
  try {
    return make();
  } catch (error) {
    if (error instanceof MissingValue) return undefined;
    throw error;
  }
}

/** A sentence in the language asked for; other words, such as a server's, as they are. */
export function localiseSaid(said: string | Sentence, language: Language): string {
  return language === 'en' ? textOf(said) : chineseValue(said, words);
}

/** A finding may bring its sentences along; else they are in the catalogue. */
function entryOf({ code, params }: Finding): ReturnType<typeof findingEntry> {
  return isSentence(params?.title) ? brought : findingEntry(code);
}

/** The finding with title and remedy in the language asked for; in English where the catalogue cannot say it. */
export function localise(finding: Finding, language: Language): Finding {
  if (language === 'en') return finding;
  const sentence = unlessMissing(() => entryOf(finding)?.(saidBy(finding)));
  if (!sentence) return finding;
  const { remedy: english, ...rest } = finding;
  const remedy = sentence.remedy ?? english;
  const samples = rest.samples?.map((text, index) =>
    localiseReason(text, rest.sampleReasons?.[index], language),
  );
  return {
    ...rest,
    title: sentence.title,
    remedy,
    samples,
  };
}

/** A check's sentence in the language asked for; in English where the catalogue cannot say it. */
export function localiseJob(
  { detail, code, params }: Pick<JobResult, 'detail' | 'code' | 'params'>,
  language: Language,
): string {
  if (language === 'en' || code === undefined) return detail;
  return (
    unlessMissing(() => checks[code]?.(valuesOf(params))) ??
    inChinese({ code, params, text: detail }, words) ??
    detail
  );
}

/** A difference whose words are in the language asked for; values, names and keys of rows as they are. */
export function localiseDifference<Shown extends Difference>(difference: Shown, language: Language): Shown {
  const { reasons: said, key } = difference;
  if (language === 'en' || !said) return difference;
  return { ...difference, key: localiseReason(key, said.key, language), ...figuresIn(difference, language) };
}

/** What a check expected and found, its words in the language asked for. */
export function localiseFigures(
  check: Pick<JobResult, 'expected' | 'actual' | 'reasons'>,
  language: Language,
): Pick<JobResult, 'expected' | 'actual'> {
  return language === 'en' || !check.reasons ? check : figuresIn(check, language);
}

function figuresIn(
  { expected, actual, reasons: said }: Pick<Difference, 'expected' | 'actual' | 'reasons'>,
  language: Language,
) {
  return {
    ...(expected == null ? {} : { expected: localiseReason(expected, said?.expected, language) }),
    ...(actual == null ? {} : { actual: localiseReason(actual, said?.actual, language) }),
  };
}

/** Why the plan keeps or shifts IDs, in the language asked for. */
export function localiseIds({ reason, because }: Plan['ids'], language: Language): string {
  if (language === 'en' || because === undefined) return reason;
  return unlessMissing(() => idsReason(because.code, because.params)) ?? reason;
}

/** Why the plan has no Vault phase, in the language asked for; undefined when it has one. */
export function localiseVaultSkipped(
  { vaultSkippedBecause, vaultSkipped: skipped }: Pick<Plan, 'vaultSkippedBecause' | 'vaultSkipped'>,
  language: Language,
): string | undefined {
  if (language === 'en' || skipped === undefined) return vaultSkippedBecause;
  return unlessMissing(() => vaultSkipped(skipped.code, valuesOf(skipped.params))) ?? vaultSkippedBecause;
}

/** What was refused and what to do, in the language asked for; in English where the catalogue cannot say it. */
export function localiseRefusal<Remedy extends string | null | undefined>(
  refusal: {
    readonly message: string;
    readonly remedy?: Remedy;
    readonly because?: Reason | undefined;
  },
  language: Language,
): { readonly message: string; readonly remedy?: Remedy | string | undefined } {
  const { because, remedy } = refusal;
  if (language === 'en') return refusal;
  if (because === undefined) return refusal;
  const said = inChinese(because, words);
  const advice = because.params?.remedy;
  if (said !== undefined) return { message: said, remedy: advice ? chineseValue(advice, words) : remedy };
  return unlessMissing(() => refusals[because.code]?.(valuesOf(because.params))) ?? refusal;
}

/** A sentence that has its values beside it, in the language asked for; in English where the catalogue cannot say it. */
export function localiseReason(text: string, because: Reason | null | undefined, language: Language): string {
  if (language === 'en' || !because) return text;
  return (
    inChinese(because, words) ??
    unlessMissing(() => reasons[because.code]?.(valuesOf(because.params))) ??
    text
  );
}

/** What a checklist item rests on, in the language asked for. */
export function localiseEvidence(
  { evidence, because }: Pick<ChecklistAnswer, 'evidence' | 'because'>,
  language: Language,
): string {
  if (language === 'en') return evidence;
  if (!because) return evidence;
  const said = because.map(({ table, text, ...check }) => {
    const checked = localiseJob({ detail: text, ...check }, language);
    return table === undefined ? checked : `${table}：${checked}`;
  });
  return said.join('；');
}

/** An event whose sentences are in the language asked for. Figures and names stay. */
export function localiseEvent(event: RunEvent, language: Language): RunEvent {
  if (language === 'en') return event;
  switch (event.type) {
    case 'finding':
      return { ...event, finding: localise(event.finding, language) };
    case 'validation-result':
      return { ...event, detail: localiseJob(event, language) };
    case 'snapshot-taken':
      return { ...event, how: localiseReason(event.how, event.because, language) };
    case 'throttled':
      return event.reason === null
        ? event
        : { ...event, reason: localiseReason(event.reason, event.because, language) };
    case 'log':
    case 'plan-difference':
    case 'steered':
    case 'window-closed':
    case 'table-failed':
    case 'secret-problem':
    case 'file-problem':
      return { ...event, message: localiseReason(event.message, event.because, language) };
    case 'row-rejected':
      return { ...event, reason: event.reasonZh };
    case 'switch-decision':
      return { ...event, reason: localiseReason(event.reason, event.because, language) };
    case 'retry':
      return {
        ...event,
        subject: localiseReason(event.subject, event.about, language),
        reason: localiseReason(event.reason, event.because, language),
      };
    default:
      return event;
  }
}
