import type { BroughtSecrets } from '../phases/secrets/bring-secrets.js';
import type { SecretGroup, SecretRow } from '../phases/secrets/copy/copy-types.js';
import { fillPath, parseSecretPath, pathColumns } from '../phases/secrets/secret-paths.js';
import { canonicalBytes } from '../plan/mapping.js';
import type { Plan, SecretPlan } from '../plan/plan.js';
import { eachOf } from '../plan/transform-rows.js';
import { shiftOf } from '../plan/treatments.js';
import type { Outcome } from './batch.js';
import type { FollowedTable } from './followed-table.js';
import type { LoggedRow } from './source-log.js';

/** A table whose rows name secrets. */
interface Naming {
  readonly table: FollowedTable;
  readonly entry: SecretPlan;
  readonly idColumn: string;
}

/** The column of a table's IDs, by its name in what is written. */
export type IdColumnOf = (table: string) => string;

function naming(plan: Plan, table: FollowedTable, idColumnOf: IdColumnOf): Naming | undefined {
  const entry = plan.vault?.secrets.find((secret) => secret.table === table.plan.table);
  return entry && { table, entry, idColumn: idColumnOf(table.plan.table) };
}

/** A column's value as the target holds it, as text. */
function targetText({ table }: Naming, row: LoggedRow, name: string): string {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) return '';
  const mapped = column.value(row);
  const each = eachOf(column.transform);
  const cell = each ? each(mapped) : mapped;
  return cell === null ? '' : canonicalBytes(cell, column.plan.target).toString('utf8');
}

/** The source's value where the plan shifts it; anything else is the same on both sides. */
function sourceText(naming: Naming, row: LoggedRow, name: string): string {
  const planned = naming.table.plan.columns.find((column) => column.name === name);
  const isShifted = planned !== undefined && shiftOf(planned.treatment) !== undefined;
  if (!isShifted) return targetText(naming, row, name);
  const index = placeOf(naming.table, name);
  return row[index]?.toString('utf8') ?? '';
}

/** Where a column stands in the logged rows. */
function placeOf({ plan, source }: FollowedTable, name: string): number {
  const column = plan.columns.find((candidate) => candidate.name === name)?.source?.name;
  return source.columns.findIndex((candidate) => candidate.name === column);
}

/** The secrets that the rows of a batch name, by path, as the copy has them. */
export function groupsOf(
  plan: Plan,
  idColumnOf: IdColumnOf,
  outcomes: readonly Outcome[],
): readonly SecretGroup[] {
  const groups = new Map<
    string,
    { readonly sourcePath: string; readonly targetPath: string; readonly rows: SecretRow[] }
  >();
  for (const { table, row, isThere } of outcomes) {
    const names = isThere ? naming(plan, table, idColumnOf) : undefined;
    if (!names) continue;
    const { entry, idColumn } = names;
    const parts = parseSecretPath(entry.path);
    const columns = pathColumns(parts);
    const [source, target] = [sourceText, targetText].map((text) =>
      columns.map((name) => text(names, row, name)),
    );
    const targetPath = fillPath(parts, target ?? []);
    const group = groups.get(targetPath) ?? {
      sourcePath: fillPath(parts, source ?? []),
      targetPath,
      rows: [],
    };
    groups.set(targetPath, group);
    group.rows.push({
      table: entry.table,
      rowKey: targetText(names, row, idColumn),
      keyColumn: idColumn,
      key: target?.at(-1) ?? '',
      version: targetText(names, row, entry.version_column),
      mayBeGone:
        entry.deleted_state !== undefined &&
        entry.state_column !== undefined &&
        targetText(names, row, entry.state_column) === entry.deleted_state,
    });
  }
  return [...groups.values()];
}

/** The batch's rows with the versions that their secrets have in the target. */
export function withVersions(
  plan: Plan,
  idColumnOf: IdColumnOf,
  outcomes: readonly Outcome[],
  { versionOf }: Pick<BroughtSecrets, 'versionOf'>,
): readonly Outcome[] {
  return outcomes.map((outcome) => {
    const { table, row, isThere } = outcome;
    const names = isThere ? naming(plan, table, idColumnOf) : undefined;
    if (!names) return outcome;
    const version = versionOf(names.entry.table, targetText(names, row, names.idColumn));
    if (version === undefined) return outcome;
    return { ...outcome, row: row.with(placeOf(table, names.entry.version_column), Buffer.from(version)) };
  });
}
