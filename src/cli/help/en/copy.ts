/** Commands of the step "copy". */
export const copyCommands = {
  run: {
    summary: 'migrate',
    description: 'Migrate: copy the rows, then the secrets.',
    flags: {
      confirm: "the target database's name, to show that you mean it (required)",
      resume: 'take up the unfinished run',
      phase: 'what to do',
      live: 'the source goes on being written to: note where its log ends first, so that `follow` can take over',
      plan: 'carry out this saved plan: refused where more has changed since it was looked at than is accepted',
      'accept-rows': 'with --plan: tables may have so many percent more rows, or fewer (options.plan_drift)',
      'accept-warnings': 'with --plan: so many warnings may be new (options.plan_drift)',
    },
    more: `
Checks everything again first and refuses before the first write when something stands in the way.
Ctrl-C once finishes the chunks in hand, saves where it stands and prints the command that resumes; twice aborts at once.
A run that was interrupted, also by a crash, goes on with --resume: no row is lost or doubled.
With --plan it looks at both sides again first and shows what has changed since (rows, warnings, what is to be written): all of it must
be accepted, else nothing is written. What is to be written, and a blocker, can never be accepted: make a plan anew.

Examples:
  tenantferry run -c migrate.yaml --confirm bk_bscp
  tenantferry run -c migrate.yaml --confirm bk_bscp --plan plan.json --accept-rows 5%
  tenantferry run -c migrate.yaml --confirm bk_bscp --resume
  tenantferry run -c migrate.yaml --confirm bk_bscp --phase mysql
  tenantferry run -c migrate.yaml --confirm bk_bscp --phase vault --resume
  tenantferry run -c migrate.yaml --confirm bk_bscp --live

Exit codes: 0 complete; 1 failed; 2 refused, nothing written; 4 some rows or secrets could not be copied, or the change window ended first; 130 stopped.`,
  },
  follow: {
    summary: 'apply what is written to the source since',
    description:
      'Apply to the target what is written to the source since `run --live`; after a cut-over, the other way round.',
    flags: {
      confirm:
        "the name of the database that is written: the target's, after a cut-over the source's (required)",
      'until-caught-up': 'end once it is less than options.live.max_lag_seconds behind (1)',
    },
    more: `
Reads the source's binary log and applies whole transactions, until you press Ctrl-C: the batch in hand is finished first.
Its place is kept with the rows, so after a crash at any moment the same command goes on without loss. A statement such as ALTER TABLE
or TRUNCATE, and a row that the run has no room for, stop it: it says where, and writes nothing behind that place.
After a cut-over it feeds what the tenant changes in the target back to the source, so that there is a way back: as long as it runs.

Examples:
  tenantferry run -c migrate.yaml --confirm bk_bscp --live
  tenantferry follow -c migrate.yaml --confirm bk_bscp
  tenantferry follow -c migrate.yaml --confirm bk_bscp --until-caught-up
  tenantferry follow -c migrate.yaml --confirm bk_bscp_old      after a cut-over: the source's name

Exit codes: 0 caught up; 1 failed; 2 refused, nothing written; 4 it cannot go on by itself; 130 stopped.`,
  },
};
