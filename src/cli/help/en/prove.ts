/** Commands of the step "prove". */
export const proveCommands = {
  validate: {
    summary: 'prove that nothing was lost or altered',
    description: 'Compare target and source, and say exactly what differs; repair it when asked to.',
    flags: {
      level: 'how deep to look',
      run: "the run to validate; default: the tenant's latest",
      repair: 'put right what differs, then validate again at level full',
      confirm: "with --repair: the target database's name, to show that you mean it",
      'delete-extra': 'with --repair: also delete rows of the tenant that the source does not have',
      'dry-run': 'with --repair: only say what would be repaired',
      'repair-sql': 'write the repairs as SQL for review (readable by you only)',
    },
    more: `
Compares the target with the source by the same mapping that the copy used, and reads every secret back.
Levels: counts (rows and keys), checksum (every row, chunk by chunk), full (names each row and column that differs).
Faults that the source already had are listed and do not count as differences.

--repair copies just the rows and secrets that the latest full validation found (it makes one where there is none), through
the copy's own writers, and validates again. What a saved validation found is looked at again first, and it says when that is stale. Rows that the source does not have
are deleted only with --delete-extra. --repair-sql writes the same repairs as SQL to read and run yourself; it holds no secret.

Examples:
  tenantferry validate -c migrate.yaml
  tenantferry validate -c migrate.yaml --level full --run 20250101-010203-abcd
  tenantferry validate -c migrate.yaml --json | jq 'select(.type == "difference")'
  tenantferry validate -c migrate.yaml --repair --dry-run
  tenantferry validate -c migrate.yaml --repair --confirm bk_bscp
  tenantferry validate -c migrate.yaml --repair-sql repair.sql

Exit codes: 0 no differences (with --repair: none are left); 2 refused; 3 differences were found (or are left).`,
  },
};
