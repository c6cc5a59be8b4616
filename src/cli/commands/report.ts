import { type Command, Option } from 'commander';
import type { Cli } from '../cli.js';
import type { SharedFlags } from '../flags.js';

/** Flags of `report`. */
export interface ReportFlags extends SharedFlags {
  readonly run?: string;
  readonly format: 'json' | 'md' | 'html';
  readonly output?: string;
  readonly verify?: true;
  readonly against?: string;
  readonly schema?: true;
}

const examples = `
A report holds counts, differences, the checklist with its signatures, and the run's hash-chained log. It holds no secret.
--verify finds entries that were altered, removed, moved or cut off. Who may alter the whole ledger can make it anew: keep a JSON
report elsewhere, and --against shows that, too.
The HTML is one file that needs no network and prints well.

Examples:
  tenantferry report -c migrate.yaml > report.md
  tenantferry report -c migrate.yaml --format html -o report.html --lang zh
  tenantferry report -c migrate.yaml --verify
  tenantferry report -c migrate.yaml --verify --against saved-report.json
  tenantferry report --schema > report-schema.json

Exit codes: 0 done; 2 no such run; 3 with --verify, the log was altered.`;

/** tenantferry report */
export function addReportCommand(program: Command, cli: Cli): void {
  program
    .command('report')
    .summary('write the report of a run')
    .description('Write the report of a run, to a file or to standard output.')
    .option('--run <id>', "the run; default: the tenant's latest")
    .addOption(new Option('--format <format>', 'what to write').choices(['json', 'md', 'html']).default('md'))
    .option('-o, --output <file>', 'the file to write (readable by you only); default: standard output')
    .option('--verify', "only check that the log is as it was written, and so are the checklist's answers")
    .option('--against <file>', 'with --verify: a JSON report saved before, which the log must go on from')
    .option('--schema', 'only print the JSON Schema of the JSON report')
    .addHelpText('after', examples)
    .action(async (_flags: unknown, command: Command) => {
      const [{ execute }, { report }] = await Promise.all([
        import('../execute.js'),
        import('../actions/report.js'),
      ]);
      const flags = command.optsWithGlobals<ReportFlags>();
      await execute(cli, flags, { command: 'report' }, (execution) => report(execution, flags));
    });
}
