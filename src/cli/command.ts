import type { Command } from 'commander';
import type { Cli } from './cli.js';
import type { Execution } from './execute.js';
import type { SharedFlags } from './flags.js';
import type { HelpText } from './help/en.js';

/** What a command does; gives its exit code. `argument` and `second` are the words behind its name, where it takes some. */
export type Work<Flags extends SharedFlags = SharedFlags> = (
  execution: Execution<Flags>,
  argument: string,
  second: string | undefined,
) => Promise<number>;

/** What a command is made with. */
export interface Surroundings {
  readonly cli: Cli;
  readonly help: HelpText;
  /** Work as commander calls it. `readsOnly`: a signal may end it at once, and it is said that nothing was written. */
  readonly act: <Flags extends SharedFlags>(
    work: Work<Flags>,
    options?: { readonly readsOnly: true },
  ) => (...given: readonly unknown[]) => Promise<void>;
  /** The whole program, with the flags of every command. */
  readonly program: () => Promise<Command>;
}

/** Gives a command its flags, arguments and action; its name and what --help says are there already. */
export type Define = (command: Command, surroundings: Surroundings) => void;

/** Makes a command's work what commander calls; reporters and the rest are loaded then. */
export function actionOf(cli: Cli, name: string): Surroundings['act'] {
  return <Flags extends SharedFlags>(work: Work<Flags>, options?: { readonly readsOnly: true }) =>
    async (...given) => {
      // Commander gives the arguments, then the command's own flags, then the command.
      const flags = (given.at(-1) as Command).optsWithGlobals<Flags>();
      const { execute } = await import('./execute.js');
      await execute(cli, flags, { command: name, ...options }, (execution) =>
        work(execution, String(given[0]), typeof given[1] === 'string' ? given[1] : undefined),
      );
    };
}
