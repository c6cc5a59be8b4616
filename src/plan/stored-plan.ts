import { z } from 'zod';
import { reason, type Shape } from '../core/shape.js';
import { runParam } from '../preset/params.js';
import { fileEntry, secretEntry } from '../preset/schema.js';
import { localText } from '../preset/texts.js';
import type { IdSegment, IdShift, Treatment } from './treatments.js';

/** What a plan is made of, as a ledger keeps it; the types of `plan.ts` are made of this. */

const text = z.string();
const texts = z.array(text);
const byName = <Value extends z.ZodType>(value: Value) => z.record(text, value);
const number = z.number();

/** Who named a column as left behind, and the reason. */
export const leftBehind = z.strictObject({ by: z.enum(['preset', 'operator']), reason: localText });

export const columnFacts = z.strictObject({
  name: text,
  ordinal: number,
  /** Lower-case base type: bigint, varchar, json, datetime … (a MariaDB JSON column says longtext here and isJson true). */
  dataType: text,
  /** Full type as the server prints it: `bigint(20) unsigned`. */
  columnType: text,
  unsigned: z.boolean(),
  nullable: z.boolean(),
  /** Default expression as information_schema gives it; null when there is none. */
  default: text.nullable(),
  autoIncrement: z.boolean(),
  generated: z.boolean(),
  invisible: z.boolean(),
  /** MySQL's json type, or MariaDB's longtext with a json_valid check. */
  isJson: z.boolean(),
  charset: text.optional(),
  collation: text.optional(),
  /** In characters for text, in bytes for binary. */
  maxLength: number.optional(),
  numericPrecision: number.optional(),
  numericScale: number.optional(),
  /** Fractional second digits, 0 to 6. */
  datetimePrecision: number.optional(),
  /** The one spatial reference system that a geometry may have. */
  srid: number.optional(),
});

export const idSegment = z.strictObject({ above: text, room: text, offset: text } satisfies Shape<IdSegment>);

const segments = z.array(idSegment).optional();

const idShift = {
  offset: text,
  exceptions: byName(text).optional().describe('Source ID → target ID'),
  toZero: z.boolean().optional(),
  segments,
} satisfies Shape<IdShift>;

type Kinds = { readonly [Kind in Treatment['kind']]: z.ZodType<Extract<Treatment, { kind: Kind }>> };

export const treatments = {
  same: z.strictObject({ kind: z.literal('same') }),
  constant: z.strictObject({ kind: z.literal('constant'), value: text }),
  cast: z.strictObject({ kind: z.literal('cast'), from: text, to: text }),
  'time-zone': z.strictObject({ kind: z.literal('time-zone'), zone: text }),
  offset: z.strictObject({ kind: z.literal('offset'), offset: text, segments }),
  reference: z.strictObject({ kind: z.literal('reference'), table: text, ...idShift }),
  'json-ids': z.strictObject({
    kind: z.literal('json-ids'),
    paths: z.array(z.strictObject({ path: text, table: text, ...idShift })),
  }),
  reencrypt: z.strictObject({ kind: z.literal('reencrypt') }),
  encrypt: z.strictObject({ kind: z.literal('encrypt') }),
  index: z.strictObject({ kind: z.literal('index'), hash: z.enum(['hmac', 'sha256']) }),
  users: z.strictObject({ kind: z.literal('users'), map: byName(text), separator: text.optional() }),
} satisfies Kinds;

export const columnPlan = z.strictObject({
  /** Its name in the target; `source` has its own. */
  name: text,
  treatment: z.union(Object.values(treatments)),
  /** Absent for a constant. */
  source: columnFacts.optional(),
  target: columnFacts,
  secret: z.boolean().describe('true: the content is never shown'),
});

/** How a table is made of the source's: SQL, with the run's values in it. */
export const reshape = z.strictObject({
  /** Table of the source that its rows come from. */
  table: text,
  /** It, with the tables that are joined to it. */
  from: text,
  /** Rows to take. */
  where: text.optional(),
  /** Rows that are not written, by the first that is true. */
  rejects: z.array(z.strictObject({ when: text, because: localText })),
  /** Column of the target → its value, of the column's type. */
  columns: byName(text),
  /** Column → what the preset says of it, for people; none for a column of the same name. */
  written: byName(text),
  /** Column → when its expression gives no value of the column's type. */
  unfit: byName(text),
  /** Column → its expression's plain bytes are not what is written; absent where all are. */
  sealed: byName(z.enum(['encrypt', 'index'])).optional(),
  /** Columns of `from` that tell its rows apart; none where the table has no key. */
  rowKey: texts,
  /** Other tables are joined to it. */
  joined: z.boolean(),
  /** Columns of the target that name a row, where the preset says so. */
  key: texts.optional(),
  /** Rows of the target may be written over; absent where each row is made anew. */
  over: z
    .strictObject({
      /** repair: rows are only changed, in the table that they are read from. */
      write: z.enum(['upsert', 'repair']),
      /** Columns that a row which is there keeps. */
      kept: texts,
    })
    .optional(),
});

