import { type Command, Option } from 'commander';
import type { ValidationLevel } from '../../validate/result.js';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

/** Flags of `validate`. */
export interface ValidateFlags extends SharedFlags {
  readonly level: ValidationLevel;
  readonly run?: string;
}

const examples = `
Compares the target with the source by the same mapping that the copy used, and reads every secret back.
Levels: counts (rows and keys), checksum (every row, chunk by chunk), full (names each row and column that differs).
Faults that the source already had are listed and do not count as differences.

Examples:
  tenantferry validate -c migrate.yaml
  tenantferry validate -c migrate.yaml --level full --run 20250101-010203-abcd
  tenantferry validate -c migrate.yaml --json | jq 'select(.type == "difference")'

Exit codes: 0 no differences; 3 differences were found.`;

/** tenantferry validate */
export function addValidateCommand(program: Command, cli: Cli): void {
  program
    .command('validate')
    .summary('prove that nothing was lost or altered')
    .description('Compare target and source, and say exactly what differs.')
    .addOption(
      new Option('--level <level>', 'how deep to look')
        .choices(['counts', 'checksum', 'full'])
        .default('checksum'),
    )
    .option('--run <id>', "the run to validate; default: the tenant's latest")
    .addHelpText('after', examples)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { validate }] = await Promise.all([
        import('../execute.js'),
        import('../work/validate.js'),
      ]);
      const flags = command.optsWithGlobals<ValidateFlags>();
      await execute(cli, flags, { command: 'validate', exitOnSignal: false }, (execution) =>
        validate(execution, flags),
      );
    });
}
