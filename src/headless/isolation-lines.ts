import { formatCount, formatTime, printable } from '../core/format.js';
import type { Reason } from '../core/sentence.js';
import type { ToldStatement } from '../isolation/statement.js';
import { say } from '../isolation/words.js';
import { hasFaults } from '../operations/isolation/faults.js';
import type { IsolationPart } from '../operations/isolation/types.js';
import { isolationSums, isolationVerdict } from '../report/isolation-sums.js';
import { localiseReason, localiseSaid } from '../text/localise.js';
import type { JsonLine } from './json-lines.js';
import type { TextEnvironment } from './sink.js';

const marks = { good: '✓', bad: '✗', unclear: '?', several: '·', info: '·' } as const;
const tones = { good: 'good', bad: 'bad', unclear: 'warning', several: 'info', info: 'info' } as const;

/**
 * What was found, the worst of it with what would mend it:
 *
 *     ✗ app/kv.go:42  SELECT * FROM kvs WHERE id = ?
 *         kvs (kvs) is read or written without its tenant
 *         + tenant_id = ?
 */
export function isolationLines(found: IsolationPart, environment: TextEnvironment): string[] {
  const { style, lang } = environment;
  const told = linesOf(found, environment);
  const sums = isolationSums(found).map((sum) => localiseSaid(sum, lang));
  const faults = hasFaults(found);
  const verdict = localiseSaid(isolationVerdict(found), lang);
  return [...told, ...sums, style(faults ? 'bad' : 'good', `${faults ? '✗' : '✓'} ${verdict}`)];
}

function linesOf(found: IsolationPart, environment: TextEnvironment): string[] {
  switch (found.part) {
    case 'scan':
    case 'audit':
      return found.statements
        .filter(({ known }) => !known)
        .flatMap((one) => statementLines(one, environment));
    case 'probe':
      return found.checks.map(({ verdict, ...said }) =>
        marked(verdict, saidIn(said, environment), environment),
      );
    case 'window':
      return [
        ...found.endpoints.flatMap(({ old, new: next, silent }) => [
          marked(silent ? 'good' : 'bad', usedIn(old, environment), environment),
          ...(next ? [`    → ${usedIn(next, environment)}`] : []),
        ]),
        ...found.headers.map(({ ok, ...said }) =>
          marked(ok ? 'good' : 'bad', saidIn(said, environment), environment),
        ),
      ];
  }
}

function marked(verdict: keyof typeof marks, text: string, { style }: TextEnvironment): string {
  return style(tones[verdict], `${marks[verdict]} ${printable(text)}`);
}

function saidIn(
  { message, because }: { message: string; because?: Reason },
  { lang }: TextEnvironment,
): string {
  return localiseReason(message, because, lang);
}

function statementLines(one: ToldStatement, environment: TextEnvironment): string[] {
  const { lang } = environment;
  const { file, line, executions, rowsExamined, verdict, statement, missing, message, because } = one;
  const place = file === undefined ? '' : `${file}:${line}  `;
  const figures =
    executions === undefined
      ? []
      : [
          localiseSaid(
            say('audit.executed', { times: formatCount(executions), rows: formatCount(rowsExamined ?? 0) }),
            lang,
          ),
        ];
  const why = missing.flatMap(({ predicate, ...said }) => [
    saidIn(said, environment),
    ...(predicate === '' ? [] : [`+ ${predicate}`]),
  ]);
  const unclear = message === undefined ? [] : [saidIn({ message, because }, environment)];
  const several = verdict === 'several' ? [localiseSaid(say('isolation.several'), lang)] : [];
  return [
    marked(verdict, `${place}${statement}`, environment),
    ...[...figures, ...why, ...unclear, ...several].map((text) => `    ${printable(text)}`),
  ];
}

type Use = Extract<IsolationPart, { part: 'window' }>['endpoints'][number]['old'];

function usedIn(
  { endpoint, calls, errors, meanMs, clients, lastUsedAt }: Use,
  { lang }: TextEnvironment,
): string {
  if (lastUsedAt === null) return localiseSaid(say('window.unused', { endpoint }), lang);
  const params = {
    endpoint,
    calls: formatCount(calls),
    errors: formatCount(errors),
    mean: meanMs === null ? '-' : String(meanMs),
    clients: formatCount(clients),
    at: formatTime(lastUsedAt),
  };
  return localiseSaid(say('window.used', params), lang);
}

/** What was found, for machines: line by line, and then the figures. */
export function isolationJson(found: IsolationPart, exitCode: number): JsonLine[] {
  switch (found.part) {
    case 'scan':
      return [...statementJson(found), { type: 'isolation-scan-result', ...found.figures, exitCode }];
    case 'audit':
      return [...statementJson(found), { type: 'isolation-audit-result', ...found.figures, exitCode }];
    case 'probe':
      return [
        ...found.checks.map((check): JsonLine => ({ type: 'isolation-check', ...check })),
        { type: 'isolation-probe-result', ...found.figures, exitCode },
      ];
    case 'window':
      return [
        ...found.endpoints.map((endpoint): JsonLine => ({ type: 'api-endpoint', ...endpoint })),
        ...found.headers.map((header): JsonLine => ({ type: 'api-header', ...header })),
        { type: 'api-window-result', ...found.figures, exitCode },
      ];
  }
}

function statementJson({ part, statements }: Extract<IsolationPart, { part: 'scan' | 'audit' }>): JsonLine[] {
  return statements.map((statement) => ({ type: 'isolation-statement', part, ...statement }));
}
