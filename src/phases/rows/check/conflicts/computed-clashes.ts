import { counted } from '../../../../core/counted.js';
import { type Finding, finding, sampled } from '../../../../core/finding.js';
import { inBatches, lengthOf } from '../../../../core/in-batches.js';
import { quoteName } from '../../../../core/sql.js';
import type { Constraints } from '../../../../mysql/constraints.js';
import { describeMysqlError, MysqlError } from '../../../../mysql/errors.js';
import type { TablePlan } from '../../../../plan/plan.js';
import { type NewRow, newRows } from '../constraints/new-rows.js';
import { say } from '../words.js';
import {
  type ComputedKey,
  computedKeys,
  digestSql,
  selectComputed,
  type UnknownKey,
} from './computed-keys.js';
import { type ConflictContext, Tally, tableFacts } from './context.js';
import { rowName } from './key-sql.js';
import { hasRow, ofTenant, ownerOf, sameConstants } from './target-clashes.js';
import { sourceGuarantees } from './target-keys.js';

const rowsPerQuestion = 200;

/**
 * Rows that clash on a unique key which the target computes (a generated column, an expression), with each other or with rows
 * that it has. The target itself computes it for the rows that the plan makes, without a write.
 */
export async function findComputedClashes(
  context: ConflictContext,
  table: TablePlan,
  constraints: Constraints,
): Promise<readonly Finding[]> {
  const { source, target } = tableFacts(context, table);
  if (!source || !target) return [];
  const { keys, unknown } = computedKeys(table, target, constraints, context.preset.tenant.column);
  const findings = unknown.map((key) => notChecked(table, key));
  for (const key of keys) {
    try {
      if (!sourceGuarantees({ parts: key.written }, source)) {
        const own = await findAmongThemselves(context, table, key);
        if (own.count > 0) findings.push(clash(table, key, own, 'source'));
      }
      const others = await findInTarget(context, table, key);
      if (others.count > 0) findings.push(clash(table, key, others, 'target'));
    } catch (error) {
      if (!(error instanceof MysqlError) || error.connectionLost) throw error;
      findings.push(
        notChecked(table, { name: key.name, why: 'server', column: describeMysqlError(error).message }),
      );
    }
  }
  return findings;
}

/** Two passes, the second only where something is suspicious: the first keeps half a digest of each row, about 40 bytes. */
async function findAmongThemselves(
  context: ConflictContext,
  table: TablePlan,
  key: ComputedKey,
): Promise<Tally> {
  const seen = new Set<number>();
  const twice = new Set<number>();
  for await (const { digest } of digests(context, table, key)) {
    const short = shortened(digest);
    if (seen.has(short)) twice.add(short);
    else seen.add(short);
  }
  const tally = new Tally();
  if (twice.size === 0) return tally;
  seen.clear();
  const groups = new Map<string, { readonly first: string; counted: boolean }>();
  for await (const { digest, name } of digests(context, table, key)) {
    if (!twice.has(shortened(digest))) continue;
    const group = groups.get(digest);
    if (!group) groups.set(digest, { first: name, counted: false });
    else if (!group.counted) {
      group.counted = true;
      tally.add(() =>
        name === '' ? say('sample.rows', { rows: 2 }) : say('sample.pair', { one: group.first, other: name }),
      );
    }
  }
  return tally;
}

/** 52 bits, which a number holds exactly. */
const shortened = (digest: string) => Number.parseInt(digest.slice(0, 13), 16);

async function* digests(
  context: ConflictContext,
  table: TablePlan,
  key: ComputedKey,
): AsyncGenerator<{ readonly name: string; readonly digest: string }> {
  for await (const batch of batches(context, table, key)) {
    const rows = await context.target.queryCells(
      selectComputed(table, key, numbered(batch), [digestSql(key)]),
    );
    for (const [position, digest] of rows) {
      const name = batch[Number(position)]?.name;
      if (digest && name !== undefined) yield { name, digest: digest.toString('latin1') };
    }
  }
}

async function findInTarget(context: ConflictContext, table: TablePlan, key: ComputedKey): Promise<Tally> {
  const tally = new Tally();
  if (!(await hasRow(context, table, key.constants))) return tally;
  const wanted = (index: number) => `\`part ${index} of the key\``;
  const same = key.parts.map(({ stored }, index) => `${stored} = n.${wanted(index)}`);
  const fields = key.parts.map(({ sql }, index) => `${sql} AS ${wanted(index)}`);
  for await (const batch of batches(context, table, key)) {
    const rows = await context.target.queryCells(
      `SELECT n.*, ${ownerOf(context, table, 't.')} FROM (${selectComputed(table, key, numbered(batch), fields)}) AS n
        STRAIGHT_JOIN ${quoteName(table.target)} AS t ON ${[sameConstants(key.constants, 't.'), ...same].join(' AND ')}`,
    );
    for (const row of rows) {
      const name = batch[Number(row[0])]?.name ?? '';
      tally.add(() => ofTenant(name, row.at(-1)));
    }
  }
  return tally;
}

const numbered = (batch: readonly NewRow[]) => batch.map(({ values }, index) => ({ mark: index, values }));

async function* batches(
  context: ConflictContext,
  table: TablePlan,
  { columns }: ComputedKey,
): AsyncGenerator<readonly NewRow[]> {
  const { target } = tableFacts(context, table);
  if (!target) return;
  const rows = newRows(context, { table, target, columns, label: rowName(table) });
  yield* inBatches(rows, rowsPerQuestion, ({ values }) => lengthOf(values));
}

function clash(
  table: TablePlan,
  { name, text }: ComputedKey,
  { count, samples }: Tally,
  side: 'source' | 'target',
): Finding {
  const amongThemselves = side === 'source';
  return finding('blocker', 'data', 'conflict.unique', {
    title: amongThemselves
      ? `${counted(count, 'group')} of rows of ${table.table} differ in the source but are equal for the target's unique key ${text}, through what the target computes`
      : `${counted(count, 'row')} of ${table.table} would get values of the unique key ${text} that a row of the target already has`,
    remedy: amongThemselves
      ? `rename or delete the rows in the source, change the key in the target, or leave the table out with --skip ${table.table}`
      : `rename or remove the rows on one side, move other businesses only (--biz-ids), or leave the table out with --skip ${table.table}`,
    table: table.table,
    count,
    ...sampled(samples),
    params: { key: name, keyText: text, with: side, computed: true },
  });
}

function whyNotChecked({ why, column }: NotChecked): string {
  switch (why) {
    case 'unwritten':
      return `the migration does not write ${column}`;
    case 'members':
      return `it may go by the numbers of the members of ${column}`;
    case 'server':
      return column;
  }
}

/** `server`: the target could not compute it; `column` is then what it said. */
type NotChecked = Omit<UnknownKey, 'why'> & { readonly why: UnknownKey['why'] | 'server' };

function notChecked(table: TablePlan, key: NotChecked): Finding {
  return finding('warning', 'target-mysql', 'conflict.key-not-checked', {
    title: `clashes on the unique key ${key.name} of ${table.table} could not be looked for: ${whyNotChecked(key)}`,
    remedy: 'look at the key, and rehearse on a copy of the target',
    table: table.table,
    params: { key: key.name, why: key.why, detail: key.column },
  });
}
