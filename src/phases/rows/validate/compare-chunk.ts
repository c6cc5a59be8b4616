import type { Difference, ValidationLevel } from '../../../core/validation-shape.js';
import type { KeyRange } from '../../../mysql/chunks.js';
import { compareRange, differingRows, type RowFinding } from '../compare/narrow.js';
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
  const { table, scope, versionColumn, versionChanges } = task;
  const compared = await compareRange(pair, table, scope, range);
  const where = scopeInRange(table.plan, scope, range);
  const versions = versionColumn
    ? await versionDifferences(pair, table, versionColumn, versionChanges ?? new Map(), where)
    : [];
  // A row too long for a server's digest says nothing yet: only its columns can tell.
  const undecided = compared.expected.undigested + compared.actual.undigested > 0;
  if (compared.same || (level !== 'full' && !undecided)) return { compared, versions };

  const room = task.tally.room();
  const findings: RowFinding[] = [];
  const thorough = () => findings.length < room;
  for await (const finding of differingRows(pair, table, scope, compared, thorough)) findings.push(finding);

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
  return { compared, versions, rows: { described, differing, extra } };
}
