import { formatCount, printable } from '../core/format.js';
import { addsToIds, unlikeTheRest } from '../plan/id-shift.js';
import type { ColumnPlan, Plan, TablePlan } from '../plan/plan.js';
import type { HashKind, IdShift, Treatment } from '../plan/treatments.js';

/** How a language says what happens to a column. Shifts come with their sign: `+ 9`, `- 1,000`. */
interface TreatmentWords {
  constant(value: string): string;
  cast(from: string, to: string): string;
  timeZone(zone: string): string;
  offset(shift: string): string;
  /** What is added to IDs from this one on instead. */
  later(first: string, shift: string): string;
  reference(table: string, shift: string): string;
  /** IDs inside JSON that are changed: whose they are, and path by path what becomes of them. */
  jsonIds(tables: string, paths: string): string;
  /** A reference into a table that is not migrated becomes 0. */
  toZero(table: string): string;
  /** IDs that are not simply shifted. */
  exceptions(count: number): string;
  readonly reencrypt: string;
  readonly encrypt: string;
  index(hash: HashKind): string;
  users(names: number): string;
  /** What only rows that are made get; those that are there already keep what they have. */
  newRowsOnly(said: string): string;
}

/** What is said of a table besides its columns. */
export interface TableWords extends TreatmentWords {
  /** Rows that the target has already. */
  leftOut(count: string): string;
  readonly dropped: string;
  readonly unchanged: string;
}

/** The one description of a treatment, in a few words of any catalogue; undefined when the column's values stay as they are. */
export function treatmentWords(
  { treatment }: Pick<ColumnPlan, 'treatment'>,
  words: TreatmentWords,
): string | undefined {
  switch (treatment.kind) {
    case 'same':
      return undefined;
    case 'constant':
      return words.constant(printable(treatment.value));
    case 'cast':
      return words.cast(treatment.from, treatment.to);
    case 'time-zone':
      return words.timeZone(treatment.zone);
    case 'offset':
      return addsToIds(treatment)
        ? [words.offset(signed(treatment.offset)), ...laterWords(treatment, words)].join(', ')
        : undefined;
    case 'reference':
      return referenceWords(treatment, words);
    case 'json-ids':
      return jsonWords(treatment, words);
    case 'reencrypt':
      return words.reencrypt;
    case 'encrypt':
      return words.encrypt;
    case 'index':
      return words.index(treatment.hash);
    case 'users':
      return words.users(Object.keys(treatment.map).length);
  }
}

function signed(offset: string): string {
  const shift = Number(offset);
  return `${shift < 0 ? '-' : '+'} ${formatCount(Math.abs(shift))}`;
}

function laterWords({ segments = [] }: Pick<IdShift, 'segments'>, words: TreatmentWords): readonly string[] {
  return segments.map(({ above, offset }) => words.later(formatCount(Number(above) + 1), signed(offset)));
}

function referenceWords(
  reference: IdShift & { readonly table: string },
  words: TreatmentWords,
): string | undefined {
  if (reference.toZero) return words.toZero(reference.table);
  const exceptions = unlikeTheRest(reference).length;
  const parts = [
    ...(addsToIds(reference) ? [words.reference(reference.table, signed(reference.offset))] : []),
    ...laterWords(reference, words),
    ...(exceptions === 0 ? [] : [words.exceptions(exceptions)]),
  ];
  return parts.length > 0 ? parts.join(', ') : undefined;
}

function jsonWords(
  { paths }: Extract<Treatment, { kind: 'json-ids' }>,
  words: TreatmentWords,
): string | undefined {
  const changed = paths.flatMap((path) => {
    const said = referenceWords(path, words);
    return said === undefined ? [] : [{ ...path, said }];
  });
  if (changed.length === 0) return undefined;
  const tables = [...new Set(changed.map(({ table }) => table))];
  return words.jsonIds(tables.join(', '), changed.map(({ path, said }) => `${path}: ${said}`).join('; '));
}

/** What becomes of each column that is made of something, or whose values change on their way. An ID that is kept has a treatment, but nothing happens to it. */
export function describedColumns(
  { columns, reshape }: Pick<TablePlan, 'columns' | 'reshape'>,
  words: TreatmentWords,
): readonly { readonly name: string; readonly said: string }[] {
  const kept = new Set(reshape?.over?.write === 'upsert' ? reshape.over.kept : []);
  return columns.flatMap(({ name, treatment }) => {
    // Absent where the source has a column of that name.
    const sql = reshape?.written[name];
    const made = sql === undefined ? [] : [`= ${printable(sql)}`];
    const said = [...made, treatmentWords({ treatment }, words)]
      .filter((part) => part !== undefined)
      .join(', ');
    if (kept.has(name)) return [{ name, said: words.newRowsOnly(said) }];
    return said === '' ? [] : [{ name, said }];
  });
}

/** The columns of a table whose values change on the way, and those that stay behind. Every table gets the tenant, so that is left out. */
export function changedColumns(table: TablePlan, plan: Plan, words: TableWords): string {
  const changed = describedColumns(table, words)
    .filter(({ name }) => name !== plan.tenant.column)
    .map(({ name, said }) => `${name} ${said}`);
  const dropped = table.droppedColumns.map((name) => `${name} ${words.dropped}`);
  const leftOut = table.leftOut?.ids.length ?? 0;
  const already = leftOut === 0 ? [] : [words.leftOut(formatCount(leftOut))];
  return [...changed, ...dropped, ...already].join('; ') || words.unchanged;
}
