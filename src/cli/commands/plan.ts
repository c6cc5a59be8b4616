import type { Command } from 'commander';
import type { PlanFlags } from '../actions/plan.js';
import type { Cli } from '../cli.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry plan */
export function addPlanCommand(program: Command, cli: Cli, help: HelpText): void {
  const told = help.commands.plan.flags;
  addCommand(program, 'plan', help)
    .option('--out <file>', told.out)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { plan }] = await Promise.all([
        import('../execute.js'),
        import('../actions/plan.js'),
      ]);
      const flags = command.optsWithGlobals<PlanFlags>();
      await execute(cli, flags, { command: 'plan', readsOnly: true }, (execution) => plan(execution, flags));
    });
}
