import type { RunEvent } from '../core/events.js';
import { formatBytes, formatCount, printable } from '../core/format.js';
import type { SchemaPlanned, SchemaReport } from '../operations/schema/types.js';
import { localiseReason, localiseRefusal } from '../text/localise.js';
import type { TextEnvironment } from './sink.js';
import { tableOf } from './table.js';

type StatementEvent = Extract<RunEvent, { type: 'schema-statement' }>;

/** How the schema's files stand: a row each, what is wrong, and what was or would be done. */
export function schemaLines(report: SchemaReport, environment: TextEnvironment): string[] {
  const { text, style, lang } = environment;
  const { schema } = text;
  const { files, planned, problems, warnings, golangMigrate, changed, pending, database } = report;
  const lines = ['', ...tableOf(files, fileColumns(environment))];
  if (golangMigrate) {
    const { version, isDirty } = golangMigrate;
    lines.push(schema.golang(version === null ? schema.golangNone : String(version), isDirty));
  }
  for (const warning of warnings)
    lines.push(style('warning', `! ${printable(localiseReason(warning.text, warning, lang))}`));
  for (const problem of problems) {
    const { message, remedy } = localiseRefusal(problem, lang);
    lines.push(style('bad', `✗ ${printable(message)}`));
    if (remedy !== undefined) lines.push(`    ${text.remedy}${text.colon}${printable(remedy)}`);
  }
  if (planned) lines.push(...plannedLines(planned, environment));
  for (const { name, direction } of changed)
    lines.push(`${style('good', '✓')} ${schema.carriedOut[direction](name)}`);
  if (pending > 0) lines.push(schema.pending(formatCount(pending), database));
  else if (problems.length === 0) lines.push(`${style('good', '✓')} ${schema.upToDate(database)}`);
  return lines;
}

function fileColumns({ text: { schema } }: TextEnvironment) {
  type File = SchemaReport['files'][number];
  return [
    [schema.file, ({ name }: File) => printable(name)],
    [
      schema.stateTitle,
      ({ state, edited }: File) => `${schema.state[state]}${edited ? ` (${schema.edited})` : ''}`,
    ],
    [schema.by, ({ by, appliedAt }: File) => [by, appliedAt].filter((part) => part !== null).join(' ')],
  ] as const;
}

function plannedLines(
  planned: readonly SchemaPlanned[],
  { text: { schema }, style }: TextEnvironment,
): string[] {
  if (planned.length === 0) return [schema.nothingPlanned];
  const lines: string[] = [];
  let file = '';
  for (const statement of planned) {
    if (statement.file !== file) lines.push(style('strong', printable(statement.file)));
    file = statement.file;
    lines.push(
      schema.planned(String(statement.statement), String(statement.line), printable(statement.text)),
    );
    const { kind, algorithm, locks, rows, bytes } = statement;
    if (algorithm !== 'none') {
      const size =
        rows === null || bytes === null ? [] : [schema.size(formatCount(rows), formatBytes(bytes))];
      lines.push(`      ${[schema.algorithm[algorithm], schema.locks[locks], ...size].join(' · ')}`);
    } else if (kind === 'rows') lines.push(`      ${schema.rows}`);
    else if (kind === 'unclear') lines.push(style('warning', `      ${schema.unclear}`));
  }
  return [...lines, schema.dryRun];
}

/** A statement that begins; what becomes of it is said where it is not plain. */
export function schemaStatementLines(
  { file, statement, statements, text: sql, state }: StatementEvent,
  { text: { schema }, style }: TextEnvironment,
): string[] {
  switch (state) {
    case 'began':
      return [`  ${schema.statement(file, String(statement), String(statements), printable(sql))}`];
    case 'skipped':
      return [style('warning', `  ! ${schema.skipped}`)];
    case 'done':
    case 'failed':
      return [];
  }
}