export const tablePlan = z.strictObject({
  /** What people, events, findings and the ledger call it, and other tables refer to. Never said to a server. */
  table: text,
  source: text.describe('Its name in the source'),
  target: text.describe('Its name in the target'),
  level: number.int(),
  /** Absent where the table is copied column by column. */
  reshape: reshape.optional(),
  /** Columns the chunks range over, by their names in `columns`: the primary key, else a unique key without NULLs; empty means one ordered pass. */
  key: texts,
  /** The tenant's column and ID, where other tenants of the target may have rows of the same key. */
  keyWithin: z.strictObject({ column: text, value: text }).optional(),
  /** Every column that is written, in the target's order. */
  columns: z.array(columnPlan),
  droppedColumns: texts.describe('Source columns that the target has no place for'),
  leftBehind: byName(leftBehind).optional().describe('Who named a dropped column as left behind, and why'),
  /** Rows to take: all of them, or those of some businesses. */
  filter: z.strictObject({ column: text, values: z.array(z.union([number, text])) }).optional(),
  leftOut: z
    .strictObject({ column: text, ids: texts })
    .optional()
    .describe('Rows that the target had already'),
  approximateRows: number,
  approximateBytes: number,
});

export const server = z.strictObject({
  flavour: z.enum(['mysql', 'mariadb']),
  version: text,
  identity: text.describe('Names the server, so that a run is not resumed against another one'),
  database: text,
});

/** A table that stays behind. */
export const skippedTable = z.strictObject({
  table: text,
  reason: localText,
  effect: localText,
  risk: z.enum(['none', 'low', 'medium', 'high']),
  by: z.enum(['preset', 'operator']),
  mayBeMigrated: z.boolean(),
  /** Migrated tables whose rows refer to this one. */
  referencedBy: texts,
  approximateRows: number,
});

/** Rows that are not simply copied, and references that are not simply shifted. */
export const idAdjustments = z.strictObject({
  /** Table → source ID → target ID. */
  exceptions: byName(byName(text)),
  /** Table → source IDs of rows that the target has already. */
  leftOut: byName(texts),
});

/** One id_generators row to raise before the first copied row. */
export const generatorPlan = z.strictObject({ table: text, resource: text });

/** main: what the target's services read. plain: the project without a tenant. slave: what services fall back to. */
export const fileDestination = z.strictObject({ name: z.enum(['main', 'plain', 'slave']), store: text });

/** Which files move, and between which stores. */
export const filesPlan = z.strictObject({
  /** As in the preset: `bscp-v1-biz-{biz_id}` and `/file/{sha256}`. */
  repository: text,
  path: text,
  entries: z.array(fileEntry),
  /** The stores by their names; none of them holds a secret. */
  source: text,
  destinations: z.array(fileDestination),
});

/** Before both sides could have names of their own, `table` was said to either. */
const upgradedTable = z.preprocess(
  (stored) =>
    typeof stored === 'object' && stored !== null && 'table' in stored
      ? { source: stored.table, target: stored.table, ...stored }
      : stored,
  tablePlan,
);

/**
 * Everything a run will do, and why: plain JSON, made from config, preset and both schemas without touching a server.
 * IDs and offsets are decimal text, since they may pass 2^53. A ledger's plan, whichever version wrote it, is read as this one
 * works with it; its fingerprint stays.
 */
export const storedPlan = z.strictObject({
  formatVersion: z.literal(1),
  preset: text,
  tenant: z.strictObject({ column: text, id: text }),
  ids: z.strictObject({
    mode: z.enum(['preserve', 'offset']),
    /** Why this mode, in one sentence. */
    reason: text,
    /** The reason in values, for translation; its codes are those of `text/zh/ids.ts`. */
    because: reason.optional(),
    /** Mode offset: the source IDs each table's reserved range begins with and has room for, decimal text. */
    lowest: byName(text).optional().describe('Table → first source ID of its range'),
    room: byName(text).optional().describe('Table → last source ID of its range'),
    /** What each table's IDs got since, while the source was followed. */
    segments: byName(z.array(idSegment)).optional(),
  }),
  /** What the data made of the rule "ID + offset", as it stands in the treatments; kept for taking a run up again. */
  adjustments: idAdjustments.optional(),
  source: server,
  target: server,
  bizIds: z.array(number).optional().describe('Only these businesses; absent means all'),
  /** What SQL of the preset takes for now, UTC; absent where no table is reshaped. */
  runTime: text.optional(),
  params: z.record(text, runParam).optional().describe('The preset’s parameters and their values'),
  /** In copying order. */
  tables: z.array(upgradedTable),
  skipped: z.array(skippedTable),
  generators: z.array(generatorPlan),
  /** Absent when there is no Vault phase; `vaultSkippedBecause` then says why. */
  vault: z.strictObject({ sourceMount: text, targetMount: text, secrets: z.array(secretEntry) }).optional(),
  vaultSkippedBecause: text.optional(),
  /** `vaultSkippedBecause` in values, for translation; its codes are those of `text/zh/vault-skipped.ts`. */
  vaultSkipped: reason.optional(),
  /** Absent when no files are carried over. */
  files: filesPlan.optional(),
  /** What further phases do, by their names; absent where there are none. */
  phases: z.record(text, z.unknown()).optional(),
  /** What stays behind and other things to know, in words; after the source was read, only what it really holds. */
  notMoved: z.array(
    z.strictObject({
      id: text,
      title: localText,
      advice: localText,
      total: number.optional().describe('How many the source had; absent where none were counted'),
    }),
  ),
  /** Resume needs the same one. */
  fingerprint: text.describe('sha256 hex over everything that decides what is written'),
});
