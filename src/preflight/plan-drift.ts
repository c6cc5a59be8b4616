import type { PlanDriftOptions } from '../config/options.js';
import type { Sentence } from '../core/sentence.js';
import { describeChanges } from '../ledger/choose-run.js';
import { fingerprintOf } from '../plan/fingerprint.js';
import type { ColumnPlan, Plan } from '../plan/plan.js';
import type { DryRun } from './dry-run-result.js';
import type { SavedPlan, SeenFinding } from './saved-plan.js';
import { say } from './words.js';

/** Something that is not as it was when a plan was looked at. */
export interface PlanDifference {
  readonly kind: 'plan' | 'ids' | 'rows' | 'finding';
  readonly table?: string;
  readonly said: Sentence;
  /** The run may go on in spite of it. */
  readonly accepted: boolean;
}

/** What has changed since `saved` was looked at; nothing: all is as it was. Pure. */
export function planDrift(saved: SavedPlan, now: DryRun, rules: PlanDriftOptions): readonly PlanDifference[] {
  return [
    ...planChanges(saved.plan, now.plan),
    ...idsMoved(saved.plan, now.plan),
    ...rowChanges(saved, now, rules),
    ...findingChanges(saved.seen.findings, now.findings, rules),
  ];
}

/** What is to be written otherwise. Never accepted; a dry run's offsets are provisional, so they do not count. */
export function planChanges(saved: Plan, now: Plan): readonly PlanDifference[] {
  return describeChanges(unshifted(saved), unshifted(now)).map((said) => ({
    kind: 'plan',
    said,
    accepted: false,
  }));
}

function unshifted({ fingerprint: _, ...plan }: Plan): Plan {
  const { lowest: _lowest, room: _room, reason: _reason, because: _because, ...ids } = plan.ids;
  const tables = plan.tables.map((table) => ({ ...table, columns: table.columns.map(withoutOffset) }));
  const same = { ...plan, tables, ids: { ...ids, reason: '' } };
  return { ...same, fingerprint: fingerprintOf(same) };
}

function withoutOffset(column: ColumnPlan): ColumnPlan {
  const { treatment } = column;
  switch (treatment.kind) {
    case 'offset':
    case 'reference':
      return { ...column, treatment: { ...treatment, offset: '' } };
    case 'json-ids': {
      const paths = treatment.paths.map((path) => ({ ...path, offset: '' }));
      return { ...column, treatment: { ...treatment, paths } };
    }
    case 'same':
    case 'constant':
    case 'cast':
    case 'time-zone':
    case 'reencrypt':
    case 'encrypt':
    case 'index':
    case 'users':
      return column;
  }
}

/** The target has handed out IDs since, so ours begin behind them. */
function idsMoved(saved: Plan, now: Plan): readonly PlanDifference[] {
  const offsets = ({ tables }: Plan) =>
    new Map(
      tables.flatMap(({ table, columns }) =>
        columns.flatMap(({ treatment }) =>
          treatment.kind === 'offset' ? [[table, treatment.offset] as const] : [],
        ),
      ),
    );
  const before = offsets(saved);
  const moved = [...offsets(now)].filter(([table, offset]) => (before.get(table) ?? offset) !== offset);
  if (moved.length === 0) return [];
  const tables = moved.map(([table]) => table).join(', ');
  return [{ kind: 'ids', said: say('drift.ids', { tables }), accepted: true }];
}

function rowChanges({ plan, seen }: SavedPlan, now: DryRun, rules: PlanDriftOptions): PlanDifference[] {
  return plan.tables.flatMap(({ table }): PlanDifference[] => {
    const before = seen.counts[table]?.source ?? 0;
    const rows = now.counts[table]?.source;
    // A table that is gone is a change of the plan.
    if (rows === undefined || rows === before) return [];
    const change = rows - before;
    const params = { change: change > 0 ? `+${change}` : `−${-change}`, table, before, now: rows };
    return [
      { kind: 'rows', table, said: say('drift.rows', params), accepted: isWithin(before, rows, rules) },
    ];
  });
}

const isWithin = (before: number, now: number, { rowsPercent }: PlanDriftOptions): boolean =>
  Math.abs(now - before) * 100 <= before * rowsPercent;

/** Warnings of how long the ways are just now: nothing is written otherwise for them, and the next look may say something else. */
const ofTheMoment: ReadonlySet<string> = new Set(['mysql.latency']);

/** New warnings and blockers, those that are of more now, and those that are gone. */
function findingChanges(
  before: readonly SeenFinding[],
  now: readonly SeenFinding[],
  rules: PlanDriftOptions,
): PlanDifference[] {
  const [was, is] = [before, now].map(troubles) as [Troubles, Troubles];
  let left = rules.newWarnings;
  const changes: PlanDifference[] = [];
  for (const [key, found] of is) {
    const { severity, count, table } = found;
    const what = nameOf(found);
    const old = was.get(key);
    if (old?.severity !== severity) {
      const free = ofTheMoment.has(found.code) || old?.severity === 'blocker';
      const accepted = severity === 'warning' && (free || left > 0);
      if (accepted && !free && old === undefined) left -= 1;
      const said = say(severity === 'blocker' ? 'drift.blocker' : 'drift.warning', { what });
      changes.push({ kind: 'finding', table, said, accepted });
    } else if (count !== undefined && old.count !== undefined && count !== old.count) {
      const said = say('drift.count', { what, before: old.count, now: count });
      const accepted = count < old.count || isWithin(old.count, count, rules);
      changes.push({ kind: 'finding', table, said, accepted });
    }
  }
  for (const [key, gone] of was) {
    if (is.has(key)) continue;
    const said = say('drift.gone', { what: nameOf(gone) });
    changes.push({ kind: 'finding', table: gone.table, said, accepted: true });
  }
  return changes;
}

type Troubles = ReadonlyMap<string, SeenFinding>;

/** Warnings and blockers by what they are about; of several about the same, the last. */
function troubles(findings: readonly SeenFinding[]): Troubles {
  return new Map(
    findings
      .filter(({ severity }) => severity === 'warning' || severity === 'blocker')
      .map((found) => [JSON.stringify([found.code, found.subject, found.table, found.column]), found]),
  );
}

function nameOf({ code, table, column }: SeenFinding): string {
  const place = [table, column].filter((part) => part !== undefined).join('.');
  return place === '' ? code : `${code} (${place})`;
}
