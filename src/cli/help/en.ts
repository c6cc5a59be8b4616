import { anyTimeCommands } from './en/any-time.js';
import { besidesCommands } from './en/besides.js';
import { copyCommands } from './en/copy.js';
import { finishCommands } from './en/finish.js';
import { isolationCommands } from './en/isolation.js';
import { keysCommands } from './en/keys.js';
import { prepareCommands } from './en/prepare.js';
import { proveCommands } from './en/prove.js';
import { schemaCommands } from './en/schema.js';

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
    time: 'Give a time like 30s, 10m or 1h.',
    names: 'Give names with commas between: t1,t2',
    businesses: 'Give business IDs with commas between: 1,2',
    rate: 'Give a whole number from 1 on.',
    percent: 'Give a percentage: 5 or 2.5%',
    count: 'Give a whole number.',
    remedy: (command: string) =>
      `    remedy: "${command} --help" lists ${command === 'tenantferry' ? 'commands and ' : ''}flags.`,
  },
  commands: {
    ...prepareCommands,
    ...schemaCommands,
    ...keysCommands,
    ...copyCommands,
    ...proveCommands,
    ...isolationCommands,
    ...finishCommands,
    ...anyTimeCommands,
    ...besidesCommands,
  },
};

export type HelpText = typeof en;
export type CommandName = keyof HelpText['commands'];
export type Step = keyof HelpText['steps'];
