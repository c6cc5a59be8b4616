import { counted } from '../../../../core/counted.js';
import { type Finding, finding } from '../../../../core/finding.js';
import { quoteName } from '../../../../core/sql.js';
import type { Constraints } from '../../../../mysql/constraints.js';
import { describeMysqlError, MysqlError } from '../../../../mysql/errors.js';
import { converts } from '../../../../plan/conversions.js';
import type { DatabaseFacts, TableFacts } from '../../../../plan/facts.js';
import type { TablePlan } from '../../../../plan/plan.js';
import { isSealed } from '../../../../plan/treatments.js';
import { type ConflictContext, tableFacts } from '../conflicts/context.js';
import { modifyColumn } from '../values/modify-column.js';
import { misfits } from './generated-values.js';
import { asDerivedTable, columnsNamed, mark, newRows, valueSource } from './new-rows.js';
import { outsideOfPartitions } from './partition-sql.js';

/** Something every row of the target must meet. */
interface TargetRule {
  readonly kind: 'check' | 'partition' | 'generated';
  /** The CHECK's name; what the partitions go by; the generated column. */
  readonly name: string;
  /** SQL over bare column names that holds for rows the target refuses. */
  readonly broken: string;
  readonly columns: readonly string[];
  /** The column whose definition it is part of. */
  readonly ofColumn?: string;
}

const rowsPerQuestion = 500;
const bytesPerQuestion = 500_000;
/** CHECKs, partitions and generated columns of a target table. */
function rulesOf(
  { checks, partitionings, generatedColumns }: Constraints,
  table: TableFacts,
  server: Pick<DatabaseFacts, 'flavour'>,
): readonly TargetRule[] {
  const rules: TargetRule[] = checks
    .filter((check) => check.table === table.name)
    .map(({ name, clause, ofColumn }) => ({
      kind: 'check',
      name,
      broken: `NOT (${clause})`,
      columns: columnsNamed(clause, table),
      ...(ofColumn ? { ofColumn: name } : {}),
    }));
  for (const partitioning of partitionings) {
    if (partitioning.table !== table.name) continue;
    const broken = outsideOfPartitions(partitioning);
    if (broken === null) continue;
    const name = partitioning.expression;
    rules.push({ kind: 'partition', name, broken, columns: columnsNamed(name, table) });
  }
  for (const generated of generatedColumns) {
    const column = table.columns.find(({ name }) => name === generated.column);
    const broken =
      generated.table === table.name && column ? misfits(generated, column, table, server) : null;
    const columns = columnsNamed(generated.expression, table);
    // One that is computed from another is as wide as that one, or the server says it at the write.
    const isPlain = !columns.some((name) => table.columns.some((one) => one.name === name && one.generated));
    if (broken !== null && isPlain)
      rules.push({ kind: 'generated', name: generated.column, broken, columns });
  }
  return rules;
}

/**
 * Rows that the target's CHECKs, partitions or generated columns would refuse. The target itself judges the values that the plan makes, in
 * batches and without writing: only it knows its functions and collations. One pass over the columns that its rules name.
 */
export async function findBrokenRules(
  context: ConflictContext,
  table: TablePlan,
  constraints: Constraints,
): Promise<readonly Finding[]> {
  const { target } = tableFacts(context, table);
  if (!target) return [];
  const rules = rulesOf(constraints, target, context.targetFacts).filter(
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

/**
 * Whether a text is JSON, and whether MariaDB's JSON is: the source was asked already, without sending it. Shifted IDs are other digits
 * in the same text.
 */
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
    (column?.treatment.kind === 'same' || column?.treatment.kind === 'json-ids') &&
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
    ({ name, source, target, treatment }) =>
      columns.includes(name) && source !== undefined && !isSealed(treatment) && !converts(source, target),
  );
}

async function countBroken(
  context: ConflictContext,
  table: TablePlan,
  target: TableFacts,
  rules: readonly TargetRule[],
): Promise<readonly number[]> {
  const columns = [...new Set(rules.flatMap((rule) => rule.columns))];
  const counts = rules.map(() => 0);
  // Rows with the same values are judged once; their mark is how many there are.
  const batch = new Map<string, { mark: number; readonly values: readonly string[] }>();
  let bytes = 0;
  const ask = async () => {
    const [row] = await context.target.queryCells(
      `SELECT ${rules.map(({ broken }) => `COALESCE(SUM((${broken}) * ${mark}), 0)`).join(', ')}
        FROM ${asDerivedTable({ table, columns }, batch.values())} AS new_rows`,
    );
    for (const index of counts.keys())
      counts[index] = (counts[index] ?? 0) + Number(row?.[index]?.toString('latin1'));
    batch.clear();
    bytes = 0;
  };
  for await (const { values } of newRows(context, { table, target, columns, label: `''` })) {
    const row = values.join(', ');
    const known = batch.get(row);
    if (known) known.mark += 1;
    else {
      batch.set(row, { mark: 1, values });
      bytes += row.length;
    }
    if (batch.size >= rowsPerQuestion || bytes >= bytesPerQuestion) await ask();
  }
  if (batch.size > 0) await ask();
  return counts;
}

/** What takes the CHECK away; null where the server prints no such column. */
async function dropStatement(
  { target: session }: ConflictContext,
  { target: table }: TablePlan,
  { kind, name, ofColumn }: TargetRule,
): Promise<string | null> {
  if (kind !== 'check') return null;
  if (ofColumn !== undefined) return modifyColumn(session, table, ofColumn, { withoutCheck: true });
  return `ALTER TABLE ${quoteName(table)} DROP CONSTRAINT ${quoteName(name)};`;
}

function describe(table: TablePlan, rule: TargetRule, count: number, statement: string | null): Finding {
  const columns = rule.columns.join(', ');
  const rows = `${counted(count, 'row')} of ${table.table}`;
  const common = { severity: 'blocker', subject: 'data', table: table.table, count } as const;
  const params = { constraint: rule.name, columns, clause: rule.broken };
  if (rule.kind === 'partition') {
    return {
      ...common,
      code: 'conflict.partition',
      title: `${rows} ${count === 1 ? 'belongs' : 'belong'} to no partition of the target, which go by ${rule.name} (${columns})`,
      remedy: `add partitions for these values in the target: ALTER TABLE ${quoteName(table.target)} ADD PARTITION (…), or move these rows out of the source first`,
      params,
    };
  }
  if (rule.kind === 'generated') {
    return {
      ...common,
      code: 'conflict.generated',
      title: `for ${rows} what the target computes for its column ${rule.name} from ${columns} does not fit there`,
      remedy: `correct ${columns} in the source, or widen ${rule.name} in the target`,
      params: { constraint: rule.name, columns },
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

const kindsInWords: Readonly<Record<TargetRule['kind'], string>> = {
  check: 'CHECK',
  partition: 'partitions by',
  generated: 'generated column',
};

function notJudged(table: TablePlan, rule: TargetRule, why: NotJudged): Finding {
  return finding('warning', 'target-mysql', 'conflict.rule-not-checked', {
    title: `whether the rows of ${table.table} meet the target's ${kindsInWords[rule.kind]} ${rule.name} could not be looked at: ${whyNotJudged(why)}`,
    remedy: 'look at the table with SHOW CREATE TABLE, and rehearse on a copy of the target',
    table: table.table,
    params: { kind: rule.kind, constraint: rule.name, why: why.kind, detail: why.detail },
  });
}
