import type { KeyRange } from '../../mysql/chunks.js';
import { scopeInRange } from '../checks/scope.js';
import type { Difference, ValidationLevel } from '../result.js';
import { compareRange, differingRows, type RowFinding } from './narrow.js';
import { describeRows } from './row-differences.js';
import type { SessionPair } from './rows.js';
import type { RangeOutcome } from './table-tally.js';
import type { TableTask } from './table-walk.js';
import { versionDifferences } from './versions.js';

/** Rows read whole at a time to describe their differences; each may hold megabytes. */
const describedAtOnce = 20;

/** Compares one range as deeply as the level asks. Repeatable: nothing is kept but what it returns. */
export async function compareChunk(
  pair: SessionPair,
  task: TableTask,
  range: KeyRange,
  level: ValidationLevel,
): Promise<RangeOutcome> {
  const { table, scope, versionColumn, versionChanges, volatile } = task;
  const compared = await compareRange(pair, table, scope, range);
  const where = scopeInRange(table.plan, scope, range);
  const versions = versionColumn
    ? await versionDifferences(pair, table, versionColumn, versionChanges ?? new Map(), where)
    : [];
  // A row too long for a server's digest says nothing yet: only its columns can tell. So can only the columns tell
  // whether clients have changed a row since.
  const undecided = compared.expected.undigested + compared.actual.undigested > 0 || volatile.length > 0;
  if (compared.same || (level !== 'full' && !undecided)) return { compared, versions };

  const room = task.tally.room();
  const findings: RowFinding[] = [];
  const thorough = () => findings.length < room;
  for await (const finding of differingRows(pair, table, scope, compared, thorough)) findings.push(finding);

  const described: Difference[] = [];
  let differing = 0;
  let newer = 0;
  for (let start = 0; start < findings.length; start += describedAtOnce) {
    if (described.length >= room) {
      differing += findings.length - start;
      break;
    }
    const named = await describeRows(pair, table, findings.slice(start, start + describedAtOnce));
    const bumped = newerInSource(named, volatile);
    const real = named.filter(({ key }) => !bumped.has(key));
    newer += bumped.size;
    differing += new Set(real.map(({ key }) => key)).size;
    described.push(...real);
  }
  const extra = findings.filter(({ kind }) => kind === 'extra').length;
  return { compared, versions, rows: { described, differing, extra, newer } };
}

/** Keys of rows that differ only in volatile columns, where the source's value is the later one. */
function newerInSource(named: readonly Difference[], volatile: readonly string[]): ReadonlySet<string> {
  const keys = new Set(named.map(({ key }) => key));
  for (const { key, kind, column, expected, actual } of named) {
    const later = typeof expected === 'string' && expected > (actual ?? '');
    if (kind !== 'field-mismatch' || column === undefined || !volatile.includes(column) || !later) {
      keys.delete(key);
    }
  }
  return keys;
}
