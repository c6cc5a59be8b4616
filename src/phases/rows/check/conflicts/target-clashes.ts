import { counted } from '../../../../core/counted.js';
import { type Finding, sampled } from '../../../../core/finding.js';
import { inBatches } from '../../../../core/in-batches.js';
import type { Sentence } from '../../../../core/sentence.js';
import { quoteName, quoteText } from '../../../../core/sql.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import { integerRange } from '../../../../plan/integer-range.js';
import { keyColumnPlans } from '../../../../plan/key-shift.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import type { Cell } from '../../../../plan/transform-rows.js';
import { constantOf, ownOffset } from '../../../../plan/treatments.js';
import { say } from '../words.js';
import { type ConflictContext, Tally, tableFacts } from './context.js';
import {
  type Candidate,
  candidates,
  describeKey,
  inTargetCollation,
  keyed,
  literal,
  partExpression,
  showParts,
} from './key-sql.js';
import { type KeyPart, type TargetKey, targetKeys } from './target-keys.js';

const rowsPerProbe = 200;
const idsPerProbe = 2000;

/**
 * Rows of the source whose key some row of the target already has, for every unique key of the target. One or two cheap
 * questions per key when the target holds no row that could clash, the usual case.
 */
export async function findTargetClashes(
  context: ConflictContext,
  table: TablePlan,
): Promise<readonly Finding[]> {
  const { target } = tableFacts(context, table);
  // A repair changes the rows that are there.
  if (!target || table.reshape?.over?.write === 'repair' || !(await hasRow(context, table, []))) return [];
  const findings: Finding[] = [];
  for (const key of targetKeys(table, target, context.preset.tenant.column).keys) {
    if (isReservedLater(context, key) || isWrittenOver(table, key)) continue;
    if (key.constants.length > 0 && !(await hasRow(context, table, key.constants))) continue;
    const finding = await checkKey(context, table, key);
    if (finding) findings.push(finding);
  }
  return findings;
}

/**
 * Shifted IDs are provisional until the run reserves their range beyond every ID there is: a target that goes on allocating
 * would look like a clash here, and is none.
 */
function isReservedLater({ plan }: ConflictContext, { parts }: TargetKey): boolean {
  const [part] = parts;
  return plan.ids.mode === 'offset' && parts.length === 1 && part !== undefined && isOwnId(part.column);
}

const isOwnId = ({ treatment }: ColumnPlan) => ownOffset(treatment) !== undefined;

/** By which a row that is there is found, to be changed. */
function isWrittenOver(table: TablePlan, { parts }: TargetKey): boolean {
  const names = parts.map(({ column }) => column.name);
  return (
    table.reshape?.over !== undefined &&
    names.length === table.key.length &&
    names.every((name) => table.key.includes(name))
  );
}

/** What names a row that may be written over: another row with it is no other row. */
const ownParts = (table: TablePlan): readonly KeyPart[] =>
  table.reshape?.over ? keyColumnPlans(table).map((column) => ({ column })) : [];

/** Whether the target has a row with these values at all. */
export async function hasRow(
  { target }: ConflictContext,
  table: TablePlan,
  constants: readonly ColumnPlan[],
): Promise<boolean> {
  const rows = await target.queryCells(
    `SELECT 1 FROM ${quoteName(table.target)} WHERE ${sameConstants(constants, '')} LIMIT 1`,
  );
  return rows.length > 0;
}

/** SQL for rows of the target that have the values which every new row gets. */
export function sameConstants(constants: readonly ColumnPlan[], prefix: string): string {
  const terms = constants.flatMap(({ name, treatment }) => {
    const value = constantOf(treatment);
    return value === undefined ? [] : [`${prefix}${quoteName(name)} = ${quoteText(value)}`];
  });
  return terms.join(' AND ') || 'TRUE';
}

async function checkKey(context: ConflictContext, table: TablePlan, key: TargetKey): Promise<Finding | null> {
  const primary = key.name === 'PRIMARY';
  const tally = new Tally();
  const only = key.parts[0];
  if (key.parts.length === 0) tally.add(() => describeKey(key));
  else if (!table.reshape?.over && key.parts.length === 1 && only && integerRange(only.column.target)) {
    await probeIntegers(context, table, key, only, tally);
  } else await probeRows(context, table, key, tally);
  if (tally.count === 0) return null;
  const rows = counted(tally.count, 'row');
  const preserved = context.plan.ids.mode === 'preserve';
  // Only IDs can be moved out of the way; any other key has to be changed by hand.
  const isId = key.parts.some(({ column }) => isOwnId(column));
  return {
    code: primary ? 'conflict.primary-key' : 'conflict.unique',
    severity: 'blocker',
    subject: 'data',
    title: primary
      ? `${rows} of ${table.table} would get a primary key that a row of the target already has`
      : `${rows} of ${table.table} would get values of the unique key ${describeKey(key)} that a row of the target already has`,
    remedy: isId
      ? preserved
        ? 'set migration.ids: offset (or auto), so that every ID moves behind the target’s own; or empty the target tables of a test'
        : 'the offsets no longer fit: run the check again, so that they are computed anew'
      : `rename or remove the rows on one side, move other businesses only (--biz-ids), or leave the table out with --skip ${table.table}`,
    table: table.table,
    count: tally.count,
    ...sampled(tally.samples),
    params: {
      key: key.name,
      keyText: describeKey(key),
      tenantInKey: key.hasTenant,
      with: 'target',
      preserved,
      isId,
    },
  };
}

