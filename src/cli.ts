import type { Cli } from './cli/cli.js';
import { keepHeapSmall } from './cli/heap.js';
import { runProgram } from './cli/program.js';
import { realServices } from './cli/real-services.js';
import { createSignals, type StopSignal, stopSignals } from './cli/signals.js';
import { processTerminal } from './cli/terminal.js';
import { chooseLang, textIn } from './headless/text/language.js';
import { exitCodes } from './operations/exit-codes.js';

/** After the work is done, a handle that was left open may keep the process this long and no longer. */
const lingerMs = 5_000;

/**
 * The command line tool: carries out `argv` (without node and script) and ends the process with its exit code.
 * `early` are the signals that the launcher caught before this could be loaded.
 */
export async function main(argv: readonly string[], early: readonly StopSignal[] = []): Promise<void> {
  keepHeapSmall();
  let ended = false;
  const signals = createSignals(() => {
    // Once the command has told how it ended, a later signal changes nothing.
    if (!ended) terminal.stderr.write(`${textIn(chooseLang(undefined, process.env)).cancelled}\n`);
    process.exit(ended ? cli.exitCode : exitCodes.cancelled);
  });
  const terminal = processTerminal(signals.listen);
  const cli: Cli = { terminal, services: realServices(terminal), exitCode: exitCodes.done };
  // For the whole life of the process: where the last listener is taken away, the next signal kills it.
  for (const signal of stopSignals) process.on(signal, signals.receive);
  if (early[0] !== undefined) signals.receive(early[0]);
  try {
    await runProgram(cli, argv);
  } catch (error) {
    // Only a mistake of this tool itself gets here; its message holds no data.
    terminal.stderr.write(`tenantferry: ${error instanceof Error ? error.message : 'unknown error'}\n`);
    cli.exitCode = exitCodes.failed;
  }
  ended = true;
  // Said with exit(), which leaves the listeners in place; a process that runs out of work takes them away before it is gone.
  process.once('beforeExit', () => process.exit(cli.exitCode));
  setTimeout(() => process.exit(cli.exitCode), lingerMs).unref();
}
