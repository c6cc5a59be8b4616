import { formatConsistency, formatCount, formatTime, formatValue } from '../../core/format.js';
import { comparedRows } from '../../core/validation-result.js';
import type { Difference, JobResult, ValidationResult } from '../../core/validation-shape.js';
import type { ReportData } from '../../operations/report-shape.js';
import { localiseJob } from '../../text/localise.js';
import { type Block, type Cell, code, plain, type Section, toned } from '../document.js';
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
    {
      kind: 'table',
      columns: [columns.check, columns.table, columns.result, columns.detail],
      rows: validation.checks.map((check) => [
        code(check.check),
        code(check.table ?? ''),
        verdict(check, text),
        plain(localiseJob(check, lang)),
      ]),
      empty: text.empty.checks,
    },
    { kind: 'text', text: text.differencesTitle },
    differencesTable(failed, text, text.empty.differences),
    { kind: 'text', text: text.faultsTitle },
    {
      kind: 'table',
      columns: [columns.check, columns.table, columns.detail],
      rows: faults.map((check) => [
        code(check.check),
        code(check.table ?? ''),
        plain(localiseJob(check, lang)),
      ]),
      empty: text.empty.faults,
    },
  ];
  if (faults.some((check) => check.differences.length > 0))
    blocks.push(differencesTable(faults, text, text.empty.faults));
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

function differencesTable(checks: readonly JobResult[], text: ReportText, empty: string): Block {
  const { columns } = text;
  const value = (shown: string | null | undefined, kind: Difference['kind']): Cell => {
    if (shown === undefined) return plain(kind === 'field-mismatch' ? text.hidden : '');
    return code(formatValue(shown));
  };
  return {
    kind: 'table',
    columns: [columns.table, columns.key, columns.column, columns.kind, columns.expected, columns.actual],
    rows: checks.flatMap((check) =>
      check.differences.map((difference) => [
        code(difference.table),
        code(difference.key),
        code(difference.column ?? ''),
        toned('bad', text.differenceKind[difference.kind]),
        value(difference.expected, difference.kind),
        value(difference.actual, difference.kind),
      ]),
    ),
    empty,
  };
}
