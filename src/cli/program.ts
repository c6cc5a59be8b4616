import { Command, CommanderError } from 'commander';
import { nearest } from '../core/yaml/nearest.js';
import type { Lang } from '../headless/text/index.js';
import { exitCodes } from '../operations/exit-codes.js';
import type { Cli } from './cli.js';
import { addCheckCommand } from './commands/check.js';
import { addChecklistCommand } from './commands/checklist.js';
import { addCompletionCommand } from './commands/completion.js';
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
import { addCommand } from './help/add-command.js';
import { helpConfiguration, helpText, langOfArguments } from './help/index.js';
import { usageProblem } from './help/usage-problem.js';

/** The whole command line, explained in one language; every command loads its part when it runs. */
export function buildProgram(cli: Cli, lang: Lang): Command {
  const { terminal } = cli;
  const help = helpText(lang);
  const program = new Command('tenantferry');
  program
    .description(help.description)
    .helpOption('-h, --help', help.shared.help)
    .helpCommand(false)
    .version(cli.services.toolVersion(), '-V, --version', help.shared.version)
    .configureHelp(helpConfiguration(help))
    .configureOutput({
      writeOut: (text) => terminal.stdout.write(text),
      writeErr: (text) => terminal.stderr.write(text),
      outputError: (text, write) => {
        write(usageProblem(text, lang));
        write(`${help.problems.remedy}\n`);
      },
    })
    .exitOverride();
  addSharedFlags(program, help);
  program
    .argument('[command]')
    .usage('[command] [flags]')
    .addHelpText('after', help.guide)
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
    addCompletionCommand,
  ]) {
    add(program, cli, help);
  }
  // Commander's own explains everything when it does not know the command, and does not say that it does not.
  addCommand(program, 'help', help)
    .argument('[command]')
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
    const lang = langOfArguments(argv, cli.terminal.env);
    await buildProgram(cli, lang).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end a command well; everything else that commander throws is bad usage.
    cli.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
  }
}
