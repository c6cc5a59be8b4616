import { Command, CommanderError } from 'commander';
import type { Lang } from '../headless/text/language.js';
import { exitCodes } from '../operations/exit-codes.js';
import { addCommands } from './add-commands.js';
import type { Cli } from './cli.js';
import { actionOf } from './command.js';
import { addSharedFlags, type SharedFlags } from './flags.js';
import { helpConfiguration, helpText, langOfArguments } from './help/index.js';
import { tellMisuse } from './help/usage-problem.js';
import { unknownCommand } from './unknown-command.js';

export interface Program {
  /** Knows every command by name; a command learns its flags when it is called. */
  readonly program: Command;
  /** The program when every command has its flags. */
  readonly whole: () => Promise<Command>;
}

/** The command line, explained in one language. */
export function buildProgram(cli: Cli, lang: Lang): Program {
  const { terminal } = cli;
  const { columns } = terminal.stdout;
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
      ...(columns === undefined ? {} : { getOutHelpWidth: () => columns }),
      outputError: tellMisuse(help, lang, 'tenantferry'),
    })
    .exitOverride();
  addSharedFlags(program, help);
  program
    .argument('[command]')
    .usage('[command] [flags]')
    .addHelpText('after', help.guide)
    .action(async (word: string | undefined, flags: SharedFlags, command: Command) => {
      if (word !== undefined) unknownCommand(program, word);
      const { wizard } = await import('./commands/wizard.js');
      await actionOf(cli, 'wizard')(wizard)(flags, command);
    });
  return { program, whole: addCommands(program, cli, lang) };
}

/** Parses a command line, carries it out, and leaves the exit code with the CLI. */
export async function runProgram(cli: Cli, argv: readonly string[]): Promise<void> {
  try {
    const { program } = buildProgram(cli, langOfArguments(argv, cli.terminal.env));
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Help and version end a command well; everything else that commander throws is bad usage.
    cli.exitCode = error.exitCode === 0 ? exitCodes.done : exitCodes.refused;
  }
}
