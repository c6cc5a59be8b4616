import { formatBytes, formatConsistency } from '../../core/format.js';
import type { ValidationResult } from '../../core/validation-shape.js';
import type { ReportData } from '../../operations/report-shape.js';
import type { TablePlan } from '../../plan/plan.js';
import { noColumn } from '../../preset/schema.js';
import {
  type Block,
  type Cell,
  code,
  figure,
  plain,
  type Section,
  table,
  toned,
  words,
} from '../document.js';
import type { ReportText } from '../text/en.js';
import { changedColumns } from '../treatments.js';

/** Copied tables: rows, treatments, and whether validation proved them. */
export function tablesSection(data: ReportData, text: ReportText): Section {
  const { plan } = data.run;
  const { columns } = text;
  const progress = new Map(data.tables.map((one) => [one.table, one]));
  return {
    id: 'tables',
    title: text.sections.tables,
    blocks: [
      ...(plan.tenant.column === noColumn
        ? []
        : [words(text.tenantEverywhere(plan.tenant.column, plan.tenant.id))]),
      table(plan.tables, text.empty.tables, [
        figure(columns.level, ({ level }) => String(level)),
        [columns.table, (one) => code(one.table)],
        figure(columns.rows, (one) => progress.get(one.table)?.rows ?? 0),
        figure(columns.bytes, (one) => formatBytes(progress.get(one.table)?.bytes ?? 0)),
        figure(columns.chunks, (one) => progress.get(one.table)?.chunks ?? 0),
        [
          columns.finished,
          (one) => (progress.get(one.table)?.finished ? toned('good', text.yes) : toned('bad', text.no)),
        ],
        [columns.proof, (one) => proof(one.table, data.validation, text)],
        [columns.changed, (one) => plain(changedColumns(one, plan, text.treatment))],
      ]),
    ],
  };
}

/** What validation says of one table: every check of it passed, or which did not. */
function proof(name: string, validation: ValidationResult | null, text: ReportText): Cell {
  const checks = validation?.checks.filter((check) => check.table === name) ?? [];
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
      table(run.plan.skipped, text.empty.skipped, [
        [columns.table, (one) => code(one.table)],
        [columns.risk, ({ risk }) => plain(text.risk[risk])],
        [columns.by, ({ by }) => plain(text.decidedBy[by])],
        [columns.reason, ({ reason }) => plain(reason[lang])],
        [columns.effect, ({ effect }) => plain(effect[lang])],
        [columns.referencedBy, ({ referencedBy }) => plain(referencedBy.join(', '))],
        figure(columns.estimate, ({ approximateRows }) => approximateRows),
      ]),
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
  const dropped = tables.flatMap(({ table: name, droppedColumns, leftBehind }) =>
    droppedColumns.map((column) => ({ name, column, left: leftBehind?.[column] })),
  );
  if (dropped.length === 0) return [];
  return [
    words(text.leftBehind),
    table(dropped, '', [
      [columns.table, ({ name }) => code(name)],
      [columns.column, ({ column }) => code(column)],
      [columns.by, ({ left }) => plain(left ? text.decidedBy[left.by] : text.none)],
      [columns.reason, ({ left }) => plain(left?.reason[lang] ?? text.treatment.dropped)],
    ]),
  ];
}

export function generatorsSection({ generators }: ReportData, text: ReportText): Section {
  return {
    id: 'generators',
    title: text.sections.generators,
    blocks: [
      table(generators, text.empty.generators, [
        [text.columns.resource, ({ resource }) => code(resource)],
        figure(text.columns.from, ({ from }) => from),
        figure(text.columns.to, ({ to }) => to),
      ]),
    ],
  };
}
