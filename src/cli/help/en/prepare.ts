/** Commands of the step "prepare". */
export const prepareCommands = {
  init: {
    summary: 'make a config by answering questions',
    description: 'Make a migration config by answering questions in line mode.',
    flags: {},
    more: `
Asks about source, target, tenant and options, line by line, and writes the config (readable by you only).
Secrets are never echoed; leave one empty to be asked for it at each start, or name an environment variable.

Example:
  tenantferry init -c migrate.yaml`,
  },
  check: {
    summary: 'look at both environments: connections, privileges, settings, conflicts',
    description: 'Look at both environments and say what would stand in the way of a migration.',
    flags: { live: 'also whether the source can be followed while it is written to' },
    more: `
Reads only. Looks at connections, privileges, settings, both schemas, conflicts, and the secrets' mounts.
Every problem comes with the exact remedy: a GRANT statement, a setting, a command.

Examples:
  tenantferry check -c migrate.yaml
  tenantferry check -c migrate.yaml --json | jq 'select(.type == "finding")'

Exit codes: 0 nothing stands in the way; 2 a blocker was found, or a server cannot be reached.`,
  },
  plan: {
    summary: 'dry run: what would be moved, how, and how long it takes',
    description: 'Dry run: say exactly what a run would do. Nothing is written.',
    flags: { out: 'save the plan as JSON (readable by you only), for `run --plan`' },
    more: `
Writes nothing anywhere: every database session is read-only, Vault is only read.
Shows exact row counts, what changes in each table, conflicts with samples, how long it will take, and what stays behind.

Examples:
  tenantferry plan -c migrate.yaml
  tenantferry plan -c migrate.yaml --skip clients,events --out plan.json

Exit codes: 0 the plan can be carried out; 2 a blocker was found.`,
  },
  backup: {
    summary: 'back up the tables that will be written, and try the backup',
    description: 'Backups of the tables that will be written in the target.',
    flags: {},
    more: '',
  },
  'backup make': {
    summary: 'dump the tables that will be written, then verify the dump',
    description: 'Dump the tables that will be written with mysqldump or mariadb-dump, then verify the dump.',
    flags: { out: 'file to write (readable by you only); default: backup-DATABASE-TIME.sql here' },
    more:
      `
Nothing is written into the target. The dump is one consistent moment, then it is verified as by ` +
      '`backup verify`' +
      `.

Examples:
  tenantferry backup make -c migrate.yaml
  tenantferry backup make -c migrate.yaml -o /backup/target.sql

Exit codes: 0 made and verified; 2 no tool, no server or no room for it; 3 made, but not to be relied on.`,
  },
  'backup verify': {
    summary: 'restore a dump once into a private server, and compare',
    description:
      'Look whether a dump is finished, whole and fresh, restore it once into a private server, and compare.',
    flags: {
      file: 'what mysqldump or mariadb-dump wrote, plain, .gz or .zst; or a folder of mydumper',
      'max-age-hours': 'an older one is not fresh; default 24',
    },
    more: `
The private server runs on this machine, on a port of its own, and is gone afterwards; its program has to be installed.
What is found answers the checklist's item of the backup, and the plan's risk goes by it.

Examples:
  tenantferry backup verify -c migrate.yaml /backup/target.sql.gz
  tenantferry backup verify -c migrate.yaml target.sql --max-age-hours 2

Exit codes: 0 it can be relied on; 2 it cannot be looked at; 3 it must not be relied on.`,
  },
};
