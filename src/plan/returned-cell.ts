import { idRestorer } from './id-shift.js';
import { parseJsonPath, rewriteJsonIds } from './json-ids.js';
import { reencrypted } from './key-ring.js';
import { type CellContext, userMapper } from './mapping.js';
import type { ColumnPlan } from './plan.js';
import type { EachTransform } from './transform-rows.js';
import type { IdShift } from './treatments.js';
import { UnmappedError } from './unmapped-error.js';
import { say } from './words.js';
import { zonedCell } from './zoned-cell.js';

/** Whether a target's ID of the table is one that the source has, or takes; neither 0 nor an exception of the plan is asked for. */
export type ReturnsId = (table: string, id: bigint) => boolean;

interface Place {
  readonly table: string;
  readonly column: string;
}

/**
 * The mapping's fourth use, backwards: the source's value of a target's one, as the target's log prints it. What the copy and
 * following have made of a value becomes that value again. The result throws UnmappedError for what no value of the source becomes.
 */
export function returnedCell(
  table: string,
  column: ColumnPlan,
  { returnsId, context }: { readonly returnsId: ReturnsId; readonly context: CellContext },
): EachTransform {
  const { treatment, target, name } = column;
  const place = { table, column: name };
  switch (treatment.kind) {
    case 'same':
      return (cell) => cell;
    case 'cast':
      return unlessNull((cell) => {
        if (!/^-?\d+(\.\d+)?$/.test(cell.toString('latin1')))
          throw new UnmappedError(say('returned.no-number', place));
        return cell;
      });
    case 'time-zone':
      return unlessNull((cell) => zonedCell(cell, target.dataType, treatment.zone, place));
    case 'offset': {
      const restore = restorer(place, { ...treatment, table }, returnsId);
      return unlessNull((cell) => restored(cell, place, restore));
    }
    case 'reference': {
      const restore = restorer(place, treatment, returnsId);
      return unlessNull((cell) => restored(cell, place, (id) => (id === 0n ? id : restore(id))));
    }
    case 'json-ids': {
      const rules = treatment.paths.map((path) => ({
        parts: parseJsonPath(path.path),
        rewrite: restorer(place, path, returnsId),
        strictPath: path.path,
      }));
      return unlessNull((cell) => rewriteJsonIds(cell, rules));
    }
    case 'reencrypt': {
      const { sourceKeys, targetKeys } = context;
      if (!sourceKeys || !targetKeys)
        throw new Error(`column ${name} must be re-encrypted, but a master key is missing`);
      return unlessNull((cell) => {
        if (cell.length === 0) return cell;
        try {
          return Buffer.from(reencrypted(cell.toString('latin1'), targetKeys, sourceKeys), 'latin1');
        } catch {
          throw new UnmappedError(say('returned.no-credential', place));
        }
      });
    }
    case 'users': {
      const back = userMapper(
        Object.entries(treatment.map).map(([from, to]) => [to, from]),
        treatment.separator,
      );
      return unlessNull((cell) => Buffer.from(back(cell.toString('utf8')), 'utf8'));
    }
    case 'encrypt':
    case 'index':
      throw new Error(`column ${name} is encrypted: such a table is not followed`);
    case 'constant':
      throw new Error(`column ${name} is a constant: it is no value of the source`);
  }
}

function unlessNull(map: (cell: Buffer) => Buffer): EachTransform {
  return (cell) => (cell === null ? null : map(cell));
}

function restored(cell: Buffer, place: Place, restore: (id: bigint) => bigint): Buffer {
  const text = cell.toString('latin1');
  if (!/^-?\d+$/.test(text)) throw new UnmappedError(say('logged.no-id', { ...place }));
  return Buffer.from(String(restore(BigInt(text))), 'latin1');
}

/** Throws for an ID that is not the source's in any way. */
function restorer(
  place: Place,
  shift: IdShift & { readonly table: string },
  returnsId: ReturnsId,
): (id: bigint) => bigint {
  const { table: other, toZero, exceptions = {} } = shift;
  const back = idRestorer(shift);
  const listed = new Set(Object.values(exceptions));
  return (id) => {
    const isOurs = !toZero && (listed.has(String(id)) || returnsId(other, id));
    if (!isOurs) throw new UnmappedError(say('returned.no-id', { ...place, other, id: String(id) }));
    return back(id);
  };
}
