import { formatCount } from '../../../core/format.js';
import type { DryRun } from '../../../preflight/dry-run-result.js';
import { localiseVaultSkipped } from '../../../text/localise.js';
import { blank, heading, type Line, line, marked, span } from '../../terminal/lines.js';
import { local, type UiContext } from '../../ui-context.js';

/** What is not moved: things this tool does not carry, columns without a place, and the tables left out. */
export function staysLines(result: DryRun, width: number, ui: UiContext): readonly Line[] {
  const { text, theme } = ui;
  const { plan } = result;
  const noVault = localiseVaultSkipped(plan, ui.language);
  const mark = span(theme.glyphs.warning, 'warning');
  const point = span(theme.glyphs.info, 'muted');
  const dropped = plan.tables.filter((table) => table.droppedColumns.length > 0);
  return [
    ...(noVault === undefined && plan.notMoved.length === 0 ? [] : [heading(text.dryRun.notMovedTitle)]),
    ...(noVault === undefined ? [] : marked(mark, noVault, width)),
    ...plan.notMoved.flatMap(({ title, advice, total }) => [
      ...marked(
        mark,
        `${local(ui, title)}${total === undefined ? '' : `${text.frame.colon}${formatCount(total)}`}`,
        width,
      ),
      ...marked(span(' '), local(ui, advice), width, 'muted'),
    ]),
    ...(dropped.length === 0 ? [] : [blank, heading(text.dryRun.droppedTitle)]),
    ...dropped.flatMap((table) =>
      table.droppedColumns.flatMap((column) => {
        const left = table.leftBehind?.[column];
        return [
          ...marked(left ? point : mark, `${table.table}.${column}`, width),
          ...(left ? marked(span(' '), local(ui, left.reason), width, 'muted') : []),
        ];
      }),
    ),
    blank,
    heading(text.dryRun.skippedTitle(plan.skipped.length)),
    ...plan.skipped.flatMap((table) => [
      line(
        point,
        span(` ${table.table}`, 'plain', true),
        span(
          `  ~${formatCount(table.approximateRows)} ${text.tables.rows}  ${text.tables.labels.risk}${text.frame.colon}${text.risk[table.risk]}`,
          'muted',
        ),
      ),
      ...marked(span(' '), local(ui, table.effect), width, 'muted'),
    ]),
  ];
}
