import type { Command } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

/** Flags of `checklist`. */
export interface ChecklistFlags extends SharedFlags {
  readonly run?: string;
  readonly probe?: true;
  readonly import?: string;
  readonly export?: string;
}

const examples = `
What must be done before, during and after the switch-over, each item with its state, evidence, and who answered when.
Items come from the preset and from "probes" in the config. Validation answers some, probes others, people the rest (in the wizard).
--probe makes every HTTP and SQL probe. --import merges the answers of a file, the newer of two wins; --export writes them.
With several of them: probes first, then import, then export.

Examples:
  tenantferry checklist -c migrate.yaml
  tenantferry checklist -c migrate.yaml --probe
  tenantferry checklist -c migrate.yaml --export checklist.json
  tenantferry checklist -c other.yaml --import checklist.json

Exit codes: 0 done; 2 refused (an unknown item, no such run); 3 with --probe, a probe failed.`;

/** tenantferry checklist */
export function addChecklistCommand(program: Command, cli: Cli): void {
  program
    .command('checklist')
    .summary('what a database cannot tell: items, answers, probes')
    .description('Show the checklist of a run, make its probes, carry answers in and out.')
    .option('--run <id>', "the run; default: the tenant's latest, or what was answered before any run")
    .option('--probe', 'make every probe and save what it found')
    .option('--import <file>', 'merge the answers of an exported checklist')
    .option('--export <file>', 'write the checklist as JSON (readable by you only)')
    .addHelpText('after', examples)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { checklist }] = await Promise.all([
        import('../execute.js'),
        import('../actions/checklist.js'),
      ]);
      const flags = command.optsWithGlobals<ChecklistFlags>();
      await execute(cli, flags, { command: 'checklist' }, (execution) => checklist(execution, flags));
    });
}
