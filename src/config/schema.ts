import { z } from 'zod';
import { form } from '../core/yaml/words.js';
import { probeFile } from './probes.js';

/** Also held against what an environment variable gives. */
export const tenantId = /^(?![\s\p{C}])[^\p{C}\p{Zl}\p{Zp}]+(?<!\s)$/u;

/** The shape of migrate.yaml: snake_case, unknown keys are errors. Defaults and older spellings are settled in load.ts. */

const text = z.string().min(1);
/** A secret as the file gives it: the text itself or `${ENV_NAME}`. */
const secret = z.string();

const tls = z.union([
  z.boolean(),
  z.strictObject({
    ca: text.optional(),
    cert: text.optional(),
    key: text.optional(),
    verify: z.boolean().optional(),
  }),
]);
export type TlsFile = z.infer<typeof tls>;

const port = z.number().int().min(1).max(65535);

const mysql = z.strictObject({
  host: text.optional(),
  port: port.optional(),
  /** `host:port`; one entry, since this tool talks to one server. */
  endpoints: z.array(text).min(1).optional(),
  socket: text.optional(),
  database: text,
  user: text,
  password: secret.optional(),
  password_file: text.optional(),
  tls: tls.optional(),
});
export type MysqlFile = z.infer<typeof mysql>;

/** `${NAME}` stands for one, which is held to the same form. */
export const vaultAddress = /^(https?:\/\/[^/@?#\s]+\/*|\$\{\w+\})?$/;

const vault = z.strictObject({
  address: z.string().regex(vaultAddress, form('form.vault-address')),
  mount: text.optional(),
  namespace: text.optional(),
  token: secret.optional(),
  token_file: text.optional(),
  approle: z
    .strictObject({
      role_id: text,
      secret_id: secret.optional(),
      secret_id_file: text.optional(),
      mount: text.optional(),
    })
    .optional(),
  /** AppRole in short, at its default mount. */
  role_id: text.optional(),
  secret_id: secret.optional(),
  secret_id_file: text.optional(),
  tls: tls.optional(),
});
export type VaultFile = z.infer<typeof vault>;

const environment = z.strictObject({
  environment: z.enum(['production', 'staging', 'test', 'development']).optional(),
  mysql,
  vault: vault.optional(),
  credential_master_key: secret.optional(),
  credential_master_key_file: text.optional(),
});
export type EnvironmentFile = z.infer<typeof environment>;

const timeZone = /^([+-](0\d|1[0-4]):[0-5]\d|UTC|[A-Za-z]+(\/[A-Za-z0-9_+-]+)+)$/;

const bizIds = z.array(z.number().int().min(1)).min(1);
const batchSize = z.number().int().min(1).max(1_000_000);
const tableNames = z.array(text);

export const configFileSchema = z.strictObject({
  migration: z.strictObject({
    target_tenant_id: text.regex(tenantId, form('form.tenant')),
    preset: text.default('bscp'),
    ids: z.enum(['auto', 'preserve', 'offset']).default('auto'),
    /** References to rows that are not migrated: shift them as their rows would be (default), refuse the run, keep the number, or set it to 0 (none). */
    dangling_references: z.enum(['shift', 'refuse', 'keep', 'zero']).optional(),
    /** Rows that the tenant has in the target already, equal but for ID and authorship: refuse, or take them as migrated. */
    identical_rows: z.enum(['refuse', 'skip']).default('refuse'),
    biz_ids: bizIds.optional(),
    batch_size: batchSize.optional(),
    continue_on_error: z.boolean().optional(),
  }),
  source: environment,
  target: environment,
  /** Where the two credential_master_key are not given: the operator's word that both environments use the same one. */
  credential_master_keys: z.literal('same').optional(),
  options: z
    .strictObject({
      batch_size: batchSize.optional(),
      parallel: z.number().int().min(1).max(64).optional(),
      on_error: z.enum(['stop', 'continue']).optional(),
      /** The zone that DATETIMEs are meant in, where a column is DATETIME on one side and TIMESTAMP on the other. */
      time_zone: z.string().regex(timeZone, form('form.time-zone')).optional(),
      /** JSON that a MySQL target stores otherwise than it is written: repeated names, long numbers. */
      altered_json: z.enum(['refuse', 'accept']).optional(),
      /** How rows go into the target: LOAD DATA LOCAL where a trial of it succeeds, always, or never. */
      bulk: z.enum(['auto', 'load', 'insert']).optional(),
      /** Source and target on one server: let the server copy by itself (fast, but not from one snapshot). */
      within_server: z.boolean().optional(),
      throttle: z
        .strictObject({
          max_threads_running: z.number().int().min(1).optional(),
          max_replica_lag_seconds: z.number().min(0).optional(),
          /** `host:port` of replicas of the target. */
          replicas: z.array(z.string().regex(/^[^\s:]+:\d+$/, 'host:port')).default([]),
          max_rows_per_second: z.number().int().min(1).optional(),
        })
        .optional(),
      vault: z
        .strictObject({
          history: z.enum(['named', 'all']).default('named'),
          max_requests_per_second: z.number().min(1).optional(),
        })
        .optional(),
    })
    .default({}),
  skip_tables: tableNames.default([]),
  /** Tables the preset leaves out by default that shall move after all. */
  include_tables: tableNames.default([]),
  /** Only these tables move; `tables` is how older tools spell it. */
  only_tables: tableNames.min(1).optional(),
  tables: tableNames.min(1).optional(),
  /** table → source columns whose values may stay behind, where the target has no place for them. */
  left_behind: z.record(text, tableNames).default({}),
  users: z.record(z.string(), text).default({}),
  target_rows: z.record(z.string(), z.number().int().min(1)).default({}),
  /** Checklist items of the team's own. */
  probes: z.array(probeFile).default([]),
});

/** migrate.yaml as it is written, after defaults. */
export type ConfigFile = z.infer<typeof configFileSchema>;
