import { z } from 'zod';
import { reason, type Shape } from '../core/shape.js';
import { fileEntry, localText, secretEntry } from '../preset/schema.js';
import type { ColumnFacts } from './facts.js';
import type {
  ColumnPlan,
  FileDestination,
  FilesPlan,
  GeneratorPlan,
  IdAdjustments,
  LeftBehind,
  Plan,
  ServerSummary,
  SkippedTable,
  TablePlan,
} from './plan.js';
import type { IdShift, Treatment } from './treatments.js';

const text = z.string();
const texts = z.array(text);
const byName = <Value extends z.ZodType>(value: Value) => z.record(text, value);
const number = z.number();

const leftBehind = z.strictObject({
  by: z.enum(['preset', 'operator']),
  reason: localText,
} satisfies Shape<LeftBehind>);

const columnFacts = z.strictObject({
  name: text,
  ordinal: number,
  dataType: text,
  columnType: text,
  unsigned: z.boolean(),
  nullable: z.boolean(),
  default: text.nullable(),
  autoIncrement: z.boolean(),
  generated: z.boolean(),
  invisible: z.boolean(),
  isJson: z.boolean(),
  charset: text.optional(),
  collation: text.optional(),
  maxLength: number.optional(),
  numericPrecision: number.optional(),
  numericScale: number.optional(),
  datetimePrecision: number.optional(),
  srid: number.optional(),
} satisfies Shape<ColumnFacts>);

const idShift = {
  offset: text,
  exceptions: byName(text).optional(),
  toZero: z.boolean().optional(),
} satisfies Shape<IdShift>;

type Kinds = { readonly [Kind in Treatment['kind']]: z.ZodType<Extract<Treatment, { kind: Kind }>> };

const treatments = {
  same: z.strictObject({ kind: z.literal('same') }),
  constant: z.strictObject({ kind: z.literal('constant'), value: text }),
  cast: z.strictObject({ kind: z.literal('cast'), from: text, to: text }),
  'time-zone': z.strictObject({ kind: z.literal('time-zone'), zone: text }),
  offset: z.strictObject({ kind: z.literal('offset'), offset: text }),
  reference: z.strictObject({ kind: z.literal('reference'), table: text, ...idShift }),
  'json-ids': z.strictObject({
    kind: z.literal('json-ids'),
    paths: z.array(z.strictObject({ path: text, table: text, ...idShift })),
  }),
  reencrypt: z.strictObject({ kind: z.literal('reencrypt') }),
  users: z.strictObject({ kind: z.literal('users'), map: byName(text), separator: text.optional() }),
} satisfies Kinds;

const columnPlan = z.strictObject({
  name: text,
  treatment: z.union(Object.values(treatments)),
  source: columnFacts.optional(),
  target: columnFacts,
  secret: z.boolean(),
} satisfies Shape<ColumnPlan>);

const tablePlan = z.strictObject({
  table: text,
  source: text,
  target: text,
  level: number,
  key: texts,
  columns: z.array(columnPlan),
  droppedColumns: texts,
  leftBehind: byName(leftBehind).optional(),
  filter: z.strictObject({ column: text, values: z.array(z.union([number, text])) }).optional(),
  leftOut: z.strictObject({ column: text, ids: texts }).optional(),
  approximateRows: number,
  approximateBytes: number,
} satisfies Shape<TablePlan>);

const server = z.strictObject({
  flavour: z.enum(['mysql', 'mariadb']),
  version: text,
  identity: text,
  database: text,
} satisfies Shape<ServerSummary>);

const skipped = z.strictObject({
  table: text,
  reason: localText,
  effect: localText,
  risk: z.enum(['none', 'low', 'medium', 'high']),
  by: z.enum(['preset', 'operator']),
  mayBeMigrated: z.boolean(),
  referencedBy: texts,
  approximateRows: number,
} satisfies Shape<SkippedTable>);

/** Before both sides could have names of their own, `table` was said to either. */
const upgradedTable = z.preprocess(
  (stored) =>
    typeof stored === 'object' && stored !== null && 'table' in stored
      ? { source: stored.table, target: stored.table, ...stored }
      : stored,
  tablePlan,
);

/** A plan as a ledger may hold it, whichever version wrote it, as this one works with it. Its fingerprint stays. */
export const storedPlan = z.strictObject({
  formatVersion: z.literal(1),
  preset: text,
  tenant: z.strictObject({ column: text, id: text }),
  ids: z.strictObject({
    mode: z.enum(['preserve', 'offset']),
    reason: text,
    because: reason.optional(),
    lowest: byName(text).optional(),
    room: byName(text).optional(),
  } satisfies Shape<Plan['ids']>),
  adjustments: z
    .strictObject({ exceptions: byName(byName(text)), leftOut: byName(texts) } satisfies Shape<IdAdjustments>)
    .optional(),
  source: server,
  target: server,
  bizIds: z.array(number).optional(),
  tables: z.array(upgradedTable),
  skipped: z.array(skipped),
  generators: z.array(z.strictObject({ table: text, resource: text } satisfies Shape<GeneratorPlan>)),
  vault: z
    .strictObject({ sourceMount: text, targetMount: text, secrets: z.array(secretEntry) } satisfies Shape<
      NonNullable<Plan['vault']>
    >)
    .optional(),
  phases: z.record(text, z.unknown()).optional(),
  files: z
    .strictObject({
      repository: text,
      path: text,
      entries: z.array(fileEntry),
      source: text,
      destinations: z.array(
        z.strictObject({
          name: z.enum(['main', 'plain', 'slave']),
          store: text,
        } satisfies Shape<FileDestination>),
      ),
    } satisfies Shape<FilesPlan>)
    .optional(),
  vaultSkippedBecause: text.optional(),
  vaultSkipped: reason.optional(),
  notMoved: z.array(
    z.strictObject({
      id: text,
      title: localText,
      advice: localText,
      total: number.optional(),
    } satisfies Shape<Plan['notMoved'][number]>),
  ),
  fingerprint: text,
} satisfies Shape<Plan>);
