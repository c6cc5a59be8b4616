import { Argument, type Command } from 'commander';
import type { Cli } from '../cli.js';
import { completionScripts } from '../completion.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry completion */
export function addCompletionCommand(program: Command, cli: Cli, help: HelpText): void {
  addCommand(program, 'completion', help)
    .addArgument(new Argument('<shell>').choices(Object.keys(completionScripts)))
    .action((shell: keyof typeof completionScripts) => {
      cli.terminal.stdout.write(completionScripts[shell](program));
    });
}
