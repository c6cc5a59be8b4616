import { formatCount, formatSeconds } from '../core/format.js';
import { phases } from '../phases/index.js';
import type { PlannedRows } from '../phases/rows/check/reshape/fates.js';
import type { ServerSummary, TablePlan } from '../plan/plan.js';
import type { DryRun } from '../preflight/dry-run-result.js';
import { shownParams } from '../preset/params.js';
import { noColumn } from '../preset/schema.js';
import { paperParts } from '../report/paper.js';
import { changedColumns } from '../report/treatments.js';
import { localiseIds, localiseReason, localiseVaultSkipped } from '../text/localise.js';
import { findingLines, findingsVerdict } from './findings.js';
import type { TextEnvironment } from './sink.js';
import { tableOf } from './table.js';
import type { HeadlessText } from './text/en.js';
import type { Lang } from './text/language.js';

function server(summary: ServerSummary): string {
  return `${summary.flavour === 'mysql' ? 'MySQL' : 'MariaDB'} ${summary.version}, ${summary.database}`;
}

/** The dry run as an operator reads it: what moves, how it changes, what stays, what stands in the way, how long it takes. */
export function planLines(dryRun: DryRun, environment: TextEnvironment): string[] {
  const { plan, counts } = dryRun;
  const { text, style, lang } = environment;
  const { columns } = text;
  const shown = (count: number | undefined) => (count === undefined ? '' : formatCount(count));
  const lines: string[] = [style('strong', text.planTitle), text.planHow, ''];
  lines.push(
    text.planServers(server(plan.source), server(plan.target)),
    ...(plan.tenant.column === noColumn ? [] : [text.planTenant(plan.tenant.column, plan.tenant.id)]),
    `${text.planIds[plan.ids.mode]} (${localiseIds(plan.ids, lang)})`,
  );
  if (plan.params) lines.push(text.planParams(shownParams(plan.params)));
  if (plan.bizIds) lines.push(text.planBusinesses(plan.bizIds.join(', ')));

  const total = plan.tables.reduce((sum, table) => sum + (counts[table.table]?.source ?? 0), 0);
  lines.push('', style('strong', text.planTables(formatCount(plan.tables.length), formatCount(total))));
  lines.push(
    ...tableOf(plan.tables, [
      [{ figure: columns.level }, ({ level }) => String(level)],
      [columns.table, ({ table }) => table],
      [
        { figure: columns.source },
        ({ table, approximateRows }) => shown(counts[table]?.source) || `~${formatCount(approximateRows)}`,
      ],
      [{ figure: columns.target }, ({ table }) => shown(counts[table]?.target)],
      ...(plan.tenant.column === noColumn
        ? []
        : [
            [
              { figure: columns.tenant },
              ({ table }: TablePlan) => shown(counts[table]?.targetTenant),
            ] as const,
          ]),
      [columns.changed, (table) => changedColumns(table, plan, text.treatment)],
    ]),
  );

  if (dryRun.rows)
    lines.push(
      '',
      style('strong', text.planRows),
      ...dryRun.rows.flatMap((rows) => rowsLines(rows, environment)),
    );

  lines.push('', style('strong', text.planSkipped(formatCount(plan.skipped.length))));
  if (plan.skipped.length > 0) {
    lines.push(
      ...tableOf(plan.skipped, [
        [columns.table, ({ table }) => table],
        [columns.risk, ({ risk }) => text.risk[risk]],
        [columns.by, ({ by }) => text.skippedBy[by]],
        [columns.reason, ({ reason }) => reason[lang]],
        [columns.effect, ({ effect }) => effect[lang]],
      ]),
    );
  }

  const left = plan.tables.flatMap(({ table, leftBehind }) =>
    Object.entries(leftBehind ?? {}).map(([column, { reason }]) => `${table}.${column}: ${reason[lang]}`),
  );
  if (left.length > 0) {
    lines.push('', style('strong', text.planLeftBehind(formatCount(left.length))));
    lines.push(...left.map((line) => `- ${line}`));
  }

  lines.push('', text.planGenerators(formatCount(plan.generators.length)));
  if (dryRun.secretRows) {
    const rows = Object.values(dryRun.secretRows).reduce((sum, count) => sum + count, 0);
    lines.push(text.planSecrets(formatCount(rows)));
  } else {
    lines.push(text.planNoVault(localiseVaultSkipped(plan, lang) ?? text.none));
  }
  lines.push(forecastLine(dryRun, text, lang), ...paperLines(dryRun, environment));

  if (plan.notMoved.length > 0) {
    lines.push('', style('strong', text.planNotMoved));
    for (const { title, advice, total } of plan.notMoved) {
      const amount = total === undefined ? '' : `${text.colon}${formatCount(total)}`;
      lines.push(`- ${title[lang]}${amount}`, `    ${advice[lang]}`);
    }
  }
  lines.push('', style('strong', text.planFindings));
  for (const finding of dryRun.findings) {
    // What is well has been told by check, and what stays behind stands above.
    if (finding.severity === 'ok' || finding.code.startsWith('not-moved.')) continue;
    lines.push(...findingLines(finding, environment));
  }
  lines.push(findingsVerdict(dryRun.findings, environment));
  return lines;
}

/** What becomes of one table's rows: how many, why some are rejected, and what changes in those that are there. */
function rowsLines(rows: PlannedRows, { text, lang }: TextEnvironment): string[] {
  const { table, created, updated, rejected, leftAlone, reasons, changes } = rows;
  const counts = text.planRowsOf({
    created: formatCount(created),
    updated: formatCount(updated),
    rejected: formatCount(rejected),
    leftAlone: formatCount(leftAlone),
  });
  const columns = Object.entries(changes?.columns ?? {}).map(
    ([column, count]) => `${column} ${formatCount(count)}`,
  );
  const shown = (value: string | null) => value ?? 'NULL';
  return [
    `- ${table}${text.colon}${counts}`,
    ...reasons.map(
      ({ reason, reasonZh, count }) =>
        `    ${lang === 'zh' ? reasonZh : reason}${text.colon}${formatCount(count)}`,
    ),
    ...(changes && columns.length > 0
      ? [`    ${text.planRowsChanged(columns.join(', '), formatCount(changes.unchanged))}`]
      : []),
    ...(changes?.samples ?? []).map(
      ({ key, column, from, to }) => `    ${key} ${column}${text.colon}${shown(from)} → ${shown(to)}`,
    ),
  ];
}

/** The plan on paper, last of what is carried over: what it risks, what it needs, in which order. */
function paperLines({ paper }: DryRun, { style, lang }: TextEnvironment): string[] {
  return paperParts(paper, lang).flatMap(({ title, lines }) => [
    '',
    style('strong', title),
    ...lines.map(({ tone, text }) => (tone === 'plain' ? `- ${text}` : style(tone, `- ${text}`))),
  ]);
}

function forecastLine({ forecast }: DryRun, text: HeadlessText, lang: Lang): string {
  if (!forecast) return text.planNoForecast;
  const others = phases.map(({ id, words }) => {
    const seconds = forecast.others?.[id];
    return seconds === undefined ? '' : text.planForecastOf(words[lang].name, formatSeconds(seconds));
  });
  return text.planForecast(
    formatSeconds(forecast.mysqlSeconds),
    formatSeconds(forecast.vaultSeconds),
    others.join(''),
    localiseReason(forecast.basis, forecast.because, lang),
  );
}
