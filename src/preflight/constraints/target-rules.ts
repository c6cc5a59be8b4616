import type { Finding } from '../../core/finding.js';
import { quoteName, quoteText } from '../../core/sql.js';
import { filterCondition } from '../../mysql/chunks.js';
import type { Constraints } from '../../mysql/constraints.js';
import { describeMysqlError, MysqlError } from '../../mysql/errors.js';
import { asCopied } from '../../phases/rows/altered-json.js';
import { converts } from '../../plan/conversions.js';
import type { ColumnFacts, TableFacts } from '../../plan/facts.js';
import { cellTransform, sourceExpression, valueKind } from '../../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../plan/plan.js';
import { type ConflictContext, tableFacts } from '../conflicts/context.js';
import { literal } from '../conflicts/key-sql.js';
import { modifyColumn } from '../schema/modify-column.js';
import { outsideOfPartitions } from './partition-sql.js';

/** Something every row of the target must meet. */
export interface TargetRule {
  readonly kind: 'check' | 'partition';
  /** The CHECK's name; what the partitions go by. */
  readonly name: string;
  /** SQL over bare column names that holds for rows the target refuses. */
  readonly broken: string;
  readonly columns: readonly string[];
  /** The column whose definition it is part of. */
  readonly ofColumn?: string;
}

const rowsPerQuestion = 500;
const bytesPerQuestion = 500_000;
/** A name that no column of the table has. */
const times = '`rows alike`';

/** CHECKs and partitions of a target table. */
export function rulesOf({ checks, partitionings }: Constraints, table: TableFacts): readonly TargetRule[] {
  const named = (sql: string) =>
    table.columns
      .map(({ name }) => name)
      .filter((name) => sql.toLowerCase().includes(quoteName(name).toLowerCase()));
  const rules: TargetRule[] = checks
    .filter((check) => check.table === table.name)
    .map(({ name, clause, ofColumn }) => ({
      kind: 'check',
      name,
      broken: `NOT (${clause})`,
      columns: named(clause),
      ...(ofColumn ? { ofColumn: name } : {}),
    }));
  for (const partitioning of partitionings) {
    if (partitioning.table !== table.name) continue;
    const broken = outsideOfPartitions(partitioning);
    if (broken === null) continue;
    const name = partitioning.expression;
    rules.push({ kind: 'partition', name, broken, columns: named(name) });
  }
  return rules;
}

/**
 * Rows that the target's CHECKs or partitions would refuse. The target itself judges the values that the plan makes, in
 * batches and without writing: only it knows its functions and collations. One pass over the columns that its rules name.
 */
export async function findBrokenRules(
  context: ConflictContext,
  table: TablePlan,
  constraints: Constraints,
): Promise<readonly Finding[]> {
  const { target } = tableFacts(context, table);
  if (!target) return [];
  const rules = rulesOf(constraints, target).filter(
    (rule) => !isSeenBySource(context, table, rule) && !isOfRefusedTypes(table, rule),
  );
  const findings: Finding[] = [];
  const known: TargetRule[] = [];
  for (const rule of rules) {
    const unknown = rule.columns.find((name) => valueSource(table, target, name) === null);
    if (unknown === undefined) known.push(rule);
    else findings.push(notJudged(table, rule, { kind: 'unwritten', detail: unknown }));
  }
  if (known.length === 0) return findings;
  try {
    const counts = await countBroken(context, table, target, known);
    for (const [index, rule] of known.entries()) {
      const count = counts[index] ?? 0;
      if (count === 0) continue;
      findings.push(
        hasMembers(target, rule)
          ? notJudged(table, rule, { kind: 'members', detail: '' })
          : describe(table, rule, count, await dropStatement(context, table, rule)),
      );
    }
  } catch (error) {
    if (!(error instanceof MysqlError) || error.connectionLost) throw error;
    findings.push(
      ...known.map((rule) =>
        notJudged(table, rule, { kind: 'server', detail: describeMysqlError(error).message }),
      ),
    );
  }
  return findings;
}

