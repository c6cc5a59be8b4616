import type { RefusedError } from '../core/refused.js';
import type { Migration, Migrations } from './files.js';
import type { GolangState } from './golang-migrate.js';
import type { FileRow } from './journal.js';
import { refuse } from './words.js';

/** half-up, half-down: broken off on its way. missing: applied or broken off, and its file is gone. */
export type StepState = 'applied' | 'pending' | 'half-up' | 'half-down' | 'missing';

export interface Step {
  readonly number: number;
  readonly name: string;
  readonly state: StepState;
  /** Who applied it; null: nobody. */
  readonly by: string | null;
  /** null: not known, or not applied. */
  readonly appliedAt: string | null;
  /** SHA-256 of the .up.sql, hex; null: there is none any more. */
  readonly sha256: string | null;
  /** The same when it was applied; null: it was not, or not by this tool. */
  readonly appliedSha256: string | null;
  readonly row: FileRow | null;
  readonly migration: Migration | null;
}

/** How the files stand in the target. */
export interface SchemaState {
  readonly steps: readonly Step[];
  /** What has to be put right before anything else is done, in order. Of a file that is half done see `half-done.ts`. */
  readonly problems: readonly RefusedError[];
}

export const golangMigrate = 'golang-migrate';

/** Puts together what files there are, what the ledger says, and what golang-migrate's table says. */
export function stateOf(
  { list, dir }: Migrations,
  rows: readonly FileRow[],
  golang: GolangState | null,
  database: string,
): SchemaState {
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  const present = list.map((migration) => stepOf(migration, byNumber.get(migration.number) ?? null, golang));
  const gone = rows
    .filter(({ number, state }) => state !== 'taken-back' && !list.some((one) => one.number === number))
    .map(missing);
  const steps = [...present, ...gone].toSorted((a, b) => a.number - b.number);
  return { steps, problems: [...golangProblems(golang, steps, dir, database), ...stepProblems(steps)] };
}

function stepOf(migration: Migration, row: FileRow | null, golang: GolangState | null): Step {
  const { number, name, up } = migration;
  const known = { number, name, sha256: up.sha256, row, migration };
  if (row && row.state !== 'taken-back') {
    const state = stateOfRow(row);
    const { byName: by, finishedAt: appliedAt, sha256: appliedSha256 } = row;
    return { ...known, state, by, appliedAt, appliedSha256 };
  }
  const version = golang?.version ?? -1;
  const isApplied = number < version || (number === version && !golang?.isDirty);
  const nothing = { appliedAt: null, appliedSha256: null };
  return {
    ...known,
    ...nothing,
    state: isApplied ? 'applied' : 'pending',
    by: isApplied ? golangMigrate : null,
  };
}

function stateOfRow({ state }: FileRow): StepState {
  switch (state) {
    case 'going-up':
      return 'half-up';
    case 'going-down':
    case 'taking-back':
      return 'half-down';
    case 'applied':
      return 'applied';
    case 'taken-back':
      return 'pending';
  }
}

function missing(row: FileRow): Step {
  const { number, name, byName: by, finishedAt: appliedAt, sha256: appliedSha256 } = row;
  return { number, name, state: 'missing', by, appliedAt, sha256: null, appliedSha256, row, migration: null };
}

function golangProblems(
  golang: GolangState | null,
  steps: readonly Step[],
  dir: string,
  database: string,
): readonly RefusedError[] {
  // While a file of ours is under way, its table says what we have set.
  if (!golang || steps.some(isHalf)) return [];
  const { version, isDirty } = golang;
  if (version !== null && version >= 0 && !steps.some(({ number }) => number === version))
    return [refuse('schema.golang-unknown', { version, dir })];
  if (isDirty) return [refuse('schema.golang-dirty', { version, database })];
  const newest = steps.findLast(({ state, row }) => state === 'applied' && row !== null);
  if (newest && newest.number > (version ?? -1))
    return [refuse('schema.golang-behind', { version: version ?? 'NULL', name: newest.name, database })];
  return [];
}

function stepProblems(steps: readonly Step[]): readonly RefusedError[] {
  const newest = steps.findLast(({ state }) => state !== 'pending');
  return steps.flatMap((step) => {
    const { number, name, state, sha256, appliedSha256 } = step;
    if (state === 'missing')
      return [isHalf(step) ? refuse('schema.half-missing', { name }) : refuse('schema.missing', { name })];
    if (isEdited(step)) return [refuse('schema.edited', { name, applied: appliedSha256, now: sha256 })];
    if (state === 'pending' && newest && newest.number > number)
      return [refuse('schema.order', { name, newest: newest.name })];
    return [];
  });
}

/** The file was broken off on its way, whether or not it is still there. */
function isHalf({ row }: Step): boolean {
  return row !== null && row.state !== 'applied' && row.state !== 'taken-back';
}

/** The file is another one than the one that was applied. */
export function isEdited({ state, sha256, appliedSha256 }: Step): boolean {
  return state === 'applied' && appliedSha256 !== null && sha256 !== appliedSha256;
}
