import { quoteName, quoteText } from '../../core/sql.js';
import type { PresetTable } from '../../preset/schema.js';
import { bindParameters, columnIn } from '../../preset/sql/check.js';
import { converts } from '../conversions.js';
import type { ColumnFacts, IndexFacts, TableFacts } from '../facts.js';
import { valueKind } from '../value-kind.js';
import { joinedParents, type Parents } from './lookups.js';
import { type ColumnRule, ruledColumns } from './ruled-columns.js';
import { holdsText, plainBytes, typedValue } from './typed-value.js';

/** What is the same for each row of a run. */
export interface RunValues {
  /** `YYYY-MM-DD HH:MM:SS.mmm`, UTC: the moment that the run took for now, kept while it is taken up again. */
  readonly runTime: string;
  /** Absent where the system knows no tenants. */
  readonly tenant?: string;
  /** SQL of the preset's own parameters, by their names. */
  readonly params?: Readonly<Record<string, string>>;
}

/** A reshaped table as if the source had it: columns and keys by the target's names, and the SQL that its rows are. */
export interface CompiledTable {
  readonly facts: TableFacts;
  /** Columns of the target that expressions give no value of, such as bits. */
  readonly untyped: readonly ColumnFacts[];
  /** Columns of `from.table` that the preset names and that are not there, with the columns of the target they were meant for. */
  readonly absent: readonly { readonly column: string; readonly from: string }[];
  /** Columns that the preset writes and the target does not have. */
  readonly unplaced: readonly string[];
}

/** Makes a preset's table of the facts about the source's table and the target's. */
export function compileTable(
  table: PresetTable,
  source: TableFacts,
  target: TableFacts,
  values: RunValues,
): CompiledTable {
  const alias = table.from?.as ?? 's';
  const parents = joinedParents(table, alias);
  const made: Record<string, string> = {};
  const written: Record<string, string> = {};
  const columns: ColumnFacts[] = [];
  const plainly = new Map<string, string>();
  const untyped: ColumnFacts[] = [];
  const unfit: Record<string, string> = {};
  const sealed: Record<string, 'encrypt' | 'index'> = {};
  const absent: { column: string; from: string }[] = [];
  const own = new Map(source.columns.map((column) => [column.name.toLowerCase(), column]));
  const names = new Set(target.columns.map(({ name }) => name));
  const key = table.key ?? (table.write === 'repair' ? rowKeyOf(target) : undefined);
  const rules = ruledColumns(table, source, target, key);

  const isJoined = table.from?.join !== undefined || parents.joins.length > 0;
  for (const [name, rule] of Object.entries(rules)) {
    const to = target.columns.find((column) => column.name === name);
    const plain = rule.encrypt ?? rule.hash;
    if (plain !== undefined) {
      const from = plainColumn({ expr: plain }, name, alias, isJoined);
      if (to && !holdsText(to)) untyped.push(to);
      if (!to || !holdsText(to)) continue;
      const facts = from === undefined ? undefined : own.get(from.toLowerCase());
      const value = facts ? `${quoteName(alias)}.${quoteName(facts.name)}` : bound(plain, values);
      const bytes = plainBytes(value, to, facts);
      made[name] = bytes.sql;
      columns.push(bytes.facts);
      sealed[name] = rule.encrypt === undefined ? 'index' : 'encrypt';
      continue;
    }
    const from = plainColumn(rule, name, alias, isJoined);
    const facts = from === undefined ? undefined : own.get(from.toLowerCase());
    const itself = facts && `${quoteName(alias)}.${quoteName(facts.name)}`;
    if (facts && itself !== undefined && (!to || !isMadeAnew(facts, to))) {
      made[name] = itself;
      if (facts.name.toLowerCase() !== name.toLowerCase()) written[name] = facts.name;
      columns.push({ ...facts, name, autoIncrement: false, generated: false });
      if (!plainly.has(facts.name)) plainly.set(facts.name, name);
      continue;
    }
    if (from !== undefined && !facts) {
      absent.push({ column: name, from });
      continue;
    }
    if (!to) continue;
    const sql = itself ?? bound(expressionOf(rule, parents), values, to);
    const typed = typedValue(sql, to);
    if (!typed) {
      untyped.push(to);
      continue;
    }
    made[name] = typed.sql;
    if (isNamed(table, name)) written[name] = sql;
    columns.push(typed.facts);
    if (typed.unfit !== undefined) unfit[name] = typed.unfit;
  }
  const inClause = (sql: string) => bound(sql, values);
  const joins = [table.from?.join, ...parents.joins].filter((join) => join !== undefined);
  return {
    untyped,
    absent,
    unplaced: Object.keys(rules).filter((name) => !names.has(name) && isNamed(table, name)),
    facts: {
      ...source,
      name: target.name,
      triggers: undefined,
      columns,
      indexes: source.indexes.flatMap((index) => renamedIndex(index, plainly)),
      reshape: {
        table: source.name,
        from: [`${quoteName(source.name)} AS ${quoteName(alias)}`, ...joins.map(inClause)].join(' '),
        ...(table.where === undefined ? {} : { where: inClause(table.where) }),
        rejects: (table.reject ?? []).map(({ when, because }) => ({ when: inClause(when), because })),
        columns: made,
        written,
        unfit,
        ...(Object.keys(sealed).length > 0 ? { sealed } : {}),
        // Only a row that is alone in its table can be told to be twice there.
        rowKey: rowKeyOf(source).map((column) =>
          printable(`${quoteName(alias)}.${quoteName(column)}`, own.get(column.toLowerCase())),
        ),
        joined: joins.length > 0,
        ...(key ? { key } : {}),
        ...(table.write === 'insert'
          ? {}
          : { over: { write: table.write, kept: keptColumns(rules, table) } }),
      },
    },
  };
}

