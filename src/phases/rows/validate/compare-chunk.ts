import type { Difference, ValidationLevel } from '../../../core/validation-shape.js';
import type { KeyRange } from '../../../mysql/chunks.js';
import type { InFlight } from '../../in-flight.js';
import { keyIdentity, type RowKey } from '../compare/keys.js';
import { type ComparedRange, compareRange, differingRows, type RowFinding } from '../compare/narrow.js';
import { describeRows } from '../compare/row-differences.js';
import type { SessionPair } from '../compare/rows.js';
import { scopeInRange } from '../compare/scope.js';
import { versionDifferences } from '../compare/versions.js';
import type { RangeOutcome } from './table-tally.js';
import type { TableTask } from './table-walk.js';

/** Rows read whole at a time to describe their differences; each may hold megabytes. */
const describedAtOnce = 20;

/** Compares one range as deeply as the level asks. Repeatable: nothing is kept but what it returns. */
export async function compareChunk(
  pair: SessionPair,
  task: TableTask,
  range: KeyRange,
  level: ValidationLevel,
): Promise<RangeOutcome> {
  const { table, scope, versionColumn, versionChanges, inFlight } = task;
  const compared = await compareRange(pair, table, scope, range);
  const where = scopeInRange(table.plan, scope, range);
  const versions = versionColumn
    ? await versionDifferences(pair, table, versionColumn, versionChanges ?? new Map(), where)
    : [];
  const read = { compared, versions };
  if (inFlight) return compareInFlight(pair, { ...task, inFlight }, read, level);
  // A row too long for a server's digest says nothing yet: only its columns can tell.
  const undecided = compared.expected.undigested + compared.actual.undigested > 0;
  if (compared.same || (level !== 'full' && !undecided)) return read;

  const room = task.tally.room();
  const findings: RowFinding[] = [];
  const thorough = () => findings.length < room;
  for await (const finding of differingRows(pair, table, scope, compared, thorough)) findings.push(finding);
  return { ...read, rows: await describe(pair, task, findings) };
}

async function describe(
  pair: SessionPair,
  { table, tally }: TableTask,
  findings: readonly RowFinding[],
): Promise<NonNullable<RangeOutcome['rows']>> {
  const room = tally.room();
  const described: Difference[] = [];
  let differing = 0;
  for (let start = 0; start < findings.length; start += describedAtOnce) {
    if (described.length >= room) {
      differing += findings.length - start;
      break;
    }
    const named = await describeRows(pair, table, findings.slice(start, start + describedAtOnce));
    differing += new Set(named.map(({ key }) => key)).size;
    described.push(...named);
  }
  const extra = findings.filter(({ kind }) => kind === 'extra').length;
  return { described, differing, extra };
}

/** Rows that differ at this reading may be on their way: only those count that differ for certain. */
async function compareInFlight(
  pair: SessionPair,
  task: TableTask & { readonly inFlight: InFlight },
  { compared, versions }: { readonly compared: ComparedRange; readonly versions: readonly Difference[] },
  level: ValidationLevel,
): Promise<RangeOutcome> {
  const suspects = new Map<string, RowKey>();
  if (!compared.same)
    for await (const { key } of differingRows(pair, task.table, task.scope, compared, () => true))
      suspects.set(keyIdentity(key), key);
  const byRow = new Set(suspects.keys());
  for (const { rowKey = [] } of versions) suspects.set(keyIdentity(rowKey), rowKey);
  const { differing, undecided } = await task.inFlight.judge(pair, task.table.plan.table, [
    ...suspects.values(),
  ]);
  const certain = new Set(differing.map(({ key }) => keyIdentity(key)));
  const wrong = versions.filter(({ rowKey = [] }) => certain.has(keyIdentity(rowKey)));
  const rows = differing.filter(({ key }) => byRow.has(keyIdentity(key)));
  const outcome = { compared: { ...compared, same: rows.length === 0 }, versions: wrong, undecided };
  if (rows.length === 0 || level !== 'full') return outcome;
  const findings = rows.map(({ key, kind }): RowFinding => {
    const isExtra = kind === 'extra-in-target';
    return { key, kind: isExtra ? 'extra' : kind === 'missing-in-target' ? 'missing' : 'differs' };
  });
  return { ...outcome, rows: await describe(pair, task, findings) };
}
