/** Commands of the step "finish". */
export const finishCommands = {
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
  switch: {
    summary: 'move readers by degrees, and back when something is wrong',
    description: 'Move read traffic to the target by degrees, through HAProxy or nginx (the block switch).',
    flags: {
      'without-data': 'with forward: also where a gate has no data to go by',
    },
    more: `
  start    moves by the strategy, watches the gates, and goes back by itself at a breach; ends when the last step was watched
  status   share (the proxy's), state, both sides' figures and each gate
  hold     stays where it is, and is still watched
  forward  takes the next step now; refused while a gate fails or has no data
  back     brings all users back to the source at once
  report   every decision with its figures, and of a return the report of it

Each works beside a running start, or after it was killed: the proxy is read first, and what it does counts. docs/switch.md shows what
HAProxy or nginx has to be given.

Examples:
  tenantferry switch start -c migrate.yaml
  tenantferry switch status -c migrate.yaml --json
  tenantferry switch back -c migrate.yaml

Exit codes: 0 done; 2 refused; 3 went back by itself, or a gate forbade it (or status: the proxy is away); 130 stopped, the share stays.`,
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
  report: {
    summary: 'write the report of a run',
    description: 'Write the report of a run, to a file or to standard output.',
    flags: {
      run: "the run; default: the tenant's latest",
      format: 'what to write',
      output: 'the file to write (readable by you only); default: standard output',
      verify: "only check that the log is as it was written, and so are the checklist's answers",
      isolation:
        'also what "isolation" and "api-window status" found: files of what they printed with --json',
      keys: 'also how data keys stood: a file of what "keys status" printed with --json',
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
};
