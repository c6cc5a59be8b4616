import { type Command, Option } from 'commander';
import type { ReportFlags } from '../actions/report.js';
import type { Cli } from '../cli.js';
import { addCommand } from '../help/add-command.js';
import type { HelpText } from '../help/index.js';

/** tenantferry report */
export function addReportCommand(program: Command, cli: Cli, help: HelpText): void {
  const told = help.commands.report.flags;
  addCommand(program, 'report', help)
    .option('--run <id>', told.run)
    .addOption(new Option('--format <format>', told.format).choices(['json', 'md', 'html']).default('md'))
    .option('-o, --output <file>', told.output)
    .option('--verify', told.verify)
    .option('--against <file>', told.against)
    .option('--schema', told.schema)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { report }] = await Promise.all([
        import('../execute.js'),
        import('../actions/report.js'),
      ]);
      const flags = command.optsWithGlobals<ReportFlags>();
      await execute(cli, flags, { command: 'report' }, (execution) => report(execution, flags));
    });
}