/** Whether a text is JSON, and whether MariaDB's JSON is: the source was asked already, without sending it. */
function isSeenBySource(
  { sourceFacts, targetFacts }: ConflictContext,
  table: TablePlan,
  rule: TargetRule,
): boolean {
  if (targetFacts.flavour !== 'mariadb') return false;
  const match = /^NOT \(json_valid\(`((?:[^`]|``)+)`\)\)$/i.exec(rule.broken);
  const column = table.columns.find(({ name }) => name === match?.[1]?.replaceAll('``', '`'));
  // MySQL's JSON may be nested deeper than MariaDB takes.
  return (
    column?.treatment.kind === 'same' &&
    (sourceFacts.flavour === 'mariadb' || column.source?.isJson === false)
  );
}

/** Members are asked about as texts, which a rule that takes them as numbers reads otherwise than the column. */
function hasMembers(target: TableFacts, { columns }: TargetRule): boolean {
  return target.columns.some(
    ({ name, dataType }) => columns.includes(name) && (dataType === 'enum' || dataType === 'set'),
  );
}

/** That a column's values cannot become the target's type is told of the column itself. */
function isOfRefusedTypes(table: TablePlan, { columns }: TargetRule): boolean {
  return table.columns.some(
    ({ name, source, target }) => columns.includes(name) && source !== undefined && !converts(source, target),
  );
}

/** Where a target column's new value comes from: the plan, or the column's plain default; null where only a write would tell. */
function valueSource(table: TablePlan, target: TableFacts, name: string): ColumnPlan | string | null {
  const column = table.columns.find((candidate) => candidate.name === name);
  if (column) return column;
  const facts = target.columns.find((candidate) => candidate.name === name);
  if (!facts || facts.generated || facts.autoIncrement) return null;
  if (facts.default === null) return facts.nullable ? 'NULL' : null;
  return /^[\w.: -]*$/.test(facts.default) && !facts.default.startsWith('CURRENT')
    ? quoteText(facts.default)
    : null;
}

async function countBroken(
  context: ConflictContext,
  table: TablePlan,
  target: TableFacts,
  rules: readonly TargetRule[],
): Promise<readonly number[]> {
  const names = [...new Set(rules.flatMap(({ columns }) => columns))];
  const sources = names.map((name) => ({ name, from: valueSource(table, target, name) }));
  const read = sources.flatMap(({ from }) => (from !== null && typeof from !== 'string' ? [from] : []));
  const transforms = read.map((column) => cellTransform(column, context.cells));
  const counts = rules.map(() => 0);
  const ask = async (rows: ReadonlyMap<string, number>) => {
    const selects = [...rows].map(([row, count]) => `SELECT ${count} AS ${times}${row}`);
    const [row] = await context.target.queryCells(
      `SELECT ${rules.map(({ broken }) => `COALESCE(SUM((${broken}) * ${times}), 0)`).join(', ')}
        FROM (SELECT ${[`0 AS ${times}`, ...names.map(quoteName)].join(', ')} FROM ${quoteName(table.table)} WHERE FALSE
          UNION ALL ${selects.join(' UNION ALL ')}) AS new_rows`,
    );
    for (const index of counts.keys())
      counts[index] = (counts[index] ?? 0) + Number(row?.[index]?.toString('latin1'));
  };
  // A rule without columns holds for all rows or for none.
  const selected = read.length === 0 ? '1' : read.map(sourceExpression).join(', ');
  const stream = context.source.streamCells(
    `SELECT ${selected} FROM ${quoteName(table.table)} WHERE ${filterCondition(table)}`,
  );
  // Rows with the same values are judged once.
  const batch = new Map<string, number>();
  let bytes = 0;
  for await (const cells of stream) {
    let position = 0;
    const values = sources.map(({ name, from }) => {
      if (from === null || typeof from === 'string') return `${from ?? 'NULL'} AS ${quoteName(name)}`;
      const cell = cells[position] ?? null;
      const transform = transforms[position];
      position += 1;
      return `${typed(literal(asCopied(transform, cell), from), from.target)} AS ${quoteName(name)}`;
    });
    const row = values.map((value) => `, ${value}`).join('');
    const known = batch.get(row);
    batch.set(row, (known ?? 0) + 1);
    if (known === undefined) bytes += row.length;
    if (batch.size < rowsPerQuestion && bytes < bytesPerQuestion) continue;
    await ask(batch);
    batch.clear();
    bytes = 0;
  }
  if (batch.size > 0) await ask(batch);
  return counts;
}

