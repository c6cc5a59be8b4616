import type { Cli } from '../../../../src/cli/cli.js';
import { runProgram } from '../../../../src/cli/program.js';
import { realServices } from '../../../../src/cli/real-services.js';
import { createSignals, type StopSignal } from '../../../../src/cli/signals.js';
import type { Terminal } from '../../../../src/cli/terminal.js';
import type { Ended } from './binary.js';

export interface Here {
  readonly ended: Promise<Ended>;
  readonly kill: (signal: StopSignal) => void;
}

/** Carries out the tool's command line in this process, which is not what is tested then: it spares the start of another one. */
export function startHere(args: readonly string[], onStdout: (text: string) => void = () => undefined): Here {
  const { PATH, HOME } = process.env;
  const text = { stdout: '', stderr: '' };
  const signals = createSignals(() => undefined);
  const terminal: Terminal = {
    env: { PATH, HOME, LANG: 'C.UTF-8' },
    stdin: { isTTY: false },
    stdout: {
      isTTY: false,
      write(said) {
        text.stdout += said;
        onStdout(text.stdout);
      },
    },
    stderr: {
      isTTY: false,
      write(said) {
        text.stderr += said;
      },
    },
    now: () => performance.now(),
    onSignal: signals.listen,
    exit: (code) => {
      throw new Error(`the tool would end at once with ${code}`);
    },
  };
  const cli: Cli = { terminal, services: realServices(terminal), exitCode: 0 };
  return {
    ended: runProgram(cli, args).then(() => ({ exitCode: cli.exitCode, ...text })),
    kill: signals.receive,
  };
}

/** The same, to its end. */
export const runHere = (args: readonly string[]): Promise<Ended> => startHere(args).ended;
