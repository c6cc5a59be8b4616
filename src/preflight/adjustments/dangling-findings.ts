import { counted } from '../../core/counted.js';
import type { Finding } from '../../core/finding.js';
import { formatCount } from '../../core/format.js';
import type { Plan } from '../../plan/plan.js';
import type { LocalText } from '../../preset/texts.js';
import { areIntegers, type DanglingIds, isMigrated, mostIds, placeOf } from './dangling-ids.js';

const mostSamples = 10;

/** What can be done instead, and is always right where IDs are shifted. */
function leaveItOut({ ids }: Plan): string {
  return ids.mode === 'offset'
    ? 'leave migration.dangling_references out: then they are shifted with the rest, to IDs that no row ever gets'
    : 'leave migration.dangling_references out: then they stay as they are in the source';
}

function amount(ids: readonly string[]): string {
  return ids.length > mostIds ? `more than ${formatCount(mostIds)}` : formatCount(ids.length);
}

function about({ holder, ids }: DanglingIds): Pick<Finding, 'subject' | 'table' | 'column'> & {
  readonly params: { readonly where: string; readonly referenced: string; readonly more: number | null };
} {
  return {
    subject: 'data',
    table: holder.table.table,
    column: holder.column.name,
    params: {
      where: placeOf(holder),
      referenced: holder.referenced,
      more: ids.length > mostIds ? mostIds : null,
    },
  };
}

/** What the operator chose, or has to choose, for one place. */
export function describeChoice(plan: Plan, found: DanglingIds, choice: 'refuse' | 'keep' | 'zero'): Finding {
  const { holder, ids } = found;
  const { referenced } = holder;
  const migrated = isMigrated(plan, referenced);
  const why = migrated
    ? `rows of ${referenced} that are not there or do not move`
    : `${referenced}, which is left out`;
  const tooMany = ids.length > mostIds && (migrated || choice === 'keep');
  const treated = choice === 'zero' ? 'they become 0 (none)' : 'they are kept as they are';
  const { params, ...place } = about(found);
  return {
    ...place,
    code: 'reference.dangling',
    severity: choice === 'refuse' || tooMany ? 'blocker' : 'warning',
    title: `${params.where} refers to ${why}: ${amount(ids)} different IDs${choice === 'refuse' || tooMany ? '' : `; ${treated}`}`,
    remedy:
      choice === 'refuse' || tooMany
        ? leaveItOut(plan)
        : 'nothing to do if these rows are no longer needed; validation lists them as faults of the source',
    samples: ids.slice(0, mostSamples),
    count: ids.length,
    params: { ...params, choice, tooMany, migrated, mode: plan.ids.mode },
  };
}

/** One finding for all of them: it is as it should be, and the same in every source. */
export function describeShifted(plan: Plan, all: readonly DanglingIds[]): readonly Finding[] {
  const gone = all.filter(({ holder }) => isMigrated(plan, holder.referenced));
  const leftOut = all.filter(({ holder }) => !isMigrated(plan, holder.referenced));
  const samples = (some: readonly DanglingIds[]) =>
    some
      .slice(0, mostSamples)
      .map(({ holder, ids }) => `${placeOf(holder)} → ${holder.referenced}: ${amount(ids)}`);
  const sum = (some: readonly DanglingIds[]) => some.reduce((total, { ids }) => total + ids.length, 0);
  const findings: Finding[] = [];
  if (gone.length > 0) {
    findings.push({
      code: 'reference.shifted',
      severity: 'info',
      subject: 'data',
      title: `references to rows that are gone or do not move, in ${counted(gone.length, 'place')}: they are shifted as the rows would be, to IDs that no row in the target gets`,
      samples: samples(gone),
      sampleCount: gone.length,
      count: sum(gone),
      params: { places: gone.length },
    });
  }
  if (leftOut.length > 0) {
    const tables = [...new Set(leftOut.map(({ holder }) => holder.referenced))].join(', ');
    findings.push({
      code: 'reference.shifted-left-out',
      severity: 'warning',
      subject: 'data',
      title: `references to tables that are left out (${tables}), in ${counted(leftOut.length, 'place')}: they are shifted as the rows would be, and lead nowhere until a later run brings these`,
      remedy: 'move these tables, too, if their rows are needed',
      samples: samples(leftOut),
      sampleCount: leftOut.length,
      count: sum(leftOut),
      params: { places: leftOut.length, tables },
    });
  }
  return findings;
}

