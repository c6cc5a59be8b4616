import { counted } from '../../../../core/counted.js';
import { type Finding, sampled } from '../../../../core/finding.js';
import type { Sentence } from '../../../../core/sentence.js';
import { quoteName, quoteText } from '../../../../core/sql.js';
import { filterCondition } from '../../../../mysql/chunks.js';
import { membersInOrder, membersOf } from '../../../../plan/conversions.js';
import { hashLength, longestPlain } from '../../../../plan/field-value.js';
import { addsToIds } from '../../../../plan/id-shift.js';
import { integerRange } from '../../../../plan/integer-range.js';
import { sourceExpression } from '../../../../plan/mapping.js';
import type { ColumnPlan, TablePlan } from '../../../../plan/plan.js';
import { sourceRows } from '../../../../plan/reshape/reshape.js';
import { losesMoment } from '../../../../plan/time-zone.js';
import { constantOf, isPrinted, isSealed, shiftOf } from '../../../../plan/treatments.js';
import { valueKind } from '../../../../plan/value-kind.js';
import { columnNarrowings, type Narrowing } from '../values/column-limits.js';
import { describeNarrowing, narrowingParams } from '../values/describe-narrowing.js';
import { type ColumnChange, modifyColumn } from '../values/modify-column.js';
import { typeForBoth } from '../values/wider-type.js';
import { say } from '../words.js';
import { type ConflictContext, mostSamples } from './context.js';
import { rowName, showCell } from './key-sql.js';

interface Doubt {
  readonly column: ColumnPlan;
  readonly narrowing: Narrowing;
  /** SQL that holds for rows the target would refuse or alter. */
  readonly condition: string;
}

/**
 * Values the target's columns cannot take as they are: too long, out of range, NULL, lost characters. One pass over the
 * source per table, and only for tables with a narrower column.
 */
export async function findUnfitValues(
  context: ConflictContext,
  table: TablePlan,
): Promise<readonly Finding[]> {
  const doubts = table.columns.flatMap((column) => doubtsAbout(column));
  if (doubts.length === 0) return [];
  const from = `FROM ${sourceRows(table)} WHERE ${filterCondition(table)}`;
  const [counts] = await context.source.queryCells(
    `SELECT ${doubts.map(({ condition }) => `COALESCE(SUM(${condition}), 0)`).join(', ')} ${from}`,
  );
  const findings: Finding[] = [];
  for (const [index, doubt] of doubts.entries()) {
    const count = Number(counts?.[index]?.toString('latin1') ?? 0);
    if (count === 0) continue;
    const rows = await context.source.queryCells(
      `SELECT ${rowName(table)}, ${sourceExpression(doubt.column)} ${from} AND (${doubt.condition}) LIMIT ${mostSamples}`,
    );
    const change = changeFor(doubt);
    const statement = change && (await modifyColumn(context.target, table.target, doubt.column.name, change));
    findings.push(toFinding({ table, doubt, count, rows, statement }));
  }
  return findings;
}

const codes: Readonly<Record<Narrowing['kind'], string>> = {
  null: 'conflict.null',
  length: 'conflict.too-long',
  padding: 'conflict.padding',
  spaces: 'conflict.padding',
  range: 'conflict.out-of-range',
  negative: 'conflict.out-of-range',
  decimal: 'conflict.out-of-range',
  fraction: 'conflict.precision',
  timestamp: 'conflict.out-of-range',
  moment: 'conflict.moment',
  charset: 'conflict.charset',
  members: 'conflict.member',
  json: 'conflict.json',
  float: 'conflict.precision',
  double: 'conflict.precision',
  srid: 'conflict.spatial-reference',
  type: 'conflict.type',
};

/** What would give the target's column room for the values; null where a statement cannot, or a person has to choose. */
function changeFor({ column, narrowing }: Doubt): ColumnChange | null {
  const { source, target, treatment } = column;
  if (narrowing.kind === 'null') return { nullable: true };
  if (isPrinted(treatment) && target.dataType === 'varchar') {
    // The digits of any number, with sign and point.
    return { type: 'varchar(67)' };
  }
  if (narrowing.kind === 'range' && shiftOf(treatment)) {
    return { type: target.unsigned ? 'bigint unsigned' : 'bigint' };
  }
  return source && !isSealed(treatment) ? typeForBoth(source, target) : null;
}

interface Unfit {
  readonly table: TablePlan;
  readonly doubt: Doubt;
  readonly count: number;
  readonly rows: readonly (readonly (Buffer | null)[])[];
  /** What cures it in the target. */
  readonly statement: string | null;
}

function toFinding({ table, doubt: { column, narrowing }, count, rows, statement }: Unfit): Finding {
  const inTarget =
    narrowing.kind === 'null'
      ? 'allow NULL in the target'
      : "widen the target's column so that it holds them";
  return {
    code: codes[narrowing.kind],
    severity: 'blocker',
    subject: 'data',
    title: `${counted(count, 'value')} of ${table.table}.${column.name} ${count === 1 ? 'does' : 'do'} not fit the target's ${column.target.columnType}: ${describeNarrowing(narrowing)}`,
    remedy: `${narrowing.kind === 'null' ? 'set a value' : 'change the values'} in the source, or ${inTarget}${statement === null ? '' : `: ${statement}`}`,
    table: table.table,
    column: column.name,
    count,
    params: {
      target: column.target.columnType,
      statement,
      ...narrowingParams(narrowing),
    },
    ...sampled(rows.map(([name, value]) => sample(name?.toString('utf8') ?? '', value ?? null, column))),
  };
}

