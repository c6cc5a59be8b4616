import { z } from 'zod';
import { form } from '../core/yaml/words.js';
import { paramValue } from '../preset/params.js';
import { batchSize, optionsFile } from './options.js';
import { probeFile } from './probes.js';
import { file, secret, text, tls } from './schema-words.js';
import { sourceFiles, targetFiles } from './store-schema.js';
import { switchFile } from './switch-schema.js';
import { watchFile } from './watch-schema.js';

/** Also held against what an environment variable gives. */
export const tenantId = /^(?![\s\p{C}])[^\p{C}\p{Zl}\p{Zp}]+(?<!\s)$/u;

/**
 * The shape of migrate.yaml: snake_case, unknown keys are errors. Defaults and older spellings are settled in load.ts. What is said
 * of a key here is what an editor shows, by docs/schemas/config.schema.json, and what docs/config.md says.
 */

const port = z.number().int().min(1).max(65535);

const mysql = z.strictObject({
  host: text.optional().describe('Name or address of the server'),
  port: port.optional().meta({ description: 'Its port', default: 3306 }),
  endpoints: z
    .array(text)
    .min(1)
    .optional()
    .describe('Instead of host and port: `["host:3306"]`, one entry, since this tool talks to one server'),
  socket: text.optional().describe('Unix socket; wins over host and port'),
  database: text.describe('Name of the database'),
  user: text.describe('Account'),
  password: secret.describe('Its password; absent: asked for at each start'),
  password_file: file,
  tls: tls.describe('`true`, or files; `verify: false` accepts any certificate'),
});
export type MysqlFile = z.infer<typeof mysql>;

