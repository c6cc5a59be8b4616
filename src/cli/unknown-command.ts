import type { Command } from 'commander';
import { nearest } from '../core/yaml/nearest.js';
import { exitCodes } from '../operations/exit-codes.js';

/** Ends the program as commander does for a word that is no command, with the nearest one. */
export function unknownCommand(program: Command, word: string): never {
  const near = nearest(
    word,
    program.commands.map((command) => command.name()),
  );
  const hint = near === undefined ? '' : `\n(Did you mean ${near}?)`;
  program.error(`error: unknown command '${word}'${hint}`, { exitCode: exitCodes.refused });
}
