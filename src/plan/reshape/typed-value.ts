import { isConstant } from '../../preset/sql/check.js';
import type { ColumnFacts } from '../facts.js';
import { integerRange } from '../integer-range.js';
import { valueKind } from '../value-kind.js';

/**
 * An expression as a value of its target column's type, so that what is selected, written, compared and counted is one value; and
 * SQL that tells which results are none. Servers would round, cut or take 0 for them without a word.
 */
export interface TypedValue {
  readonly sql: string;
  /** What the result is to everybody who looks at types. */
  readonly facts: ColumnFacts;
  /** SQL that holds where the expression's result does not fit; NULL, lengths and members are looked at as for any column. */
  readonly unfit?: string;
}

const decimalText = "'^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$'";
const wholeText = "'^[-+]?[0-9]+([.]0*)?$'";
const momentText = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}( [0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]{1,6})?)?$'";
const timeText = "'^-?[0-9]+:[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?$'";

/** Undefined where no expression makes a value of that type: bits, shapes and vectors are taken from columns alone. */
export function typedValue(expression: string, target: ColumnFacts): TypedValue | undefined {
  const value = `(${expression})`;
  const text = `CONVERT(${value} USING utf8mb4)`;
  const like = made(target);
  switch (valueKind(target)) {
    case 'number':
      return numberValue(value, text, target);
    case 'float': {
      const sql = target.dataType === 'float' ? `CAST(${value} AS FLOAT)` : `(${value} + 0e0)`;
      return { sql, facts: like, unfit: given(value, `${text} NOT REGEXP ${decimalText}`) };
    }
    case 'temporal':
      return temporalValue(expression, text, target);
    case 'json':
      return { sql: text, facts: longText(target) };
    case 'text': {
      // Bytes that are no text: MariaDB makes question marks of them, MySQL NULL.
      const altered = `CHARSET${value} = 'binary' AND (${text} IS NULL OR CAST(${text} AS BINARY) <> CAST(${value} AS BINARY))`;
      const facts = target.charset === undefined ? like : longText(target);
      return { sql: text, facts, unfit: given(value, altered) };
    }
    case 'binary':
      if (target.dataType === 'vector') return undefined;
      return {
        sql: `CAST(${value} AS BINARY)`,
        facts: { ...like, dataType: 'longblob', columnType: 'longblob', maxLength: undefined },
      };
    case 'bit':
    case 'geometry':
      return undefined;
  }
}

function made(target: ColumnFacts): ColumnFacts {
  const columnType = target.columnType.replace(/ zerofill/i, '');
  return { ...target, columnType, nullable: true, default: null, autoIncrement: false };
}

/** Text of any length; without a collation, since it depends on what the expression is made of. */
function longText(target: ColumnFacts): ColumnFacts {
  return {
    ...made(target),
    dataType: 'longtext',
    columnType: 'longtext',
    isJson: false,
    charset: 'utf8mb4',
    collation: undefined,
    maxLength: undefined,
  };
}

const given = (value: string, condition: string) => `(${value} IS NOT NULL AND (${condition}))`;

function numberValue(value: string, text: string, target: ColumnFacts): TypedValue {
  const facts = made(target);
  if (target.dataType === 'decimal') {
    const sql = `CAST(${value} AS DECIMAL(${target.numericPrecision ?? 10}, ${target.numericScale ?? 0}))`;
    const negative = target.unsigned ? ` OR ${value} < 0` : '';
    return {
      sql,
      facts,
      unfit: given(value, `${text} NOT REGEXP ${decimalText} OR ${sql} <> ${value}${negative}`),
    };
  }
  const range = integerRange(target);
  const inside = range
    ? `${value} BETWEEN ${range.lowest} AND ${range.highest}`
    : `${value} = 0 OR ${value} BETWEEN 1901 AND 2155`;
  return {
    sql: `CAST(${value} AS ${target.unsigned || !range ? 'UNSIGNED' : 'SIGNED'})`,
    facts,
    unfit: given(value, `${text} NOT REGEXP ${wholeText} OR NOT (${inside})`),
  };
}

const momentLiteral = /^(?:TIMESTAMP)?'(\d{4}-\d\d-\d\d)(?: (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?)?'$/;

