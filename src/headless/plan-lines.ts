import type { DryRun } from '../operations/types.js';
import type { ColumnPlan, Plan, ServerSummary, TablePlan } from '../plan/plan.js';
import { findingLines, findingsVerdict } from './findings.js';
import { formatCount, formatSeconds, printable } from './format.js';
import type { TextEnvironment } from './sink.js';
import { renderTable } from './table.js';
import type { HeadlessText } from './text/index.js';

/** What happens to one column, in a few words; undefined when its values stay as they are. */
export function treatmentWords(column: ColumnPlan, text: HeadlessText): string | undefined {
  const { treatment } = column;
  const words = text.treatment;
  switch (treatment.kind) {
    case 'same':
      return undefined;
    case 'constant':
      return words.constant(printable(treatment.value));
    case 'cast':
      return words.cast(treatment.from, treatment.to);
    case 'offset':
      return treatment.offset === '0' ? undefined : words.offset(treatment.offset);
    case 'reference':
      return treatment.offset === '0' ? undefined : words.reference(treatment.table, treatment.offset);
    case 'json-ids': {
      const shifted = treatment.paths.filter((path) => path.offset !== '0');
      if (shifted.length === 0) return undefined;
      return words.jsonIds([...new Set(shifted.map((path) => path.table))].join(', '));
    }
    case 'reencrypt':
      return words.reencrypt;
    case 'users':
      return words.users;
  }
}

/** The columns of a table whose values change on the way, and those that stay behind. */
export function changedColumns(table: TablePlan, plan: Plan, text: HeadlessText): string {
  const changed = table.columns
    // Every table gets the tenant; it is said once, above the tables.
    .filter((column) => column.name !== plan.tenant.column)
    .flatMap((column) => {
      const words = treatmentWords(column, text);
      return words === undefined ? [] : [`${column.name} ${words}`];
    });
  const dropped = table.droppedColumns.map((name) => `${name} ${text.treatment.dropped}`);
  return [...changed, ...dropped].join('; ') || text.treatment.unchanged;
}

function server(summary: ServerSummary): string {
  return `${summary.flavour === 'mysql' ? 'MySQL' : 'MariaDB'} ${summary.version}, ${summary.database}`;
}

/** The dry run as an operator reads it: what moves, how it changes, what stays, what stands in the way, how long it takes. */
export function planLines(dryRun: DryRun, environment: TextEnvironment): string[] {
  const { plan, counts } = dryRun;
  const { text, style, lang } = environment;
  const lines: string[] = [style('strong', text.planTitle), text.planHow, ''];
  lines.push(
    text.planServers(server(plan.source), server(plan.target)),
    text.planTenant(plan.tenant.column, plan.tenant.id),
    `${text.planIds[plan.ids.mode]}: ${plan.ids.reason}`,
  );
  if (plan.bizIds) lines.push(text.planBusinesses(plan.bizIds.join(', ')));

  const total = plan.tables.reduce((sum, table) => sum + (counts[table.table]?.source ?? 0), 0);
  lines.push('', style('strong', text.planTables(formatCount(plan.tables.length), formatCount(total))));
  lines.push(
    ...renderTable(
      [
        { title: text.columns.level, align: 'right' },
        { title: text.columns.table },
        { title: text.columns.source, align: 'right' },
        { title: text.columns.target, align: 'right' },
        { title: text.columns.tenant, align: 'right' },
        { title: text.columns.treatment },
      ],
      plan.tables.map((table) => {
        const count = counts[table.table];
        return [
          String(table.level),
          table.table,
          count ? formatCount(count.source) : `~${formatCount(table.approximateRows)}`,
          count ? formatCount(count.target) : '',
          count ? formatCount(count.targetTenant) : '',
          changedColumns(table, plan, text),
        ];
      }),
    ),
  );

  lines.push('', style('strong', text.planSkipped(formatCount(plan.skipped.length))));
  if (plan.skipped.length > 0) {
    lines.push(
      ...renderTable(
        [
          { title: text.columns.table },
          { title: text.columns.risk },
          { title: text.columns.by },
          { title: text.columns.reason },
          { title: text.columns.effect },
        ],
        plan.skipped.map((table) => [
          table.table,
          text.risk[table.risk],
          text.skippedBy[table.by],
          table.reason[lang],
          table.effect[lang],
        ]),
      ),
    );
  }

  lines.push('', text.planGenerators(formatCount(plan.generators.length)));
  if (dryRun.secretRows) {
    const rows = Object.values(dryRun.secretRows).reduce((sum, count) => sum + count, 0);
    lines.push(text.planSecrets(formatCount(rows)));
  } else {
    lines.push(text.planNoVault(plan.vaultSkippedBecause ?? text.none));
  }
  lines.push(forecastLine(dryRun, text));

  if (plan.notMoved.length > 0) {
    lines.push('', style('strong', text.planNotMoved));
    for (const item of plan.notMoved) lines.push(`- ${item.title[lang]}`, `    ${item.advice[lang]}`);
  }
  lines.push('', style('strong', text.planFindings));
  for (const finding of dryRun.findings) lines.push(...findingLines(finding, environment));
  lines.push(findingsVerdict(dryRun.findings, environment));
  return lines;
}

function forecastLine({ forecast }: DryRun, text: HeadlessText): string {
  if (!forecast) return text.planNoForecast;
  return text.planForecast(
    formatSeconds(forecast.mysqlSeconds),
    formatSeconds(forecast.vaultSeconds),
    forecast.basis,
  );
}
