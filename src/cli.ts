import type { Cli } from './cli/cli.js';
import { runProgram } from './cli/program.js';
import { realServices } from './cli/real-services.js';
import { processTerminal } from './cli/terminal.js';

/** After the work is done, a handle that was left open may keep the process this long and no longer. */
const lingerMs = 5_000;

/** The command line tool: carries out `argv` (without node and script) and sets the process's exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const terminal = processTerminal();
  const cli: Cli = { terminal, services: realServices(terminal), exitCode: 0 };
  try {
    await runProgram(cli, argv);
  } catch (error) {
    // Only a mistake of this tool itself gets here; its message holds no data.
    terminal.stderr.write(`tenantferry: ${error instanceof Error ? error.message : 'unknown error'}\n`);
    cli.exitCode = 1;
  }
  process.exitCode = cli.exitCode;
  setTimeout(() => process.exit(cli.exitCode), lingerMs).unref();
}