/** A literal as the column's type: as text, dates would be compared letter by letter. */
function typed(value: string, column: ColumnFacts): string {
  if (value === 'NULL') return value;
  if (column.dataType === 'json') return `CAST(${value} AS JSON)`;
  if (valueKind(column) !== 'temporal') return value;
  switch (column.dataType) {
    case 'date':
      return `CAST(${value} AS DATE)`;
    case 'time':
      return `CAST(${value} AS TIME(6))`;
    default:
      return `CAST(${value} AS DATETIME(6))`;
  }
}

/** What takes the CHECK away; null where the server prints no such column. */
async function dropStatement(
  { target }: ConflictContext,
  { table }: TablePlan,
  { name, ofColumn }: TargetRule,
): Promise<string | null> {
  if (ofColumn !== undefined) return modifyColumn(target, table, ofColumn, { withoutCheck: true });
  return `ALTER TABLE ${quoteName(table)} DROP CONSTRAINT ${quoteName(name)};`;
}

function describe(table: TablePlan, rule: TargetRule, count: number, statement: string | null): Finding {
  const columns = rule.columns.join(', ');
  const rows = `${count} ${count === 1 ? 'row' : 'rows'} of ${table.table}`;
  const common = { severity: 'blocker', subject: 'data', table: table.table, count } as const;
  const params = { constraint: rule.name, columns, clause: rule.broken };
  if (rule.kind === 'partition') {
    return {
      ...common,
      code: 'conflict.partition',
      title: `${rows} ${count === 1 ? 'belongs' : 'belong'} to no partition of the target, which go by ${rule.name} (${columns})`,
      remedy: `add partitions for these values in the target: ALTER TABLE ${quoteName(table.table)} ADD PARTITION (…), or move these rows out of the source first`,
      params,
    };
  }
  return {
    ...common,
    code: 'conflict.check',
    title: `${rows} ${count === 1 ? 'breaks' : 'break'} the target's CHECK ${rule.name} (${columns}): ${rule.broken.slice('NOT '.length)}`,
    remedy: `correct the values in the source, or change the constraint in the target${statement === null ? '' : `: ${statement}`}`,
    params: { ...params, statement },
  };
}

/** Why a rule could not be judged, and the column or the server's words that it is about. */
interface NotJudged {
  readonly kind: 'unwritten' | 'members' | 'server';
  readonly detail: string;
}

function whyNotJudged({ kind, detail }: NotJudged): string {
  switch (kind) {
    case 'unwritten':
      return `the migration does not write ${detail}`;
    case 'members':
      return 'it may go by the numbers of the members of an ENUM or SET';
    case 'server':
      return detail;
  }
}

function notJudged(table: TablePlan, rule: TargetRule, why: NotJudged): Finding {
  return {
    code: 'conflict.rule-not-checked',
    severity: 'warning',
    subject: 'target-mysql',
    title: `whether the rows of ${table.table} meet the target's ${rule.kind === 'check' ? 'CHECK' : 'partitions by'} ${rule.name} could not be looked at: ${whyNotJudged(why)}`,
    remedy: 'look at the table with SHOW CREATE TABLE, and rehearse on a copy of the target',
    table: table.table,
    params: { kind: rule.kind, constraint: rule.name, why: why.kind, detail: why.detail },
  };
}
