/** Commands for any time. */
export const anyTimeCommands = {
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
  watch: {
    summary: 'look at rules and signals, and tell somebody when something is wrong',
    description:
      "Look at the config's rules and the built-in signals again and again, and tell the channels.",
    flags: {},
    more: `
Runs until you press Ctrl-C. All state is in the target's ledger: one that was killed and is started again goes on where it was, and loses
and doubles nothing. There is one watch for a target and tenant; it works beside every other command.

Example:
  tenantferry watch -c migrate.yaml

Exit codes: 2 refused (no block watch in the config, or another one is at work); 130 stopped.`,
  },
  alerts: {
    summary: 'alerts: list, acknowledge, end, silence, count them; test the channels',
    description: 'Look at the alerts that watch has found, and do something about them; from any machine.',
    flags: {
      name: 'ID of the alert (ack, resolve), the rule (silence), the channel (test; default: all)',
      for: 'how long nobody is told (silence), like 30m; default 1h',
      days: 'how many days are counted (stats); default 7',
    },
    more: `
list shows what goes on, and what began within 7 days. ack: it is not told again but for its end. resolve ends it by hand; it is not
opened again before its condition was absent. silence: nobody is told of a rule for a while. stats counts by rule and day. test
sends a message by each channel.

Examples:
  tenantferry alerts list -c migrate.yaml
  tenantferry alerts ack 0f3a9c21be44 -c migrate.yaml
  tenantferry alerts silence failed-rows --for 30m -c migrate.yaml
  tenantferry alerts stats --days 30 -c migrate.yaml
  tenantferry alerts test -c migrate.yaml

Exit codes: 0 done; 2 refused (no such alert, rule or channel); 3 a channel did not take the test message.`,
  },
  steer: {
    summary: 'steer who is at work: pause, continue, parallel, rate, stop',
    description: 'Ask something of the process that works on a run, through the ledger; from any machine.',
    flags: {
      action:
        'pause; continue; parallel N pairs of connections; rate N|off rows a second at most; stop in order',
      value: 'of parallel and rate; rate off lifts the cap (the one of the config holds again)',
      run: "the run to steer; default: the tenant's latest",
      worker: 'which process, where several are at work',
    },
    more: `
Who is at work reads once a second what is asked, and does it; this command waits until it has. While paused no new chunk begins, and the
connections stay open. rate holds the rows, secrets, files or row changes of a second down. stop is the first Ctrl-C: the chunks in
hand are finished, and it is saved where the run stands. Each change is in the run's log and report, with who asked (user@host) and when.

Examples:
  tenantferry steer -c migrate.yaml pause
  tenantferry steer -c migrate.yaml continue
  tenantferry steer -c migrate.yaml rate 500
  tenantferry steer -c migrate.yaml rate off
  tenantferry steer -c migrate.yaml parallel 2
  tenantferry steer -c migrate.yaml stop

Exit codes: 0 done; 2 refused: nobody is at work, or does not take it; 4 noted, and the process has not answered yet.`,
  },
  runs: {
    summary: 'list past runs, with state',
    description: 'List the runs into this target, newest first.',
    flags: {},
    more: `
Example:
  tenantferry runs -c migrate.yaml`,
  },
  back: {
    summary: 'after a cut-over: make the source the truth again, without loss',
    description: 'Take a cut-over back: the source is the truth again, with what the target took meanwhile.',
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
};
