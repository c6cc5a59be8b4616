import { formatConsistency, formatCount, formatValue, printable } from '../core/format.js';
import { comparedRows, resultsToAccept } from '../core/validation-result.js';
import type { Difference, JobResult, ValidationResult } from '../core/validation-shape.js';
import { localiseDifference, localiseJob } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';
import { renderTable } from './table.js';

/** Differences listed per check; JSON lines and the report have them all. */
const differenceLimit = 100;

/** Checks that failed for another reason than a fault the source already had. */
function failedChecks(result: ValidationResult): readonly JobResult[] {
  return result.checks.filter((check) => !check.ok && check.sourceFault !== true);
}

/**
 * What validation found: every difference with table, key, column and kind, the source's own faults apart, and a verdict.
 *
 *     ✗ field differs  kvs id=42, column memo: expected 'a', found 'b'
 */
export function validationLines(result: ValidationResult, environment: TextEnvironment): string[] {
  const { text, style, lang } = environment;
  const lines = ['', ...checksTable(result, environment)];
  const failed = failedChecks(result);
  if (failed.length > 0) lines.push('', style('strong', text.differences));
  for (const check of failed) {
    const name = check.table === undefined ? check.check : `${check.check} ${check.table}`;
    lines.push(`${style('bad', '✗')} ${name}${text.colon}${printable(localiseJob(check, lang))}`);
    lines.push(...differenceLines(check, '    ', environment));
  }
  const faults = result.checks.filter((check) => check.sourceFault === true && !check.ok);
  if (faults.length > 0) {
    lines.push('', style('warning', `! ${text.validationFaults(formatCount(faults.length))}`));
    for (const fault of faults) {
      lines.push(
        `    ${fault.check} ${fault.table ?? ''}${text.colon}${printable(localiseJob(fault, lang))}`,
      );
      for (const difference of fault.differences)
        lines.push(`      ${differenceLine(difference, environment, text.sourceFault)}`);
    }
  }
  lines.push('');
  const { rows, matching } = comparedRows(result.checks);
  if (rows > 0) {
    const share = formatConsistency(matching, rows);
    lines.push(text.consistency(text.consistent(share, formatCount(matching), formatCount(rows))));
  }
  if (result.ok) {
    const checks = formatCount(result.checks.filter((check) => check.ok).length);
    lines.push(style('good', `✓ ${text.validationOk(checks, text.level[result.level])}`));
  } else {
    const verdict = text.validationFailed(formatCount(result.differences), formatCount(failed.length));
    lines.push(style('bad', `✗ ${verdict}`));
  }
  for (const lost of resultsToAccept(result.checks)) {
    const what = `${lost.table ?? lost.check}${text.colon}${printable(localiseJob(lost, lang))}`;
    lines.push(style('warning', `! ${text.validationToAccept(what)}`));
  }
  return lines;
}

/** One row per kind of check: how many passed, failed, or found what the source was already wrong about. */
function checksTable({ checks }: ValidationResult, { text }: TextEnvironment): string[] {
  const { columns } = text;
  const kinds = [...new Set(checks.map((check) => check.check))];
  if (kinds.length === 0) return [];
  const count = (kind: string, matches: (check: JobResult) => boolean): string =>
    formatCount(checks.filter((check) => check.check === kind && matches(check)).length);
  return renderTable(
    [columns.check, { figure: columns.passed }, { figure: columns.failed }, { figure: columns.sourceFault }],
    kinds.map((kind) => [
      kind,
      count(kind, (check) => check.ok),
      count(kind, (check) => !check.ok && check.sourceFault !== true),
      count(kind, (check) => !check.ok && check.sourceFault === true),
    ]),
  );
}

function differenceLines(check: JobResult, indent: string, environment: TextEnvironment): string[] {
  const shown = check.differences.slice(0, differenceLimit);
  const more = check.differences.length - shown.length;
  return [
    ...shown.map((difference) => indent + differenceLine(difference, environment)),
    ...(more > 0 ? [`${indent}${environment.text.more(formatCount(more))}`] : []),
  ];
}

/** `faultWord`: said of a fault of the source instead of the kind, which is about the target. */
function differenceLine(
  found: Difference,
  { text, style, lang }: TextEnvironment,
  faultWord?: string,
): string {
  const difference = localiseDifference(found, lang);
  const column = difference.column === undefined ? '' : `, ${text.column} ${difference.column}`;
  const kind =
    faultWord === undefined
      ? style('bad', text.differenceKind[difference.kind])
      : style('warning', faultWord);
  const show = (value: string | null | undefined): string => {
    if (value === undefined) return text.nothingShown;
    return formatValue(value);
  };
  const hidden = difference.expected === undefined && difference.actual === undefined;
  const compared = hidden
    ? text.nothingShown
    : `${text.expected} ${show(difference.expected)}, ${text.actual} ${show(difference.actual)}`;
  const values = difference.kind === 'field-mismatch' ? `${text.colon}${compared}` : '';
  return `${kind}  ${difference.table} ${printable(difference.key)}${column}${values}`;
}
