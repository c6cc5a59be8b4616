import { z } from 'zod';
import type { Plain } from '../core/shape.js';
import { form } from '../core/yaml/words.js';
import { presetParam } from './params.js';
import { dimensionRules, reshaping } from './reshape-schema.js';
import { identifier, presetText } from './texts.js';

/**
 * The shape of `presets/*.yaml`: everything tenantferry knows about a system. Unknown keys are errors.
 * File keys are snake_case, as in migrate.yaml; the loaded preset is used as it is parsed here.
 */

/** What no column is called: where a preset names none. */
export const noColumn = '';

/** Without the flag `i`, which a JSON Schema has no place for. */
export const selectStatement = z.string().regex(/^\s*[Ss][Ee][Ll][Ee][Cc][Tt]\b/, form('form.select'));

/** IDs inside a JSON column: `path` uses `.key` and `[*]` only, e.g. `.bindings[*].template_set_id`. */
const jsonReference = z.strictObject({
  column: identifier,
  path: z.string().regex(/^(\.[A-Za-z0-9_]+|\[\*\])+$/, form('form.json-path')),
  table: identifier,
});

export type JsonReference = z.infer<typeof jsonReference>;

/** A column whose IDs this tool cannot map (their table depends on the row): with offset IDs the operator is told. */
const unmappedId = z.strictObject({ column: identifier, note: presetText });

/** Changes of rows that bear no time: whoever repairs must look elsewhere for them. */
export const unseenChanges = z.strictObject({
  /** Columns that change so. */
  columns: z.array(identifier).default([]),
  /** Rows are deleted, and others made instead. */
  rows: z.boolean().default(false),
  /** Table that gets a new or changed row then, with the same value in the column `same`. */
  shown_by: identifier,
  same: identifier,
});

/** What is known of a table that moves, whether always or when the operator includes it. */
const mappingOfTable = {
  /** column → table whose id it holds; 0 and NULL mean none. Merged with the preset-wide `references`. */
  references: z.record(identifier, identifier).default({}),
  json_references: z.array(jsonReference).default([]),
  unmapped_ids: z.array(unmappedId).default([]),
  /** Columns with references in which 0 is not "none" but means something: a dangling reference must not become 0 there. */
  zero_means: z.record(identifier, presetText).default({}),
  /** Columns that pulls and heartbeats bump; excluded when a source in use is compared again. */
  volatile: z.array(identifier).default([]),
  /** What services change without noting a time in the row, and where it shows. */
  unseen_changes: unseenChanges.optional(),
  /** Columns that hold user names: rewritten by the optional users map. */
  user_names: z.array(z.strictObject({ column: identifier, separator: z.string().optional() })).default([]),
  /** Columns whose values together must not occur under two tenants in the target, though no key forbids it, and why. */
  unique_across_tenants: z
    .array(z.strictObject({ columns: z.array(identifier).min(1), because: presetText }))
    .optional(),
  /** Columns whose content is never shown. */
  secret_columns: z.array(identifier).default([]),
};

const presetTable = z.strictObject({
  name: identifier,
  /** Tables of a lower level are copied first. */
  level: z.number().int().min(1),
  ...mappingOfTable,
  ...reshaping,
  /** column → row of the target's own table it must point at. */
  target_rows: z
    .record(identifier, z.strictObject({ table: identifier, column: identifier, title: presetText }))
    .default({}),
});
export type PresetTable = z.infer<typeof presetTable>;

const skippedTable = z.strictObject({
  table: identifier,
  reason: presetText,
  effect: presetText,
  risk: z.enum(['none', 'low', 'medium', 'high']),
  /** true when it can be moved if the operator wishes (it exists on both sides and nothing forbids it). */
  may_be_migrated: z.boolean(),
  /** Level it is copied at when the operator includes it. */
  level: z.number().int().min(1).optional(),
  ...mappingOfTable,
});
export type PresetSkippedTable = z.infer<typeof skippedTable>;

