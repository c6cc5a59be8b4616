import { Command, CommanderError } from 'commander';
import { nearest } from '../config/nearest.js';
import { exitCodes } from '../operations/exit-codes.js';
import type { Cli } from './cli.js';
import { addCheckCommand } from './commands/check.js';
import { addChecklistCommand } from './commands/checklist.js';
import { addDemoCommand } from './commands/demo.js';
import { addInitCommand } from './commands/init.js';
import { addPlanCommand } from './commands/plan.js';
import { addPresetCommand } from './commands/preset.js';
import { addReportCommand } from './commands/report.js';
import { addRollbackCommand } from './commands/rollback.js';
import { addRunCommand } from './commands/run.js';
import { addRunsCommand } from './commands/runs.js';
import { addValidateCommand } from './commands/validate.js';
import { addSharedFlags, type SharedFlags } from './flags.js';

const description = `Carries one system's data from a single-tenant MySQL and Vault into a multi-tenant one, proves that nothing was lost or altered, and can take it all back.

Without a command it opens the wizard on ./migrate.yaml (or the file given with -c).`;

const guide = `
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

"tenantferry COMMAND --help" tells more about each command.`;

/** The whole command line; every command loads its part when it runs. */
export function buildProgram(cli: Cli): Command {
  const { terminal } = cli;
  const program = new Command('tenantferry');
  program
    .description(description)
    .helpOption('-h, --help', 'explain the command')
    .helpCommand(false)
    .version(cli.services.toolVersion(), '-V, --version', 'print the version')
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text, write) => {
        write(text.replace(/^error: /, '✗ Error: '));
        write('    remedy: "tenantferry --help" lists commands and flags.\n');
      },
    })
    .exitOverride();
  addSharedFlags(program);
  program
    .argument('[command]')
    .usage('[command] [flags]')
    .addHelpText('after', guide)
    .action(async (word: string | undefined, _flags: unknown, command: Command) => {
      if (word !== undefined) unknownCommand(program, word);
      const [{ execute }, { wizard }] = await Promise.all([
        import('./execute.js'),
        import('./actions/wizard.js'),
      ]);
      await execute(cli, command.opts<SharedFlags>(), { command: 'wizard' }, wizard);
    });
  for (const add of [
    addInitCommand,
    addCheckCommand,
    addPlanCommand,
    addRunCommand,
    addValidateCommand,
    addChecklistCommand,
    addRollbackCommand,
    addReportCommand,
    addRunsCommand,
    addDemoCommand,
    addPresetCommand,
  ]) {
    add(program, cli);
  }
  // Commander's own explains everything when it does not know the command, and does not say that it does not.
  program
    .command('help')
    .argument('[command]')
    .summary('explain a command')
    .description('Explain a command.')
    .action((word: string | undefined) => {
      const asked = word === undefined ? program : program.commands.find((one) => one.name() === word);
      if (word !== undefined && asked === undefined) unknownCommand(program, word);
      asked?.outputHelp();
    });
  return program;
}

function unknownCommand(program: Command, word: string): never {
  const near = nearest(
    word,
    program.commands.map((command) => command.name()),
  );
  const hint = near === undefined ? '' : `\n(Did you mean ${near}?)`;
  program.error(`error: unknown command '${word}'${hint}`, { exitCode: exitCodes.refused });
}

/** Parses a command line, carries it out, and leaves the exit code with the CLI. */
export async function runProgram(cli: Cli, argv: readonly string[]): Promise<void> {
  try {
    await buildProgram(cli).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end a command well; everything else that commander throws is bad usage.
    cli.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
  }
}
