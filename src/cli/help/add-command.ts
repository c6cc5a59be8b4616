import type { Command } from 'commander';
import type { CommandName, HelpText } from './index.js';

/** Adds a command with what its --help says; `name` is the last word of `full`. */
export function addCommand(parent: Command, full: CommandName, help: HelpText): Command {
  const { summary, description, more } = help.commands[full];
  return (
    parent
      .command(full.split(' ').at(-1) ?? full)
      .summary(summary)
      .description(description)
      // Commander's own is in English, and `help` is a command of ours.
      .helpCommand(false)
      .addHelpText('after', more)
  );
}