/** 0 would be something: it has a meaning, or there is such a row. */
export function describeZero(plan: Plan, found: DanglingIds, meaning: LocalText | null): Finding {
  const { params, ...place } = about(found);
  return {
    ...place,
    code: 'reference.zero',
    severity: 'blocker',
    title: `${params.where} refers to rows of ${params.referenced} that are not there or do not move: ${amount(found.ids)} different IDs; as 0 they would mean ${meaning?.en ?? `the row of ${params.referenced} whose ID is 0`}`,
    remedy: leaveItOut(plan),
    samples: found.ids.slice(0, mostSamples),
    count: found.ids.length,
    params: { ...params, meaningZh: meaning?.zh ?? null, mode: plan.ids.mode },
  };
}

/** Texts and UUIDs know no 0. */
export function describeNoNone(plan: Plan, found: DanglingIds): Finding {
  const { params, ...place } = about(found);
  return {
    ...place,
    code: 'reference.no-none',
    severity: 'blocker',
    title: `${params.where} refers to rows of ${params.referenced} that are not there or do not move: ${amount(found.ids)} different IDs; they are no integers, so none of them can become 0`,
    remedy: leaveItOut(plan),
    samples: found.ids.slice(0, mostSamples),
    count: found.ids.length,
    params: { ...params, mode: plan.ids.mode },
  };
}

/** Numbers that stay would be those of other rows. */
export function describeKept(plan: Plan, found: DanglingIds, unsafe: readonly string[]): Finding {
  const { params, ...place } = about(found);
  const one = unsafe.length === 1;
  return {
    ...place,
    code: 'reference.kept',
    severity: 'blocker',
    title: `${params.where} refers to rows of ${params.referenced} that are not there or do not move; kept as they are, ${unsafe.length} of these IDs ${one ? 'is' : 'are'} or will be another row's in the target`,
    remedy: leaveItOut(plan),
    samples: unsafe.slice(0, mostSamples),
    count: unsafe.length,
    params,
  };
}

/** Dangling IDs that would be those of the target's own rows, where all IDs are kept. */
export function describeAdopted(plan: Plan, found: DanglingIds, ids: readonly string[]): Finding {
  const { params, ...place } = about(found);
  const { referenced } = params;
  const migrated = isMigrated(plan, referenced);
  const one = ids.length === 1;
  const ends = one ? 'is a row' : 'are rows';
  return {
    ...place,
    code: 'reference.adopted',
    severity: 'blocker',
    title: migrated
      ? `${params.where} refers to rows of ${referenced} that are not there or do not move, and in the target ${ids.length} of these IDs ${ends} of its own`
      : `${params.where} refers to ${referenced}, which is left out, and in the target ${ids.length} of these IDs ${ends} of another tenant`,
    remedy: !areIntegers(found.holder)
      ? `these IDs are no integers and cannot be changed on the way: correct ${params.where} in the source, or leave the table out with --skip ${place.table}`
      : migrated
        ? 'shift the IDs (migration.ids: offset), or choose with migration.dangling_references: zero (they become 0, none)'
        : `move ${referenced}, too, or choose with migration.dangling_references: zero (they become 0, none)`,
    samples: ids.slice(0, mostSamples),
    count: ids.length,
    params: { ...params, migrated, integers: areIntegers(found.holder) },
  };
}
