/** What --help and usage errors say. The keys of `flags` are the flags' long names. */
export const en = {
  description: `Carries one system's data from a single-tenant MySQL and Vault into a multi-tenant one, proves that nothing was lost or altered, and can take it all back.

Without a command it opens the wizard on ./migrate.yaml (or the file given with -c).`,
  guide: `
A first migration:
  tenantferry demo                                          rehearse on disposable servers
  tenantferry init                                          answer questions, get migrate.yaml
  tenantferry                                               the wizard leads through all steps

The same without the wizard:
  tenantferry check    -c migrate.yaml                      what stands in the way, with remedies
  tenantferry plan     -c migrate.yaml                      dry run: what would be moved, and how
  tenantferry run      -c migrate.yaml --confirm bk_bscp    migrate (the target database's name)
  tenantferry validate -c migrate.yaml                      prove it
  tenantferry checklist -c migrate.yaml --probe             what a database cannot tell
  tenantferry report   -c migrate.yaml -o report.md         keep it on paper
  tenantferry rollback -c migrate.yaml --run ID --dry-run   what taking it back would remove

Exit codes:
  0 done   1 unexpected failure   2 refused: usage, config or a blocker, nothing written
  3 validation found differences   4 finished in part   130 cancelled

"tenantferry COMMAND --help" tells more about each command.`,
  titles: {
    'Usage:': 'Usage:',
    'Arguments:': 'Arguments:',
    'Options:': 'Options:',
    'Global Options:': 'Global Options:',
    'Commands:': 'Commands:',
  },
  /** The steps of a migration, in order; commands are listed under them. */
  steps: {
    prepare: 'Prepare:',
    copy: 'Copy:',
    prove: 'Prove:',
    finish: 'Switch and finish:',
    anyTime: 'At any time:',
    besides: 'Besides:',
  },
  choices: 'choices',
  byDefault: 'default',
  shared: {
    help: 'explain the command',
    version: 'print the version',
    config: 'the migration config',
    json: 'one JSON object per line on standard output; logs go to standard error',
    skip: 'leave these tables out, too: t1,t2',
    only: 'move only these tables: t1,t2',
    'biz-ids': 'move only these businesses: 1,2',
    lang: 'language; default from LC_ALL or LANG',
    color: 'no colours (also: the NO_COLOR environment variable)',
    'log-file': 'keep everything that is told, with times, in this file',
    'screen-reader': 'the wizard in plain lines that a screen reader can follow',
  },
  problems: {
    names: 'Give names with commas between: t1,t2',
    businesses: 'Give business IDs with commas between: 1,2',
    rate: 'Give a whole number from 1 on.',
    remedy: '    remedy: "tenantferry --help" lists commands and flags.',
  },
  commands: {
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
    checklist: {
      summary: 'what a database cannot tell: items, answers, probes',
      description: 'Show the checklist of a run, make its probes, carry answers in and out.',
      flags: {
        run: "the run; default: the tenant's latest, or what was answered before any run",
        probe: 'make every probe and save what it found',
        import: 'merge the answers of an exported checklist',
        export: 'write the checklist as JSON (readable by you only)',
      },
      more: `
What must be done before, during and after the switch-over, each item with its state, evidence, and who answered when.
Items come from the preset and from "probes" in the config. Validation answers some, probes others, people the rest (in the wizard).
--probe makes every HTTP and SQL probe. --import merges the answers of a file, the newer of two wins; --export writes them.
With several of them: probes first, then import, then export.

Examples:
  tenantferry checklist -c migrate.yaml
  tenantferry checklist -c migrate.yaml --probe
  tenantferry checklist -c migrate.yaml --export checklist.json
  tenantferry checklist -c other.yaml --import checklist.json

Exit codes: 0 done; 2 refused (an unknown item, no such run); 3 with --probe, a probe failed.`,
    },
    completion: {
      summary: 'print the completion script of a shell',
      description: 'Print what a shell needs to complete commands and flags.',
      flags: {},
      more: `
Examples:
  tenantferry completion bash > /etc/bash_completion.d/tenantferry
  tenantferry completion zsh  > "\${fpath[1]}/_tenantferry"
  tenantferry completion fish > ~/.config/fish/completions/tenantferry.fish`,
    },
    cutover: {
      summary: 'make the target the truth, in a pause of seconds',
      description: 'Cut over: make the target the truth, in a pause of seconds.',
      flags: {
        confirm: "the target database's name, to show that you mean it (required)",
        'dry-run': 'only say whether it would succeed now, what is in its way, and the pause to expect',
        'without-way-back':
          "also where the target's changes could not be fed back to the source: then it is for good",
      },
      more: `
Waits until following is close behind (options.live: max_lag_seconds for quiet_seconds), locks all tables of the run in the source, has
your fence command (options.live.fence.command, or you at the terminal) stop the writers, applies the log to its end, compares the rows
that were changed last, lets go of the locks, sees that nobody writes any more, raises the ID generators and switches. Whatever comes in
its way before, or a pause longer than options.live.max_pause_seconds, calls it off: the source is free again and goes on being the truth.
Works beside a running follow, or follows itself. Before that it proves that there will be a way back; where there will be none it refuses
(3), unless you add --without-way-back. Afterwards \`follow --confirm SOURCE_DB\` feeds what the target takes back to the source, \`back\`
makes the source the truth again, and \`finish\` ends the window.

Examples:
  tenantferry cutover -c migrate.yaml --dry-run
  tenantferry cutover -c migrate.yaml --confirm bk_bscp

Exit codes: 0 switched, the target's services may start; 2 refused, nothing was locked; 3 called off, or would not succeed; 130 stopped.`,
    },
    back: {
      summary: 'after a cut-over: make the source the truth again, without loss',
      description:
        'Take a cut-over back: the source is the truth again, with what the target took meanwhile.',
      flags: {
        confirm: "the SOURCE database's name, to show that you mean it (required)",
        'dry-run': 'only say whether it would succeed now, what is in its way, and the pause to expect',
      },
      more: `
The cut-over with its sides exchanged: waits until feeding back is close behind, locks the run's tables in the target (other tenants
wait, too), has your fence command stop the target's writers (TENANTFERRY_SIDE=target), applies the log to its end, compares the rows
that were changed last, sees that nobody writes any more, raises the source's ID generators and switches. Whatever comes in its way
before calls it off: the target goes on being the truth. Works beside a running follow, or feeds back itself.

Examples:
  tenantferry back -c migrate.yaml --dry-run
  tenantferry back -c migrate.yaml --confirm bk_bscp_old

Exit codes: 0 the source is the truth, its services may start; 2 refused; 3 called off, or would not succeed; 130 stopped.`,
    },
    finish: {
      summary: 'end the window: the target is the truth for good',
      description:
        'End the window for the way back: the target is the truth for good, and nothing is fed back any more.',
      flags: {
        confirm: "the target database's name, to show that you mean it (required)",
        'give-up-way-back':
          'also while the target has changes that are not in the source, or it cannot be told',
      },
      more: `
Refused while the target has changes that were not fed back. A \`follow\` that feeds back ends by itself then.

Example:
  tenantferry finish -c migrate.yaml --confirm bk_bscp

Exit codes: 0 finished; 2 refused, nothing is changed.`,
    },
    demo: {
      summary: 'a rehearsal: disposable servers, sample data, then the wizard on them',
      description: 'Rehearse a migration on disposable servers with sample data.',
      flags: {
        size: 'sample data: small has 2,000 rows, medium 100,000, large 1,000,000',
        vault: 'where the secrets lie; auto: a Vault if this machine has one, else embedded',
        live: 'a service goes on writing to the source: rehearse following and the cut-over',
        rate: 'rows and secrets a second at most, so that there is time to watch',
      },
      more: `
Starts private MariaDB servers and a store for secrets on the loopback address, fills the source with sample data, then opens
the wizard on them. A Vault on this machine is used; without one the store is a small KV server inside this program, and
--vault real builds a real Vault with Go, once, which takes some minutes. Nothing outside this machine is touched; everything is
stopped and removed at the end, also on Ctrl-C.
Without a terminal it runs check, plan, run, validate and report headless and prints the report.

Examples:
  tenantferry demo
  tenantferry demo --live                     with a service that goes on writing: follow it, cut over
  tenantferry demo --size large               a million rows, 20,000 secrets: watch the live panels
  tenantferry demo --size medium --rate 2000  slower, to try pause and resume`,
    },
    help: { summary: 'explain a command', description: 'Explain a command.', flags: {}, more: '' },
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
    plan: {
      summary: 'dry run: what would be moved, how, and how long it takes',
      description: 'Dry run: say exactly what a run would do. Nothing is written.',
      flags: { out: 'save the plan as JSON (readable by you only)' },
      more: `
Writes nothing anywhere: every database session is read-only, Vault is only read.
Shows exact row counts, what changes in each table, conflicts with samples, how long it will take, and what stays behind.

Examples:
  tenantferry plan -c migrate.yaml
  tenantferry plan -c migrate.yaml --skip clients,events --out plan.json

Exit codes: 0 the plan can be carried out; 2 a blocker was found.`,
    },
    preset: {
      summary: 'check a preset file',
      description: 'Presets hold what is known of a system.',
      flags: {},
      more: '',
    },
    'preset lint': {
      summary: 'explain every problem of a preset file, with its line',
      description: 'Check a preset file and explain every problem with its line.',
      flags: { file: 'a preset file, or the name of a built-in preset' },
      more: `
Examples:
  tenantferry preset lint presets/bscp.yaml
  tenantferry preset lint bscp

Exit codes: 0 sound; 2 with problems, each named with its line.`,
    },
    report: {
      summary: 'write the report of a run',
      description: 'Write the report of a run, to a file or to standard output.',
      flags: {
        run: "the run; default: the tenant's latest",
        format: 'what to write',
        output: 'the file to write (readable by you only); default: standard output',
        verify: "only check that the log is as it was written, and so are the checklist's answers",
        against: 'with --verify: a JSON report saved before, which the log must go on from',
        schema: 'only print the JSON Schema of the JSON report',
      },
      more: `
A report holds counts, differences, the checklist with its signatures, and the run's hash-chained log. It holds no secret.
--verify finds entries that were altered, removed, moved or cut off. Who may alter the whole ledger can make it anew: keep a JSON
report elsewhere, and --against shows that, too.
The HTML is one file that needs no network and prints well.

Examples:
  tenantferry report -c migrate.yaml > report.md
  tenantferry report -c migrate.yaml --format html -o report.html --lang zh
  tenantferry report -c migrate.yaml --verify
  tenantferry report -c migrate.yaml --verify --against saved-report.json
  tenantferry report --schema > report.schema.json

Exit codes: 0 done; 2 no such run; 3 with --verify, the log was altered.`,
    },
    rollback: {
      summary: 'take a run back',
      description: 'Remove from the target what a run wrote.',
      flags: {
        run: 'the run to take back (required; `tenantferry runs` lists them)',
        confirm: "the target database's name, to show that you mean it",
        'dry-run': 'only count what would be removed',
        'include-changed': 'also remove rows and secrets that were changed since the run',
        files: 'also remove the files that the run made and that no row names any more; they stay by default',
      },
      more: `
Removes exactly what the run wrote (its rows, that tenant, its secrets) and nothing else; other tenants stay untouched.
While rows or secrets were changed since the run, nothing is removed: they are listed, and --include-changed removes them, too.

Examples:
  tenantferry rollback -c migrate.yaml --run 20250101-010203-abcd --dry-run
  tenantferry rollback -c migrate.yaml --run 20250101-010203-abcd --confirm bk_bscp

Exit codes: 0 done; 2 refused; 4 done in part; 130 stopped (give the same command again to go on).`,
    },
    run: {
      summary: 'migrate',
      description: 'Migrate: copy the rows, then the secrets.',
      flags: {
        confirm: "the target database's name, to show that you mean it (required)",
        resume: 'take up the unfinished run',
        phase: 'what to do',
        live: 'the source goes on being written to: note where its log ends first, so that `follow` can take over',
      },
      more: `
Checks everything again first and refuses before the first write when something stands in the way.
Ctrl-C once finishes the chunks in hand, saves where it stands and prints the command that resumes; twice aborts at once.
A run that was interrupted, also by a crash, goes on with --resume: no row is lost or doubled.

Examples:
  tenantferry run -c migrate.yaml --confirm bk_bscp
  tenantferry run -c migrate.yaml --confirm bk_bscp --resume
  tenantferry run -c migrate.yaml --confirm bk_bscp --phase mysql
  tenantferry run -c migrate.yaml --confirm bk_bscp --phase vault --resume
  tenantferry run -c migrate.yaml --confirm bk_bscp --live

Exit codes: 0 complete; 1 failed; 2 refused, nothing written; 4 some rows or secrets could not be copied; 130 stopped.`,
    },
    runs: {
      summary: 'list past runs, with state',
      description: 'List the runs into this target, newest first.',
      flags: {},
      more: `
Example:
  tenantferry runs -c migrate.yaml`,
    },
    status: {
      summary: 'where a run stands, and who works on it',
      description: 'Say where a run stands, and who works on it, out of the ledger; from any machine.',
      flags: {
        run: "the run to look at; default: the tenant's latest",
        follow: 'say it each second, until you press Ctrl-C',
      },
      more: `
Reads only, and only the target: how much of each phase is done, how far following is behind, what a cut-over waits for, and who
works on the run (account, machine, process), by a sign of life each second.

Examples:
  tenantferry status -c migrate.yaml
  tenantferry status -c migrate.yaml --follow
  tenantferry status -c migrate.yaml --json

Exit codes: 0 somebody works, or nobody needs to; 2 there is no run; 3 somebody should work, and nobody does.`,
    },
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
  },
};

export type HelpText = typeof en;
export type CommandName = keyof HelpText['commands'];
export type Step = keyof HelpText['steps'];
