import { counted } from '../../../../core/counted.js';
import type { Sentence } from '../../../../core/sentence.js';
import { quoteName, quoteTable, quoteText, textCells } from '../../../../core/sql.js';
import { type Difference, type JobResult, worded } from '../../../../core/validation-shape.js';
import { nextRange, rangeCondition } from '../../../../mysql/chunks.js';
import type { KeyTuple } from '../../../../mysql/key-cells.js';
import type { Session } from '../../../../mysql/session.js';
import type { ColumnFacts } from '../../../../plan/facts.js';
import { actualText } from '../../../../plan/mapping.js';
import { type ColumnPlan, hasTenant, type Plan, type TablePlan } from '../../../../plan/plan.js';
import { valueKind } from '../../../../plan/value-kind.js';
import type { CapturedRange, OthersCapture, TableCapture } from '../../captures.js';
import { type ColumnText, checksumQuery, readChecksum } from '../../compare/digest-sql.js';
import { rangeWords } from '../../compare/range-words.js';
import { type RowsChecksum, sameRows } from '../../compare/row-digest.js';
import { sayDifference } from '../../compare/words.js';

const checksumFormat = 'sum64';
const rangeRows = 20_000;
const ownAtMost = 10_000;

interface CaptureOptions {
  readonly target: Session;
  readonly plan: Plan;
  /** Column that tells when a row was last changed, e.g. `updated_at`. */
  readonly changedColumn: string;
}

/** Takes the checksums; call it before the first write. Reads every row of the target's migrated tables once. */
export async function captureOthers(options: CaptureOptions): Promise<OthersCapture> {
  const tables: Record<string, TableCapture> = {};
  const shared = options.plan.tables.filter((table) => hasTenant(options.plan, table));
  for (const table of shared) tables[table.table] = await captureTable(options, table);
  return { checksums: checksumFormat, tables };
}

/** The target's own view of a table: every column as it is, its own keys, no filter. */
function ownView(table: TablePlan): TablePlan {
  return {
    ...table,
    source: table.target,
    reshape: undefined,
    filter: undefined,
    columns: table.columns.map((column) => ({
      ...column,
      source: column.target,
      treatment: { kind: 'same' },
    })),
  };
}

function others(plan: Plan): string {
  return `NOT ${quoteName(plan.tenant.column)} <=> ${quoteText(plan.tenant.id)}`;
}

function columnTexts(columns: readonly ColumnPlan[]): ColumnText[] {
  return columns.map((column) => ({
    value: quoteName(column.name),
    text: actualText(column),
    nullable: column.target.nullable,
  }));
}

async function captureTable(
  { target, plan, changedColumn }: CaptureOptions,
  table: TablePlan,
): Promise<TableCapture> {
  const view = ownView(table);
  const name = quoteTable(plan.target.database, table.target);
  const ranges: CapturedRange[] = [];
  let after: KeyTuple | null = null;
  for (;;) {
    const range: Pick<CapturedRange, 'after' | 'through'> | null = await nextRange(
      target,
      view,
      after,
      rangeRows,
    );
    if (!range) break;
    const last: KeyTuple | 'no more rows' | null =
      range.through === null ? await lastKey(target, view, after) : null;
    if (last === 'no more rows') break;
    const through: KeyTuple | null = range.through ?? last;
    const where = `${others(plan)} AND ${rangeCondition(view, { after, through }, 'target')}`;
    ranges.push({ after, through, checksum: await checksum(target, name, view, where) });
    if (range.through === null) break;
    after = through;
  }
  const changed = changedFacts(table, changedColumn);
  const [last] = changed
    ? await target.queryCells(
        `SELECT CAST(MAX(${quoteName(changedColumn)}) AS CHAR) FROM ${name} WHERE ${others(plan)}`,
      )
    : [];
  const keys = view.key.map((key) => actualText(columnOf(view, key)));
  const own =
    keys.length === 0
      ? []
      : await target.queryCells(
          `SELECT ${keys.join(', ')} FROM ${name} WHERE ${quoteName(plan.tenant.column)} = ${quoteText(plan.tenant.id)} LIMIT ${ownAtMost}`,
        );
  return {
    ranges,
    lastChange: last?.[0]?.toString('latin1') ?? null,
    own: own.map(textCells),
  };
}

/** The key of the last row, so that rows added later fall outside; null (an open end) where the key is not one number. */
async function lastKey(
  target: Session,
  view: TablePlan,
  after: KeyTuple | null,
): Promise<KeyTuple | 'no more rows' | null> {
  const [key] = view.key;
  if (view.key.length !== 1 || key === undefined || valueKind(columnOf(view, key).target) !== 'number')
    return null;
  const [row] = await target.queryCells(
    `SELECT CAST(MAX(${quoteName(key)}) AS CHAR) FROM ${quoteName(view.target)} WHERE ${rangeCondition(view, { after, through: null }, 'target')}`,
  );
  const last = row?.[0]?.toString('latin1');
  return last === undefined ? 'no more rows' : [{ n: last }];
}

