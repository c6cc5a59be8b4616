import type { Config } from '../config/config.js';
import { counted } from '../core/counted.js';
import { type Finding, finding, hasBlocker } from '../core/finding.js';
import type { Preset } from '../preset/schema.js';
import { type DatabaseFacts, hasColumn } from './facts.js';
import { fingerprintOf } from './fingerprint.js';
import { describeMissingTable } from './missing-table.js';
import type { Plan, ServerSummary, SkippedTable, TablePlan } from './plan.js';
import { planFiles } from './plan-files.js';
import { planGenerators } from './plan-generators.js';
import type { PlanInput } from './plan-input.js';
import { planTable } from './plan-table.js';
import { findSecretTables } from './secret-tables.js';
import { withSegments } from './segments.js';
import { type SelectedTable, type Selection, selectTables } from './select-tables.js';
import { referencesIn } from './treatments.js';
import { findReferencesWithoutId, findUnknownColumns } from './unknown-columns.js';
import { findUnshiftable } from './unshiftable.js';

export interface BuiltPlan {
  /** Null when a blocker was found. */
  readonly plan: Plan | null;
  /** What can be planned in spite of blockers, so that the data can be looked at: never to be carried out. Null without a table. */
  readonly draft: Plan | null;
  readonly findings: readonly Finding[];
}

/** Config, preset and both schemas → everything the run will do. Pure. */
export function buildPlan(input: PlanInput): BuiltPlan {
  const { config, preset, source, target } = input;
  const selection = selectTables(preset, config.tables);
  const findings: Finding[] = [
    ...selection.findings,
    ...checkTenantId(config, preset),
    ...checkBusiness(config, preset),
    ...findUnknownColumns(input, selection.tables),
    ...findReferencesWithoutId(input, selection.tables),
  ];
  const tables: TablePlan[] = [];
  const selectedNames = new Set(selection.tables.map(({ name }) => name));

  const missing = ({ name, source: from }: SelectedTable, side: 'source' | 'target') =>
    describeMissingTable({ table: side === 'source' ? from : name, side, facts: input[side], preset });
  for (const selected of selection.tables) {
    const from = source.tables[selected.name];
    const to = target.tables[selected.name];
    if (!from) findings.push(missing(selected, 'source'));
    if (!to) findings.push(missing(selected, 'target'));
    if (!from || !to) continue;
    const targetRows = chooseTargetRows(input, selected.name, selected.targetRows);
    findings.push(...targetRows.findings);
    const planned = planTable(
      {
        config,
        preset,
        table: selected,
        offsets: input.ids.offsets,
        exceptions: input.adjustments?.exceptions ?? {},
        isMigrated: (name) => selectedNames.has(name),
        hasIds: (name) => !selectedNames.has(name) || hasColumn(source.tables[name], preset.id.column),
        targetRow: (column) => targetRows.chosen.get(column),
        undecided: targetRows.undecided,
      },
      from,
      to,
      input.adjustments?.leftOut[selected.name] ?? [],
    );
    findings.push(...planned.findings);
    if (planned.table) tables.push(planned.table);
  }
  findings.push(...findUnshiftable(tables, preset, input.ids));
  const hasVaults = config.source.vault !== undefined && config.target.vault !== undefined;
  const withoutSecrets = hasVaults ? findSecretTables(tables, preset) : [];
  findings.push(...withoutSecrets);
  if (tables.length === 0 && !hasBlocker(findings)) {
    findings.push({
      code: 'tables.none',
      severity: 'blocker',
      subject: 'config',
      title: 'no table is left to migrate',
      remedy: 'take names out of skip_tables, or add names to --only',
    });
  }
  const blocked = new Set(withoutSecrets.map(({ table }) => table));
  const draft = tables.length === 0 ? null : assemblePlan(input, selection, tables, blocked);
  return { plan: hasBlocker(findings) ? null : draft, draft, findings };
}

function assemblePlan(
  input: PlanInput,
  selection: Selection,
  tables: readonly TablePlan[],
  withoutSecrets: ReadonlySet<string | undefined>,
): Plan {
  const { config, preset, source, target } = input;
  const names = new Set(tables.map(({ table }) => table));
  const generators = planGenerators(tables, preset);
  const plan: Omit<Plan, 'fingerprint'> = {
    formatVersion: 1,
    preset: preset.name,
    tenant: { column: preset.tenant.column, id: config.tenantId },
    ids: {
      mode: input.ids.mode,
      reason: input.ids.reason,
      because: input.ids.because,
      lowest: input.ids.lowest,
      room: input.ids.room,
    },
    adjustments: input.adjustments,
    source: summary(source),
    target: summary(target),
    bizIds: config.bizIds,
    ...(tables.some(({ reshape }) => reshape) ? { runTime: input.runTime } : {}),
    ...(Object.keys(input.params ?? {}).length > 0 ? { params: input.params } : {}),
    tables,
    skipped: describeSkipped(selection, tables, source),
    generators,
    ...planVault(config, preset, names, withoutSecrets),
    phases: input.phases,
    ...planFiles(config, preset, names),
    notMoved: input.notMoved ?? preset.not_moved.map(({ id, title, advice }) => ({ id, title, advice })),
  };
  return withSegments({ ...plan, fingerprint: fingerprintOf(plan) }, input.ids.segments);
}

