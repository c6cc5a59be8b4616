import { z } from 'zod';
import { identifier, presetText } from './texts.js';

/** How a table of the target is made of other tables, other columns and expressions: the keys of `presets/*.yaml`. */

const sql = z.string().min(1);

/** Where a column's value comes from: one of these ways; `reshape-rules.ts` sees to it. An empty block: the source's column of that name. */
const columnRule = z.strictObject({
  /** A column of `from.table`. */
  from: identifier.optional(),
  /** SQL on the source, over `from.as`, the joined tables, `:run_time`, `:tenant` and the preset's own parameters. */
  expr: sql.optional(),
  /** SQL for a row that is made; with `update: keep` a row that is there keeps what it has. */
  insert: sql.optional(),
  update: z.literal('keep').optional(),
  /** The same for each row; with `lookup` a column of the parent, or SQL. */
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
  /** A table of the source in which at most one row is the parent, named by itself in `on` and `value`. */
  lookup: identifier.optional(),
  on: sql.optional(),
  /** SQL for a row without a parent; absent: NULL. */
  else: sql.optional(),
  /** SQL, or a column: its text is encrypted with a data key (config `keys`) on its way. */
  encrypt: sql.optional(),
  /** With `encrypt`: the target's column that gets the hash which the value is looked up by. */
  index: identifier.optional(),
});
export type ColumnRule = z.infer<typeof columnRule>;

const columnRules = z.record(identifier, columnRule.nullable());

export const dimensionRules = z.record(identifier, columnRule);

/** Keys of a table that say how its rows are made. */
export const reshaping = {
  /** The source's tables; absent: the one of the same name, as `s`. */
  from: z
    .strictObject({
      table: identifier,
      as: identifier.default('s'),
      /** SQL: one join or several. Each row of the table may find at most one row by them. */
      join: sql.optional(),
    })
    .optional(),
  /**
   * `insert` makes rows, and is refused before the first write where one with the same key is there. `upsert` also changes those that
   * are there. `repair` changes the named columns of rows that `where` finds in the target's own table.
   */
  write: z.enum(['insert', 'upsert', 'repair']).default('insert'),
  /** Columns of the target that name a row. */
  key: z.array(identifier).min(1).optional(),
  /** SQL: other rows are left alone. */
  where: sql.optional(),
  /** Rows that are not written, by the first rule that is true. */
  reject: z.array(z.strictObject({ when: sql, because: presetText })).optional(),
  /** Column of the target → where its value comes from; absent: columns of the same name are copied. */
  columns: columnRules.optional(),
  /** The same, added to the columns that are copied, or instead of them. */
  fill: columnRules.optional(),
};

const keys = z.object(reshaping).partial();
/** What a preset says of a table that is reshaped. */
export type Reshaping = z.infer<typeof keys>;

/** Whether a table is made of anything but the columns that both sides call alike. */
export function isReshaped({ from, write, key, where, reject, columns, fill }: Reshaping): boolean {
  return (
    (write ?? 'insert') !== 'insert' ||
    [from, key, where, reject, columns, fill].some((given) => given !== undefined)
  );
}

/** An encrypted column of the target's table. */
export interface EncryptedColumn {
  readonly column: string;
  /** Column with the hash that it is looked up by. */
  readonly index?: string | undefined;
}

/** The columns of a table that are encrypted on their way. */
export function encryptedColumns({ columns, fill }: Reshaping): readonly EncryptedColumn[] {
  return Object.entries({ ...columns, ...fill }).flatMap(([column, rule]) =>
    rule?.encrypt === undefined ? [] : [{ column, index: rule.index }],
  );
}

/** The table of the source that a table's rows come from. */
export function sourceTableOf({ name, from }: Reshaping & { readonly name: string }): string {
  return from?.table ?? name;
}