function columnOf(table: TablePlan, name: string): ColumnPlan {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (!column) throw new Error(`table ${table.table} has no column ${name}`);
  return column;
}

function changedFacts(table: TablePlan, name: string): ColumnFacts | undefined {
  return table.columns.find((column) => column.name === name && valueKind(column.target) === 'temporal')
    ?.target;
}

async function checksum(
  target: Session,
  name: string,
  view: TablePlan,
  where: string,
): Promise<RowsChecksum> {
  const [row] = await target.queryCells(checksumQuery(columnTexts(view.columns), name, where));
  return readChecksum(row);
}

/**
 * Whether the rows of other tenants are as they were. In a target in use its own services change rows meanwhile: a range
 * with rows that bear a later change, and no fewer rows than before, is theirs and only mentioned.
 */
export async function checkOthers(options: CaptureOptions, before: OthersCapture): Promise<JobResult[]> {
  if (before.checksums !== checksumFormat) {
    throw new Error('another version of the tool captured the rows before the run, with other checksums');
  }
  const results: JobResult[] = [];
  for (const table of options.plan.tables) {
    const captured = before.tables[table.table];
    if (captured) results.push(await checkTable(options, table, captured));
  }
  return results;
}

async function checkTable(
  { target, plan, changedColumn }: CaptureOptions,
  table: TablePlan,
  captured: TableCapture,
): Promise<JobResult> {
  const view = ownView(table);
  const name = quoteTable(plan.target.database, table.target);
  const differences: Difference[] = [];
  let rows = 0;
  let changedByOthers = 0;
  for (const { after, through, checksum: was } of captured.ranges) {
    rows += was.rows;
    const where = `${others(plan)} AND ${rangeCondition(view, { after, through }, 'target')}`;
    const now = await checksum(target, name, view, where);
    if (sameRows(was, now)) continue;
    const later = await changedLater(target, name, table, where, changedColumn, captured.lastChange);
    if (later > 0 && now.rows >= was.rows) {
      changedByOthers += later;
      continue;
    }
    differences.push({
      kind:
        now.rows < was.rows
          ? 'missing-in-target'
          : now.rows > was.rows
            ? 'extra-in-target'
            : 'field-mismatch',
      table: table.table,
      ...worded({
        key: sayDifference('difference.others', { range: showEnds(after, through) }),
        expected: checksumWords(was),
        actual: checksumWords(now),
      }),
    });
  }
  const ok = differences.length === 0;
  const meanwhile =
    changedByOthers === 0
      ? ''
      : `; ${counted(changedByOthers, 'row bears', 'rows bear')} a later ${changedColumn}: their own services changed ${changedByOthers === 1 ? 'it' : 'them'}`;
  return {
    check: 'other-tenants',
    table: table.table,
    ok,
    detail: ok
      ? `${counted(rows, 'row')} of other tenants ${rows === 1 ? 'is' : 'are'} as before the run${meanwhile}`
      : `rows of other tenants are not as before the run in ${differences.length} of ${counted(captured.ranges.length, 'key range')}${meanwhile}`,
    code: ok ? 'other-tenants.same' : 'other-tenants.changed',
    params: {
      rows,
      differing: differences.length,
      ranges: captured.ranges.length,
      changedByOthers,
      changedColumn,
    },
    differences,
  };
}

async function changedLater(
  target: Session,
  name: string,
  table: TablePlan,
  where: string,
  changedColumn: string,
  lastChange: string | null,
): Promise<number> {
  if (lastChange === null || !changedFacts(table, changedColumn)) return 0;
  const [row] = await target.queryCells(
    `SELECT COUNT(*) FROM ${name} WHERE ${where} AND ${quoteName(changedColumn)} > ${quoteText(lastChange)}`,
  );
  return Number(row?.[0]?.toString('latin1') ?? 0);
}

const checksumWords = ({ rows, undigested, sum }: RowsChecksum): Sentence =>
  undigested === 0
    ? sayDifference('difference.checksum', { rows, sum })
    : sayDifference('difference.part-checksum', { rows, undigested, sum });

function showEnds(after: KeyTuple | null, through: KeyTuple | null): Sentence {
  const show = (tuple: KeyTuple) => tuple.map((cell) => ('n' in cell ? cell.n : `0x${cell.hex}`)).join(', ');
  return rangeWords(after && show(after), through && show(through));
}
