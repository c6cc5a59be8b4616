import type { SchemaConfig } from '../../config/config.js';
import type { Context } from '../../config/context.js';
import type { RefusedError } from '../../core/refused.js';
import type { Sentence } from '../../core/sentence.js';
import { findLedger } from '../../ledger/version.js';
import type { Session } from '../../mysql/session.js';
import { type Migrations, readMigrations } from '../../schema/files.js';
import { type GolangState, readGolang } from '../../schema/golang-migrate.js';
import { type HalfDone, isUntouched, lookAtHalf } from '../../schema/half-done.js';
import { readFiles } from '../../schema/journal.js';
import { isEdited, type Step, stateOf } from '../../schema/state.js';
import { verdictWords } from '../../schema/verdict.js';
import { refuse, say } from '../../schema/words.js';
import type { SchemaReport } from './types.js';

/** How the files stand in the target, and the one that is half done. */
export interface Look {
  readonly migrations: Migrations;
  readonly golang: GolangState | null;
  readonly steps: readonly Step[];
  readonly problems: readonly RefusedError[];
  readonly half: HalfDone | null;
}

/** The config's block. RefusedError where there is none. */
export function schemaOf({ config }: Context): SchemaConfig {
  if (config.schema) return config.schema;
  throw refuse('schema.no-dir', { file: config.path }, { where: { file: config.path, key: 'schema.dir' } });
}

/** Looks at files and target. Reads only. */
export async function lookAtSchema(context: Context, session: Session): Promise<Look> {
  const { database } = context.config.target.mysql;
  const migrations = await readMigrations(schemaOf(context).dir);
  const location = await findLedger(session, database);
  const rows = location ? await readFiles({ session, location, database }) : [];
  const golang = await readGolang(session, database);
  const { steps, problems } = stateOf(migrations, rows, golang, database);
  const halfStep = steps.find(({ state }) => state === 'half-up' || state === 'half-down');
  const half = halfStep && location ? await lookAtHalf({ session, location, database }, halfStep) : null;
  const halfProblem = half ? [halfDone(half, database)] : [];
  return { migrations, golang, steps, half, problems: [...halfProblem, ...problems] };
}

/** What is wrong with a file that is half done, and what to do. */
function halfDone(half: HalfDone, database: string): RefusedError {
  const { step, direction, statements, done, doubt } = half;
  const all = statements.length;
  const next = nextOf(half, database);
  const common = { name: step.name, direction, next };
  if (!doubt) {
    const place = say('schema.half.between', { done, all });
    return refuse('schema.half-done', { ...common, place, verdict: next });
  }
  const params = { statement: doubt.index + 1, all, line: doubt.line, text: doubt.text };
  const place =
    doubt.state === 'failed'
      ? say('schema.half.failed', { ...params, message: doubt.message ?? '' })
      : say('schema.half.began', params);
  return refuse('schema.half-done', { ...common, place, verdict: verdictWords[doubt.verdict] });
}

export function nextOf(half: HalfDone, database: string): Sentence {
  if (half.doubt?.verdict === 'unknown') return say('schema.next.tell', { database });
  return say(canTakeBack(half) ? 'schema.next.up' : 'schema.next.back', { database });
}

function canTakeBack(half: HalfDone): boolean {
  const { direction, isTakenBack, step } = half;
  return direction === 'up' && !isTakenBack && (isUntouched(half) || step.migration?.down != null);
}

/** The same as a command gives it. */
export function reportOf(
  { config }: Context,
  { migrations, golang, steps, problems, half }: Look,
  more: Partial<Pick<SchemaReport, 'changed' | 'planned'>> = {},
): SchemaReport {
  const { doubt } = half ?? {};
  return {
    database: config.target.mysql.database,
    dir: migrations.dir,
    pending: steps.filter(({ state }) => state === 'pending').length,
    golangMigrate: golang,
    half: half && {
      name: half.step.name,
      direction: half.direction,
      done: half.done,
      statements: half.statements.length,
      doubt: doubt ? { ...withoutIndex(doubt), statement: doubt.index + 1 } : null,
      canTakeBack: canTakeBack(half),
    },
    changed: more.changed ?? [],
    files: steps.map((step) => {
      const { row: _row, migration: _migration, ...shown } = step;
      return { ...shown, edited: isEdited(step) };
    }),
    problems,
    warnings: migrations.warnings,
    planned: more.planned ?? null,
  };
}

function withoutIndex({ index: _, ...doubt }: NonNullable<HalfDone['doubt']>) {
  return doubt;
}
