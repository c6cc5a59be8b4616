import type { Command } from 'commander';
import type { ChecklistFlags } from '../actions/checklist.js';
import type { Cli } from '../cli.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry checklist */
export function addChecklistCommand(program: Command, cli: Cli, help: HelpText): void {
  const told = help.commands.checklist.flags;
  addCommand(program, 'checklist', help)
    .option('--run <id>', told.run)
    .option('--probe', told.probe)
    .option('--import <file>', told.import)
    .option('--export <file>', told.export)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { checklist }] = await Promise.all([
        import('../execute.js'),
        import('../actions/checklist.js'),
      ]);
      const flags = command.optsWithGlobals<ChecklistFlags>();
      await execute(cli, flags, { command: 'checklist' }, (execution) => checklist(execution, flags));
    });
}
