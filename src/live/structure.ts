import type { StoppedAt } from '../ledger/live.js';
import { showPosition } from '../mysql/log-position.js';
import type { Plan } from '../plan/plan.js';
import { FollowStopped } from './follow-stopped.js';
import type { LogItem } from './source-log.js';
import { say } from './words.js';

type Structure = Extract<LogItem, { type: 'structure' }>;

/** A statement on the run's tables; the ledger is to know where. */
export class StructureStopped extends FollowStopped {
  readonly at: StoppedAt;

  constructor(at: StoppedAt, start: Structure['start']) {
    const { verb, table } = at;
    super(
      say('follow.structure', { verb, table, at: showPosition(start) }),
      losesRows(verb) ? say('follow.rows-lost.remedy') : say('follow.structure.remedy'),
    );
    this.at = at;
  }
}

/** Whether a statement takes or brings rows that no event tells of. ALTER TABLE may, too, by partitions: whoever goes on is told to validate. */
export function losesRows(verb: string): boolean {
  return !/^(ALTER|CREATE INDEX|CREATE UNIQUE INDEX|DROP INDEX|ANALYZE|OPTIMIZE|REPAIR)\b/i.test(verb);
}

/** Throws StructureStopped for a statement on the plan's tables, by their names where the log is. */
export function refuseStructure(plan: Plan, { verb, tables, start, position }: Structure): void {
  const own = new Set(plan.tables.map(({ source }) => source.toLowerCase()));
  const database = plan.source.database.toLowerCase();
  const named = tables?.find(
    (one) =>
      one.database.toLowerCase() === database &&
      (one.table === undefined || own.has(one.table.toLowerCase())),
  );
  if (tables !== null && !named) return;
  const table = named?.table ?? named?.database ?? say('follow.structure.any').text;
  throw new StructureStopped({ verb, table, position }, start);
}
