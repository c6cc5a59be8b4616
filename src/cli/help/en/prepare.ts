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
};