/** Rows of one table that each name a secret. */
export const secretEntry = z.strictObject({
  table: identifier,
  /** Path below the mount; `{column}` parts are filled from the row. */
  path: z.string(),
  version_column: identifier,
  /** Field of the secret that holds the value, and the one that holds its type. */
  value_field: z.string(),
  type_field: z.string(),
  type_column: identifier,
  signature_column: identifier,
  md5_column: identifier,
  size_column: identifier,
  /** Rows in this state may have lost their secret already: reported, not a failure. */
  state_column: identifier.optional(),
  deleted_state: z.string().optional(),
});
export type SecretEntry = z.infer<typeof secretEntry>;

/** Rows of one table that each name a file by its sha256. */
export const fileEntry = z.strictObject({
  table: identifier,
  /** 64 hex digits; a row with anything else names no file. */
  digest_column: identifier,
  size_column: identifier.optional(),
  md5_column: identifier.optional(),
  /** What tells a person which row it is, besides its key. */
  shown_columns: z.array(identifier).default([]),
  /** Clients are served by these rows. */
  served: z.boolean().default(false),
});
export type FileEntry = Plain<z.infer<typeof fileEntry>>;

/** A list of rows the operator must know of: shown by check and dry run, and as evidence of a checklist item. */
const watchList = z.strictObject({
  id: z.string(),
  title: presetText,
  /** What to do about the rows. */
  advice: presetText,
  /** Where the query runs. `:tenant` is replaced by the target tenant's ID, a parameter by its value. */
  on: z.enum(['source', 'target']),
  /** One SELECT, read-only; its columns are shown as they are. */
  sql: selectStatement,
  /** blocker: rows make the run refuse. */
  severity: z.enum(['info', 'warning', 'blocker']),
});
export type WatchList = z.infer<typeof watchList>;

/** One line of the checklist. */
export const checklistItem = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]*$/, form('form.words')),
  when: z.enum(['before', 'during', 'after']),
  title: presetText,
  /** What to look at or to do, one or two sentences. */
  detail: presetText.optional(),
  /** manual: a person answers. automatic: the named check answers. both: a check, confirmed by a person. */
  kind: z.enum(['automatic', 'manual', 'both', 'probe']),
  /** For automatic and both: which check answers it. */
  check: z
    .enum(['row-counts', 'secrets', 'generators', 'orphans', 'tenant-column', 'tables-present'])
    .optional(),
  /** Tables the check looks at; absent means all migrated ones. */
  tables: z.array(identifier).optional(),
  /** Writes to the source end: not yet where it goes on being written to (followed, or files that are brought early). */
  stops_writes: z.boolean().optional(),
  /** `tenantferry backup` answers it: the tables that will be written are backed up, and it was tried. */
  backup: z.literal(true).optional(),
  /** Watch list whose rows are shown with the item. */
  watch_list: z.string().optional(),
  /** For kind probe: an HTTP or SQL check with an expectation, or logs in which old endpoints are silent. */
  probe: z
    .union([
      z.strictObject({
        http: z.string(),
        expect_status: z.number().int().default(200),
        expect_body: z.string().optional(),
      }),
      z.strictObject({
        sql: selectStatement,
        on: z.enum(['source', 'target']),
        expect: z.string(),
      }),
      z.strictObject({ log: z.array(z.string().min(1)).min(1), silent_days: z.number().int().min(1) }),
    ])
    .optional(),
});
export type ChecklistItem = z.infer<typeof checklistItem>;

/** A way into the old system, and what comes in its place: method and path, `{id}` for a part that may be anything. */
const endpoint = z.string().regex(/^[A-Z]+ \/\S*$/, form('form.endpoint'));
export const apiEndpoint = z.strictObject({ old: endpoint, new: endpoint.optional() });
export type ApiEndpoint = z.infer<typeof apiEndpoint>;

/** A source column whose values stay behind, since the target has no place for them. */
const leftColumn = z.union([identifier, z.strictObject({ column: identifier, reason: presetText })]);

/** The table from which the system's services take their IDs, one row for each table that needs them. */
const idGenerators = z.strictObject({
  table: identifier,
  resource_column: identifier,
  max_column: identifier,
  updated_column: identifier.optional(),
  /** Tables that have no generator row. */
  without: z.array(identifier).default([]),
  /** Resources whose generator must never be touched. */
  never: z.array(identifier).default([]),
});
export type IdGenerators = z.infer<typeof idGenerators>;

