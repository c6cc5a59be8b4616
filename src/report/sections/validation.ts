import { formatConsistency, formatCount, formatTime, formatValue } from '../../core/format.js';
import { comparedRows } from '../../core/validation-result.js';
import type { Difference, JobResult, ValidationResult } from '../../core/validation-shape.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseDifference, localiseJob } from '../../text/localise.js';
import {
  type Block,
  type Cell,
  type ColumnOf,
  code,
  plain,
  type Section,
  table,
  toned,
  words,
} from '../document.js';
import type { ReportText } from '../text/en.js';

/** Every check with its figures, then every difference, then what the source was already wrong about. */
export function validationSection({ validation }: ReportData, text: ReportText, lang: 'en' | 'zh'): Section {
  const { id, title } = { id: 'validation', title: text.sections.validation };
  if (!validation) {
    return { id, title, blocks: [{ kind: 'status', tone: 'warning', text: text.verdict.notValidated }] };
  }
  const { columns } = text;
  const faults = validation.checks.filter((check) => check.sourceFault === true && !check.ok);
  const failed = validation.checks.filter((check) => check.sourceFault !== true);
  const which: readonly ColumnOf<JobResult>[] = [
    [columns.check, ({ check }) => code(check)],
    [columns.table, (check) => code(check.table ?? '')],
  ];
  const said: ColumnOf<JobResult> = [columns.detail, (check) => plain(localiseJob(check, lang))];
  const blocks: Block[] = [
    {
      kind: 'facts',
      facts: [
        [text.facts.level, plain(text.level[validation.level])],
        [
          text.facts.validatedAt,
          plain(`${formatTime(validation.startedAt)} – ${formatTime(validation.finishedAt)}`),
        ],
        ...(validation.consistency === undefined
          ? []
          : [[text.facts.consistency, plain(consistencyWords(validation, text))] as const]),
      ],
    },
    table(validation.checks, text.empty.checks, [
      ...which,
      [columns.result, (check) => verdict(check, text)],
      said,
    ]),
    words(text.differencesTitle),
    differencesTable(failed, text, lang, text.empty.differences),
    words(text.faultsTitle),
    table(faults, text.empty.faults, [...which, said]),
  ];
  if (faults.some((check) => check.differences.length > 0))
    blocks.push(differencesTable(faults, text, lang, text.empty.faults));
  return { id, title, blocks };
}

/** Overall score over all tables that were compared row by row. */
function consistencyWords({ checks }: ValidationResult, text: ReportText): string {
  const { rows, matching } = comparedRows(checks);
  return text.consistent(formatConsistency(matching, rows), formatCount(matching), formatCount(rows));
}

function verdict(check: JobResult, text: ReportText): Cell {
  if (check.ok) return toned('good', text.answer.pass);
  return check.sourceFault ? toned('warning', text.columns.sourceFault) : toned('bad', text.answer.fail);
}

function differencesTable(
  checks: readonly JobResult[],
  text: ReportText,
  lang: 'en' | 'zh',
  empty: string,
): Block {
  const { columns } = text;
  const value = (shown: string | null | undefined, kind: Difference['kind']): Cell => {
    if (shown === undefined) return plain(kind === 'field-mismatch' ? text.hidden : '');
    return code(formatValue(shown));
  };
  return table(
    checks.flatMap(({ differences }) => differences.map((found) => localiseDifference(found, lang))),
    empty,
    [
      [columns.table, (difference) => code(difference.table)],
      [columns.key, ({ key }) => code(key)],
      [columns.column, ({ column }) => code(column ?? '')],
      [columns.kind, ({ kind }) => toned('bad', text.differenceKind[kind])],
      [columns.expected, ({ expected, kind }) => value(expected, kind)],
      [columns.actual, ({ actual, kind }) => value(actual, kind)],
    ],
  );
}