/**
 * A moment that is the same for each row, as the column prints it: MySQL 9.7 lets a CONCAT around a constant CONCAT write into its
 * text, so that from the second row on it is another one. Undefined where it depends on the row.
 */
function constantMoment(expression: string, { dataType, datetimePrecision: digits = 0 }: ColumnFacts) {
  if (!isConstant(expression)) return undefined;
  const [whole, day, clock = '00:00:00', fraction = ''] = momentLiteral.exec(expression) ?? [];
  if (whole === undefined || dataType === 'time') {
    const type = dataType === 'date' ? 'DATE' : `${dataType === 'time' ? 'TIME' : 'DATETIME'}(${digits})`;
    return `CAST(CAST((${expression}) AS ${type}) AS CHAR)`;
  }
  if (dataType === 'date') return `'${day}'`;
  return `'${day} ${clock}${digits === 0 ? '' : `.${fraction.slice(0, digits).padEnd(digits, '0')}`}'`;
}

/** The text that the column prints: a CAST would make NULL of dates that columns hold, such as 0000-00-00. */
function temporalValue(expression: string, text: string, target: ColumnFacts): TypedValue {
  const value = `(${expression})`;
  const facts = made(target);
  const digits = target.datetimePrecision ?? 0;
  const constant = constantMoment(expression, target);
  if (target.dataType === 'time') {
    const whole = `SUBSTRING_INDEX(${text}, '.', 1)`;
    const fraction = `IF(LOCATE('.', ${text}) = 0, '', SUBSTRING_INDEX(${text}, '.', -1))`;
    const sql =
      digits === 0 ? whole : `CONCAT(${whole}, '.', LEFT(CONCAT(${fraction}, '000000'), ${digits}))`;
    const lost = `SUBSTRING(${fraction}, ${digits + 1}) REGEXP '[1-9]'`;
    return { sql: constant ?? sql, facts, unfit: given(value, `${text} NOT REGEXP ${timeText} OR ${lost}`) };
  }
  const isDate = target.dataType === 'date';
  const clock = `IF(CHAR_LENGTH(${text}) = 10, ' 00:00:00', '')`;
  const point = `IF(LOCATE('.', ${text}) = 0, '.', '')`;
  const whole = `CONCAT(${text}, ${clock}, ${point}, '000000')`;
  const length = isDate ? 10 : digits === 0 ? 19 : 20 + digits;
  const lost = `SUBSTRING(${whole}, ${isDate ? 12 : 21 + digits}) REGEXP '[1-9]'`;
  const noMoment = `${text} NOT LIKE '0000-00-00%' AND CAST(${text} AS DATETIME(6)) IS NULL`;
  const outside =
    target.dataType === 'timestamp'
      ? ` OR NOT (${text} BETWEEN '1970-01-01 00:00:01' AND '2038-01-19 03:14:07.999999')`
      : '';
  return {
    sql: constant ?? `LEFT(${whole}, ${length})`,
    facts,
    unfit: given(value, `${text} NOT REGEXP ${momentText} OR ${lost} OR ${noMoment}${outside}`),
  };
}

/** Whether a column can hold an encrypted value or a hash: text of a limited or any length, or bytes that nobody fills up. */
export function holdsText(target: ColumnFacts): boolean {
  const { dataType, charset } = target;
  if (valueKind(target) === 'binary') return dataType !== 'vector' && dataType !== 'binary';
  return valueKind(target) === 'text' && charset !== undefined && dataType !== 'enum' && dataType !== 'set';
}

/** An expression as the bytes that an application would encrypt: its text in UTF-8, or what a column of bytes holds. */
export function plainBytes(
  value: string,
  target: ColumnFacts,
  source: ColumnFacts | undefined,
): Pick<TypedValue, 'sql' | 'facts'> {
  // The text protocol prints FLOAT with six digits.
  const whole = source?.dataType === 'float' ? `(${value} + 0e0)` : value;
  const isBytes = source !== undefined && valueKind(source) === 'binary';
  return {
    sql: isBytes ? value : `CAST(CONVERT((${whole}) USING utf8mb4) AS BINARY)`,
    facts: {
      ...made(target),
      nullable: source?.nullable ?? true,
      dataType: 'longblob',
      columnType: 'longblob',
      isJson: false,
      charset: undefined,
      collation: undefined,
      maxLength: undefined,
    },
  };
}
