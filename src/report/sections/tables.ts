import { formatBytes, formatConsistency, formatCount } from '../../core/format.js';
import type { ValidationResult } from '../../core/validation-shape.js';
import type { ReportData } from '../../operations/report-shape.js';
import type { TablePlan } from '../../plan/plan.js';
import { noColumn } from '../../preset/schema.js';
import { type Block, type Cell, code, plain, type Section, toned } from '../document.js';
import type { ReportText } from '../text/en.js';
import { changedColumns } from '../treatments.js';

/** Copied tables: rows, treatments, and whether validation proved them. */
export function tablesSection(data: ReportData, text: ReportText): Section {
  const { plan } = data.run;
  const { columns } = text;
  const progress = new Map(data.tables.map((table) => [table.table, table]));
  return {
    id: 'tables',
    title: text.sections.tables,
    blocks: [
      ...(plan.tenant.column === noColumn
        ? []
        : [{ kind: 'text' as const, text: text.tenantEverywhere(plan.tenant.column, plan.tenant.id) }]),
      {
        kind: 'table',
        columns: [
          { figure: columns.level },
          columns.table,
          { figure: columns.rows },
          { figure: columns.bytes },
          { figure: columns.chunks },
          columns.finished,
          columns.proof,
          columns.changed,
        ],
        rows: plan.tables.map((table) => {
          const done = progress.get(table.table);
          return [
            plain(String(table.level)),
            code(table.table),
            plain(formatCount(done?.rows ?? 0)),
            plain(formatBytes(done?.bytes ?? 0)),
            plain(formatCount(done?.chunks ?? 0)),
            done?.finished ? toned('good', text.yes) : toned('bad', text.no),
            proof(table.table, data.validation, text),
            plain(changedColumns(table, plan, text.treatment)),
          ];
        }),
        empty: text.empty.tables,
      },
    ],
  };
}

/** What validation says of one table: every check of it passed, or which did not. */
function proof(table: string, validation: ValidationResult | null, text: ReportText): Cell {
  const checks = validation?.checks.filter((check) => check.table === table) ?? [];
  if (checks.length === 0) return plain(text.none);
  const failed = checks.filter((check) => !check.ok && check.sourceFault !== true);
  const compared = checks.find((check) => check.rows !== undefined);
  const share = compared ? ` (${formatConsistency(compared.matchingRows ?? 0, compared.rows ?? 0)})` : '';
  if (failed.length === 0) return toned('good', `${text.yes}${share}`);
  return toned('bad', `${failed.map((check) => check.check).join(', ')}${share}`);
}

/** Tables left out, with the reason, the effect and the risk. */
export function skippedSection({ run }: ReportData, text: ReportText, lang: 'en' | 'zh'): Section {
  const { columns } = text;
  return {
    id: 'skipped',
    title: text.sections.skipped,
    blocks: [
      {
        kind: 'table',
        columns: [
          columns.table,
          columns.risk,
          columns.by,
          columns.reason,
          columns.effect,
          columns.referencedBy,
          { figure: columns.estimate },
        ],
        rows: run.plan.skipped.map((table) => [
          code(table.table),
          plain(text.risk[table.risk]),
          plain(text.decidedBy[table.by]),
          plain(table.reason[lang]),
          plain(table.effect[lang]),
          plain(table.referencedBy.join(', ')),
          plain(formatCount(table.approximateRows)),
        ]),
        empty: text.empty.skipped,
      },
      ...leftBehindBlock(run.plan.tables, text, lang),
    ],
  };
}

/** Columns whose values stayed behind, with the reason; nothing where every value went over. */
function leftBehindBlock(
  tables: readonly TablePlan[],
  text: ReportText,
  lang: 'en' | 'zh',
): readonly Block[] {
  const { columns } = text;
  const rows = tables.flatMap(({ table, droppedColumns, leftBehind }) =>
    droppedColumns.map((column) => {
      const left = leftBehind?.[column];
      return [
        code(table),
        code(column),
        plain(left ? text.decidedBy[left.by] : text.none),
        plain(left?.reason[lang] ?? text.treatment.dropped),
      ];
    }),
  );
  if (rows.length === 0) return [];
  const titles = [columns.table, columns.column, columns.by, columns.reason];
  return [
    { kind: 'text', text: text.leftBehind },
    { kind: 'table', columns: titles, rows, empty: '' },
  ];
}

export function generatorsSection({ generators }: ReportData, text: ReportText): Section {
  return {
    id: 'generators',
    title: text.sections.generators,
    blocks: [
      {
        kind: 'table',
        columns: [text.columns.resource, { figure: text.columns.from }, { figure: text.columns.to }],
        rows: generators.map(({ resource, from, to }) => [code(resource), plain(from), plain(to)]),
        empty: text.empty.generators,
      },
    ],
  };
}
