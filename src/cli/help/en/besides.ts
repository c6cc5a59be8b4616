/** Commands beside a migration. */
export const besidesCommands = {
  demo: {
    summary: 'a rehearsal: disposable servers, sample data, then the wizard on them',
    description: 'Rehearse a migration on disposable servers with sample data.',
    flags: {
      size: 'sample data: small has 2,000 rows, medium 100,000, large 1,000,000',
      vault: 'where the secrets lie; auto: a Vault if this machine has one, else embedded',
      live: 'a service goes on writing to the source: rehearse following and the cut-over',
      preset:
        'which system: bscp, users-pair (renamed columns), danci (merge and repair in place), maibot (four dimensions), kratos (encrypted columns; a real Vault)',
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
  help: { summary: 'explain a command', description: 'Explain a command.', flags: {}, more: '' },
};