/** What a row that is there keeps: what the preset says, and all that it does not name. */
function keptColumns(rules: Readonly<Record<string, ColumnRule>>, table: PresetTable): readonly string[] {
  return Object.entries(rules).flatMap(([name, { update, value }]) =>
    // Unnamed columns with a value are the target's defaults.
    update === 'keep' || (value !== undefined && !isNamed(table, name)) ? [name] : [],
  );
}

function isNamed({ columns, fill }: PresetTable, name: string): boolean {
  const rules = { ...columns, ...fill };
  return name in rules || Object.values(rules).some((rule) => rule?.index === name);
}

/** The column of `from.table` that a rule takes as it is; undefined where it makes something of it. */
function plainColumn(rule: ColumnRule, name: string, alias: string, isJoined: boolean): string | undefined {
  if (rule.lookup !== undefined || rule.value !== undefined) return undefined;
  if (rule.from !== undefined) return rule.from;
  const sql = rule.expr ?? rule.insert;
  if (sql === undefined) return name;
  const column = columnIn(sql);
  // Without its table it may be a joined one's.
  if (!column || (column.table === undefined && isJoined)) return undefined;
  return (column.table ?? alias) === alias ? column.column : undefined;
}

function expressionOf(
  { expr, insert, value, lookup, on = 'FALSE', else: otherwise }: ColumnRule,
  parents: Parents,
): string {
  if (lookup === undefined) return expr ?? insert ?? literal(value ?? null);
  const { rename } = parents.of(lookup, on);
  const text = String(value);
  const column = columnIn(text);
  const found =
    column && column.table === undefined ? `${quoteName(lookup)}.${quoteName(column.column)}` : text;
  // The condition cannot hold without a parent, whose columns are all NULL then.
  return `IF((${rename(on)}) IS TRUE, ${rename(found)}, ${otherwise ?? 'NULL'})`;
}

/** A column whose type has no canonical form in the target's is an expression like any other: each value is looked at. */
function isMadeAnew(facts: ColumnFacts, to: ColumnFacts): boolean {
  const hasText = !['binary', 'bit', 'geometry'].includes(valueKind(facts));
  return hasText && valueKind(to) !== 'float' && !converts(facts, to);
}

function literal(value: string | number | boolean | null): string {
  if (typeof value === 'string') return quoteText(value);
  return value === null ? 'NULL' : String(value).toUpperCase();
}

/** SQL with the run's values; the time with as many digits as the column holds. */
function bound(sql: string, { runTime, tenant, params }: RunValues, column?: ColumnFacts): string {
  const digits = column?.datetimePrecision ?? 3;
  const time = digits >= 3 ? runTime : runTime.slice(0, digits === 0 ? 19 : 20 + digits);
  return bindParameters(sql, {
    ...params,
    run_time: `TIMESTAMP'${time}'`,
    ...(tenant === undefined ? {} : { tenant: quoteText(tenant) }),
  });
}

/** A key of the source's table by the target's names, where all its columns are carried over as they are. */
function renamedIndex(index: IndexFacts, plain: ReadonlyMap<string, string>): readonly IndexFacts[] {
  const columns = index.columns.map((column) => ({ ...column, name: plain.get(column.name) ?? '' }));
  return columns.every(({ name }) => name !== '') ? [{ ...index, columns }] : [];
}

/** A part of a key that tells rows apart as its column does, and that a person can read. */
function printable(sql: string, column: ColumnFacts | undefined): string {
  return column && valueKind(column) === 'binary' ? `HEX(${sql})` : sql;
}

function rowKeyOf({ indexes }: TableFacts): readonly string[] {
  const whole = indexes.filter(
    ({ unique, columns }) =>
      unique && columns.every(({ nullable, prefix }) => !nullable && prefix === undefined),
  );
  const key = whole.find(({ name }) => name === 'PRIMARY') ?? whole[0];
  return key?.columns.map(({ name }) => name) ?? [];
}