/** `${NAME}` stands for one, which is held to the same form. */
export const vaultAddress = /^(https?:\/\/[^/@?#\s]+\/*|\$\{\w+\})?$/;

const vault = z.strictObject({
  address: z
    .string()
    .regex(vaultAddress, form('form.vault-address'))
    .describe('Where it answers: `https://vault:8200`'),
  mount: text.optional().describe("KV v2 mount; absent: the preset's"),
  namespace: text.optional().describe('Namespace'),
  token: secret.describe(
    'Token; absent: `VAULT_TOKEN`, `BAO_TOKEN` or `~/.vault-token` when `VAULT_ADDR` or `BAO_ADDR` is this address, else asked for at each start',
  ),
  token_file: file,
  approle: z
    .strictObject({
      role_id: text.describe('Its role ID'),
      secret_id: secret.describe('Its secret ID; absent: asked for at each start'),
      secret_id_file: file,
      mount: text.optional().meta({ description: 'Where it is mounted', default: 'approle' }),
    })
    .optional()
    .describe('AppRole instead of a token'),
  role_id: text.optional().describe('AppRole in short, at its default mount: its role ID'),
  secret_id: secret.describe('AppRole in short: its secret ID'),
  secret_id_file: file,
  tls: tls.describe("As for MySQL; absent: the system's authorities"),
});
export type VaultFile = z.infer<typeof vault>;

const environment = z.strictObject({
  environment: z
    .enum(['production', 'staging', 'test', 'development'])
    .optional()
    .describe('What it is; production is shown in red and in words'),
  mysql: mysql.describe('Its MySQL or MariaDB server'),
  vault: vault
    .optional()
    .describe('Its Vault; may be absent on both sides: then secrets are skipped, and every command says so'),
  credential_master_key: secret.describe(
    'Key the services encrypt credentials with; give both sides’ if they differ, so that credentials are encrypted anew',
  ),
  credential_master_key_file: file,
});
export type EnvironmentFile = z.infer<typeof environment>;

const bizIds = z.array(z.number().int().min(1)).min(1);
const tableNames = z.array(text);

export const configFileSchema = z.strictObject({
  migration: z
    .strictObject({
      target_tenant_id: text
        .regex(tenantId, form('form.tenant'))
        .optional()
        .describe('Tenant that all rows get; needed where the preset has `tenant`'),
      preset: text.default('bscp').describe('Name of a built-in preset, or the path of a preset file'),
      ids: z
        .enum(['auto', 'preserve', 'offset'])
        .default('auto')
        .describe(
          '`preserve` keeps IDs, `offset` shifts them (integers only; texts, UUIDs and the like are refused), `auto` keeps them when that is safe',
        ),
      dangling_references: z.enum(['shift', 'refuse', 'keep', 'zero']).optional().meta({
        description:
          'References to rows that are gone or do not move: `shift` them as their rows would be, `refuse`, `keep` the number, or `zero` (none); what would lead to another row is refused',
        default: 'shift',
      }),
      identical_rows: z
        .enum(['refuse', 'skip'])
        .default('refuse')
        .describe(
          'Rows the tenant has in the target already, equal but for ID and authorship: `refuse`, or `skip` them and use those',
        ),
      in_place: z
        .boolean()
        .default(false)
        .describe(
          'Source and target are one database: its tables are made of others, or repaired; none is both read and written otherwise',
        ),
      params: z
        .record(z.string(), paramValue)
        .default({})
        .describe(
          'Values of the parameters that the preset declares: `{ since: 2024-01-01 }`; they are shown',
        ),
      biz_ids: bizIds.optional().describe('Only these businesses; absent: all'),
      batch_size: batchSize.optional().describe('Older spelling of `options.batch_size`'),
      continue_on_error: z.boolean().optional().describe('Older spelling of `options.on_error: continue`'),
    })
    .describe('What moves, and how'),
  source: environment
    .extend({ files: sourceFiles.optional().describe('Where its files lie') })
    .describe('From where; only ever read'),
  target: environment
    .extend({ files: targetFiles.optional().describe('Where files go') })
    .describe('To where'),
  credential_master_keys: z
    .literal('same')
    .optional()
    .describe(
      'Your word that both environments use one master key, where the two are not given. Without either `run` is refused while credentials move (the wizard asks for the word): with another key all rows arrive and validate, and no client can log in',
    ),
  options: optionsFile,
  schema: z
    .strictObject({
      dir: text.describe('Folder of files `<number>_<name>.up.sql` and `.down.sql`; relative to this file'),
      on_run: z
        .enum(['refuse', 'up'])
        .default('refuse')
        .describe('What `run` does while files are not applied: `refuse`, or `up`: bring them first'),
      lock_wait_seconds: z
        .number()
        .int()
        .min(1)
        .max(31_536_000)
        .default(30)
        .describe(
          'A statement that waits longer than this for a lock fails, rather than holding up whoever is behind it',
        ),
      max_statement_seconds: z
        .number()
        .positive()
        .max(2_000_000)
        .nullable()
        .default(null)
        .describe('A statement that takes longer is ended; `null`: none is'),
    })
    .optional()
    .describe(
      'Versioned SQL files for the target, before the data (`schema status`, `up`, `down`, `repair`)',
    ),
  keys: z
    .strictObject({
      mount: text
        .default('transit')
        .describe('Mount of the transit engine in the Vault (or OpenBao) of `target.vault`'),
      key: text.describe('Its key that data keys are wrapped with'),
      hash: z
        .enum(['hmac', 'sha256'])
        .default('hmac')
        .describe(
          'How look-up columns are made: `hmac`, with a key of its own; or `sha256` of the value alone, as the origin does, which whoever guesses a value can check',
        ),
      hmac_key: text
        .optional()
        .describe('The transit key of `hmac`; absent: the name of `key` with `-hmac` behind it'),
      table: text
        .default('kms_data_keys')
        .describe('Table of the target that holds the wrapped data keys; made where it is not there'),
    })
    .optional()
    .describe(
      'Keys of columns that the preset encrypts (`keys status`, `rotate`, `rewrap`, `retire`); docs/keys.md',
    ),
  skip_tables: tableNames.default([]).describe("Tables to leave out besides the preset's"),
  include_tables: tableNames.default([]).describe('Tables the preset leaves out that shall move after all'),
  only_tables: tableNames.min(1).optional().describe('Only these tables move; absent: all'),
  tables: tableNames.min(1).optional().describe('Older spelling of `only_tables`'),
  left_behind: z
    .record(text, tableNames)
    .default({})
    .describe(
      'By table, source columns whose values may stay behind where the target has no place for them: `{ apps: [old_name] }`; any other such column refuses the run',
    ),
  users: z
    .record(z.string(), text)
    .default({})
    .describe(
      'Old user name → new, for approver columns: `{ zhangsan: zhangsan@acme }`; white space around a name does not count, and stays',
    ),
  target_rows: z
    .record(z.string(), z.number().int().min(1))
    .default({})
    .describe(
      "Values for columns that point at rows of the target's own: `{ sharding_db_id: 1 }`; absent: the only row",
    ),
  probes: z.array(probeFile).default([]).describe('Checklist items of your own'),
  watch: watchFile.optional().describe('What `watch` looks at, and who is told; docs/watch.md'),
  switch: switchFile.optional().describe('Moving read traffic by degrees (`switch`); docs/switch.md'),
});

/** migrate.yaml as it is written, after defaults. */
export type ConfigFile = z.infer<typeof configFileSchema>;
