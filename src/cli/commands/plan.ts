import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

/** Flags of `plan`. */
export interface PlanFlags extends SharedFlags {
  readonly out?: string;
}

const examples = `
Writes nothing anywhere: every database session is read-only, Vault is only read.
Shows exact row counts, what changes in each table, conflicts with samples, how long it will take, and what stays behind.

Examples:
  tenantferry plan -c migrate.yaml
  tenantferry plan -c migrate.yaml --skip clients,events --out plan.json

Exit codes: 0 the plan can be carried out; 2 a blocker was found.`;

/** tenantferry plan */
export function addPlanCommand(program: Command, cli: Cli): void {
  program
    .command('plan')
    .summary('dry run: what would be moved, how, and how long it takes')
    .description('Dry run: say exactly what a run would do. Nothing is written.')
    .option('--out <file>', 'save the plan as JSON (readable by you only)')
    .addHelpText('after', examples)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { plan }] = await Promise.all([
        import('../execute.js'),
        import('../actions/plan.js'),
      ]);
      const flags = command.optsWithGlobals<PlanFlags>();
      await execute(cli, flags, { command: 'plan', readsOnly: true }, (execution) => plan(execution, flags));
    });
}