export const presetSchema = z.strictObject({
  name: z.string(),
  title: presetText,
  source_version: z.string(),
  target_version: z.string(),
  /** The target's column that says whose a row is; absent where rows belong to nobody, and all of a table's are looked at. */
  tenant: z
    .strictObject({ column: identifier, max_length: z.number().int().positive() })
    .default({ column: noColumn, max_length: 255 }),
  /** Column that names the business, for --biz-ids and business-level checks; absent where the system has none. */
  business: z.strictObject({ column: identifier }).optional(),
  /** The column with the row's ID; absent: IDs are never shifted, and no reference is followed. */
  id: z
    .strictObject({ column: identifier, max: z.number().int().positive() })
    .default({ column: noColumn, max: Number.MAX_SAFE_INTEGER }),
  /** Preset-wide references: wherever a migrated table has this column, it holds an id of that table. */
  references: z.record(identifier, identifier).default({}),
  /** Named values for SQL, `:name`; the same for a whole run. Absent defaults are given in the config (`migration.params`). */
  params: z.record(identifier, presetParam).default({}),
  /**
   * Column → where its value comes from in every table of `tables` that has it in the target and gets it neither by `columns` and
   * `fill` nor from a column of that name; `s` in its SQL is the table that the rows come from, whatever `from.as` says.
   */
  dimensions: dimensionRules.default({}),
  tables: z.array(presetTable).min(1),
  skip: z.array(skippedTable).default([]),
  /** table → its source columns whose values may stay behind, with the reason. Any other one blocks a run. */
  left_behind: z.record(identifier, z.array(leftColumn)).default({}),
  /** Absent where the database hands out IDs by itself, or the services make them up (UUIDs). */
  id_generators: idGenerators.optional(),
  secrets: z
    .strictObject({
      mount: z.string(),
      /**
       * Paths may have a `max_versions`, `cas_required` or `delete_version_after` of their own: one more request a path
       * carries them over. Custom metadata is carried over in any case.
       */
      paths_have_settings: z.boolean().default(false),
      entries: z.array(secretEntry),
    })
    .optional(),
  /** Contents that lie in an object store, named by their sha256. Absent where the system has none. */
  files: z
    .strictObject({
      /** Repository (in COS the first part of the key); `{column}` parts are filled from the row. */
      repository: z.string().min(1),
      /** Within it; `{sha256}` is the digest. */
      path: z.string().regex(/^\/.*\{sha256\}/, form('form.file-path')),
      entries: z.array(fileEntry).min(1),
      /** Entry of `not_moved` that is not said when files are configured. */
      not_moved: z.string().optional(),
      /** Parts of the services that forget the tenant: said where only the tenant's own project is written. */
      plain_readers: z.strictObject({ title: presetText, advice: presetText }).optional(),
    })
    .optional(),
  credentials: z
    .strictObject({
      table: identifier,
      column: identifier,
      algorithm: z.literal('aes-cbc-pkcs7-base64'),
      key_sizes: z.array(z.number().int()),
      advice: presetText,
    })
    .optional(),
  /** Things this tool does not move, said in check and dry run where there are any. */
  not_moved: z
    .array(
      z.strictObject({
        id: z.string(),
        title: presetText,
        advice: presetText,
        /** Counts them in the source: one SELECT; `biz_id` and `amount` name its columns. Absent: said in every run. */
        count: selectStatement.optional(),
      }),
    )
    .default([]),
  /** What the services need after every load, repair or rollback, in order. */
  after_writes: z.array(presetText).default([]),
  /** Endpoints that go on beside new ones for a while. */
  api_window: z.array(apiEndpoint).default([]),
  watch_lists: z.array(watchList).default([]),
  checklist: z.array(checklistItem).default([]),
});
export type Preset = z.infer<typeof presetSchema>;

/** Whether the target's rows belong to tenants: by the preset, or a plan that was made of it. */
export function hasTenants({ tenant }: { readonly tenant: { readonly column: string } }): boolean {
  return tenant.column !== noColumn;
}