function summary(facts: DatabaseFacts): ServerSummary {
  return {
    flavour: facts.flavour,
    version: facts.version,
    identity: facts.serverIdentity,
    database: facts.database,
  };
}

function checkTenantId(config: Config, preset: Preset): Finding[] {
  if (config.tenantId.length <= preset.tenant.max_length) return [];
  return [
    finding('blocker', 'config', 'config.tenant-id', {
      title: `the tenant ID has ${counted(config.tenantId.length, 'character')}; ${preset.tenant.column} holds ${preset.tenant.max_length}`,
      remedy: 'set migration.target_tenant_id to the ID the tenant has in the target environment',
      params: {
        length: config.tenantId.length,
        column: preset.tenant.column,
        holds: preset.tenant.max_length,
      },
    }),
  ];
}

/** Asked to move some businesses of a system that has none: moving everything instead would be no answer. */
function checkBusiness(config: Config, preset: Preset): Finding[] {
  if (!config.bizIds || preset.business) return [];
  return [
    finding('blocker', 'config', 'config.no-business', {
      title: `only some businesses shall move (${config.bizIds.join(', ')}), but the preset ${preset.name} names no business column`,
      remedy:
        'leave out --biz-ids and migration.biz_ids, or name the column in the preset: business: { column: NAME }',
      params: { preset: preset.name, businesses: config.bizIds.join(', ') },
    }),
  ];
}

interface ChosenRows {
  /** Column → row of the target's own. */
  readonly chosen: ReadonlyMap<string, string>;
  /** Columns that need one and have none. */
  readonly undecided: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** Picks the target's own row for each column that must point at one: the configured one, else the only one. */
function chooseTargetRows(
  input: PlanInput,
  table: string,
  wanted: Selection['tables'][number]['targetRows'],
): ChosenRows {
  const chosen = new Map<string, string>();
  const undecided = new Set<string>();
  const findings: Finding[] = [];
  for (const [column, { table: other }] of Object.entries(wanted)) {
    const present = input.targetRows[other] ?? [];
    const configured = input.config.targetRows[column];
    const choice =
      configured === undefined ? (present.length === 1 ? present[0] : undefined) : String(configured);
    if (choice !== undefined && present.includes(choice)) {
      chosen.set(column, choice);
      continue;
    }
    const needed = !input.targetRowsUnneeded?.has(`${table}.${column}`);
    if (needed) undecided.add(column);
    else if (configured === undefined) continue;
    findings.push({
      code: 'schema.target-row',
      severity: needed ? 'blocker' : 'warning',
      subject: 'target-mysql',
      title:
        configured === undefined
          ? `${table}.${column} must point at a row of the target's own table ${other}, which has ${counted(present.length, 'row')}`
          : `${table}.${column} shall point at ${other} row ${configured}, which the target does not have`,
      remedy:
        present.length === 0
          ? `make the row in ${other} of the target first, or leave the table out with --skip ${table}`
          : `set target_rows: { ${column}: ID } in the config; ${other} has: ${present.slice(0, 10).join(', ')}`,
      table,
      column,
      params: {
        other,
        present: present.length,
        ids: present.slice(0, 10).join(', '),
        configured: configured === undefined ? null : String(configured),
      },
    });
  }
  return { chosen, undecided, findings };
}

function describeSkipped(
  selection: Selection,
  tables: readonly TablePlan[],
  source: DatabaseFacts,
): readonly SkippedTable[] {
  return selection.left.map((left) => ({
    ...left,
    approximateRows: source.tables[left.table]?.approximateRows ?? 0,
    referencedBy: tables
      .filter(({ columns }) =>
        columns.some(({ treatment }) => referencesIn(treatment).some(({ table }) => table === left.table)),
      )
      .map(({ table }) => table),
  }));
}

function planVault(
  config: Config,
  preset: Preset,
  migrated: ReadonlySet<string>,
  withoutSecrets: ReadonlySet<string | undefined>,
): Pick<Plan, 'vault' | 'vaultSkippedBecause' | 'vaultSkipped'> {
  if (!preset.secrets) {
    return {
      vaultSkippedBecause: `the preset ${preset.name} names no secrets`,
      vaultSkipped: { code: 'preset', params: { preset: preset.name } },
    };
  }
  const { source, target } = config;
  if (!source.vault || !target.vault) {
    const missing = [source.vault ? '' : 'source.vault', target.vault ? '' : 'target.vault'].filter(Boolean);
    return {
      vaultSkippedBecause: `the config has no ${missing.join(' and no ')}`,
      vaultSkipped: { code: 'config', params: { missing: missing.join(', ') } },
    };
  }
  const secrets = preset.secrets.entries.filter(
    ({ table }) => migrated.has(table) && !withoutSecrets.has(table),
  );
  if (secrets.length === 0) {
    return {
      vaultSkippedBecause: 'no table that names secrets is migrated',
      vaultSkipped: { code: 'tables' },
    };
  }
  return { vault: { sourceMount: source.vault.mount, targetMount: target.vault.mount, secrets } };
}