/** Who owns a target row, for the sample. */
export function ownerOf({ preset, targetFacts }: ConflictContext, table: TablePlan, prefix: string): string {
  const { column } = preset.tenant;
  const exists = targetFacts.tables[table.table]?.columns.some(({ name }) => name === column);
  return exists ? `${prefix}${quoteName(column)}` : `''`;
}

/** A row with its tenant, where it has one. */
export const ofTenant = (row: string, owner: Cell | undefined): string | Sentence =>
  owner && owner.length > 0 ? say('sample.tenant', { row, tenant: owner.toString('utf8') }) : row;

/** A key of one integer column: only the overlap of both ranges is read, and looked up by its values. */
async function probeIntegers(
  context: ConflictContext,
  table: TablePlan,
  key: TargetKey,
  part: KeyPart,
  tally: Tally,
): Promise<void> {
  const { source, target } = context;
  const name = quoteName(part.column.name);
  const from = quoteName(table.target);
  const where = sameConstants(key.constants, '');
  const [range] = await target.queryCells(`SELECT MIN(${name}), MAX(${name}) FROM ${from} WHERE ${where}`);
  const [lowest, highest] = range ?? [];
  if (!lowest || !highest) return;
  const value = partExpression(part);
  const owner = ownerOf(context, table, '');
  const cells = source.streamCells(
    `SELECT ${value} AS v FROM ${sourceRows(table)} WHERE ${filterCondition(table)}
      AND ${value} BETWEEN ${literal(lowest, part.column)} AND ${literal(highest, part.column)}`,
  );
  for await (const batch of inBatches(cells, idsPerProbe)) {
    const ids = batch.map(([cell]) => literal(cell ?? null, part.column));
    const found = await target.queryCells(
      `SELECT ${name}, ${owner} FROM ${from} WHERE ${where} AND ${name} IN (${ids.join(', ')}) ORDER BY ${name}`,
    );
    for (const [id, tenant] of found) tally.add(() => ofTenant(`${part.column.name}=${id}`, tenant));
  }
}

/** Any key: batches of values joined to the target's rows, compared in the target's own collation and prefix lengths. */
async function probeRows(
  context: ConflictContext,
  table: TablePlan,
  key: TargetKey,
  tally: Tally,
): Promise<void> {
  const whole = { ...key, parts: [...key.parts, ...ownParts(table)] };
  for await (const batch of candidates(context, table, whole, { most: rowsPerProbe })) {
    const found = await context.target.queryCells(probeSql(context, table, key, batch));
    for (const [position, tenant] of found) {
      const candidate = batch[Number(position)];
      if (candidate)
        tally.add(() =>
          say('sample.with', {
            row: ofTenant(candidate.name, tenant),
            value: showParts(key, candidate.cells),
          }),
        );
    }
  }
}

function probeSql(
  context: ConflictContext,
  table: TablePlan,
  key: TargetKey,
  batch: readonly Candidate[],
): string {
  const own = ownParts(table);
  const literals = batch.map(
    ({ cells }, row) =>
      `SELECT ${row} AS r, ${[...key.parts, ...own].map(({ column }, index) => `${literal(cells[index] ?? null, column)} AS v${index}`).join(', ')}`,
  );
  const equal = (part: KeyPart, index: number) => {
    const wanted = inTargetCollation(`n.v${index}`, part);
    return `${keyed(`t.${quoteName(part.column.name)}`, part)} = ${keyed(wanted, part)}`;
  };
  const same = key.parts.map(equal);
  const isOwn = own.map((part, index) => equal(part, key.parts.length + index));
  const another = isOwn.length === 0 ? [] : [`NOT (${isOwn.join(' AND ')})`];
  return `SELECT n.r, ${ownerOf(context, table, 't.')}
    FROM (${literals.join(' UNION ALL ')}) AS n STRAIGHT_JOIN ${quoteName(table.target)} AS t
      ON ${[sameConstants(key.constants, 't.'), ...same, ...another].join(' AND ')}
    ORDER BY n.r`;
}