function sample(name: string, value: Buffer | null, column: ColumnPlan): string | Sentence {
  if (value === null) return `${name}: NULL`;
  const shown = showCell(value, column);
  const kind = valueKind(column.target);
  const length = kind === 'text' || kind === 'json' ? [...value.toString('utf8')].length : value.length;
  const row = `${name}: ${shown}`;
  if (length <= 40) return row;
  const bytes = value.length;
  return kind === 'text' || kind === 'json'
    ? say('sample.length', { row, characters: length, bytes })
    : say('sample.bytes', { row, bytes });
}

/** What of a column has to be looked at in the rows. */
function doubtsAbout(column: ColumnPlan): readonly Doubt[] {
  const { source, target, treatment } = column;
  if (!source || constantOf(treatment) !== undefined) return [];
  const expression = sourceExpression(column);
  const found = columnNarrowings(column);
  const shift = shiftOf(treatment);
  const moved = shift !== undefined && addsToIds(shift);
  // What MySQL's JSON takes, only the target itself can say (`altered-json.ts`).
  const limits = found.filter(
    ({ kind }) => kind !== 'type' && (kind !== 'json' || target.dataType !== 'json'),
  );
  if (moved && !limits.some(({ kind }) => kind === 'range')) limits.push(...movedRange(column));
  return limits.map((narrowing) => ({
    column,
    narrowing,
    condition: conditionOf(narrowing, expression, column),
  }));
}

/** With an offset a value can pass the end of a column that is no narrower than its source. */
function movedRange({ target }: ColumnPlan): Narrowing[] {
  const range = integerRange(target);
  return range ? [{ kind: 'range', range }] : [];
}

function conditionOf(
  narrowing: Narrowing,
  expression: string,
  { source, target, treatment }: ColumnPlan,
): string {
  const zone = treatment.kind === 'time-zone' ? treatment.zone : 'UTC';
  switch (narrowing.kind) {
    case 'null':
      return `${expression} IS NULL`;
    case 'length': {
      const { length, unit } = narrowing.limit;
      if (treatment.kind === 'encrypt') return `LENGTH(${expression}) > ${longestPlain(length)}`;
      if (treatment.kind === 'index') return length < hashLength ? `${expression} IS NOT NULL` : 'FALSE';
      const text =
        valueKind(target) === 'text' && target.charset
          ? `CONVERT(${expression} USING ${target.charset})`
          : expression;
      return unit === 'characters' ? `CHAR_LENGTH(${expression}) > ${length}` : `LENGTH(${text}) > ${length}`;
    }
    case 'padding':
      return `LENGTH(${expression}) <> ${narrowing.bytes}`;
    case 'spaces':
      return `LENGTH(TRIM(TRAILING ' ' FROM ${expression})) <> LENGTH(${expression})`;
    case 'negative':
      return `${expression} < 0`;
    case 'srid':
      return `ST_SRID(${expression}) <> ${narrowing.srid}`;
    case 'range':
      return `NOT (${expression} BETWEEN ${narrowing.range.lowest} AND ${narrowing.range.highest})`;
    case 'decimal': {
      const { precision, scale } = narrowing;
      const limit = `1${'0'.repeat(precision - scale)}`;
      return `(${expression} >= ${limit} OR ${expression} <= -${limit} OR ROUND(${expression}, ${scale}) <> ${expression})`;
    }
    case 'fraction':
      return `MICROSECOND(${expression}) % ${10 ** (6 - narrowing.digits)} <> 0`;
    case 'timestamp':
      return `NOT (${expression} BETWEEN '1970-01-01 00:00:01' AND '2038-01-19 03:14:07.999999')`;
    case 'moment':
      return losesMoment(quoteName(source?.name ?? ''), source?.dataType ?? '', zone);
    case 'charset':
      return `CAST(CONVERT(CONVERT(${expression} USING ${narrowing.to}) USING utf8mb4) AS BINARY) <> CAST(CONVERT(${expression} USING utf8mb4) AS BINARY)`;
    case 'members':
      return unknownMembers(expression, narrowing.members, { source, target });
    case 'json':
      return `NOT JSON_VALID(${expression})`;
    case 'float':
      return losesFloatDigits(`(${expression} + 0e0)`);
    case 'double':
      return `CAST((${expression} + 0e0) AS DECIMAL(65, ${source?.numericScale ?? 0})) <> ${expression}`;
    case 'type':
      return source ? 'FALSE' : 'TRUE';
  }
}

/** SQL for doubles that no FLOAT is equal to: Veltkamp's splitting tells what is left when only 24 of 53 digits are kept. */
function losesFloatDigits(double: string): string {
  const isOutside = `(${double} <> 0 AND NOT ABS(${double}) BETWEEN 1.1754943508222875e-38 AND 3.4028234663852886e38)`;
  const shifted = `${double} * 536870913e0`;
  // IF, since the product of a value outside is an error.
  return `IF(${isOutside}, TRUE, ${shifted} - (${shifted} - ${double}) <> ${double})`;
}

/** SQL for values that the target's members do not spell exactly: by its collation it would take 'A' for 'a', and alter it. */
function unknownMembers(
  expression: string,
  members: readonly string[],
  { source, target }: Pick<ColumnPlan, 'source' | 'target'>,
): string {
  const exact = (sql: string) => `CAST(CONVERT(${sql} USING utf8mb4) AS BINARY)`;
  if (source && target.dataType === 'set' && source.dataType === 'set') {
    const missing = membersOf(source).filter((member) => !members.includes(member));
    return missing.map((member) => `FIND_IN_SET(${quoteText(member)}, ${expression})`).join(' OR ');
  }
  if (target.dataType === 'set')
    return `${exact(expression)} <> ${exact(membersInOrder(expression, members))}`;
  const list = members.map((member) => exact(quoteText(member))).join(', ');
  return `${exact(expression)} NOT IN (${list})`;
}
