import type { Command } from 'commander';
import type { Lang } from '../headless/text/language.js';
import type { Cli } from './cli.js';
import { actionOf } from './command.js';
import { commands } from './commands/index.js';
import type { CommandName, Step } from './help/en.js';
import { fitted } from './help/fitted.js';
import { helpText } from './help/index.js';
import { tellMisuse } from './help/usage-problem.js';

/** Adds every command by name and words; it learns its flags when it is called. Gives the program with the flags of all. */
export function addCommands(program: Command, cli: Cli, lang: Lang): () => Promise<Command> {
  const help = helpText(lang);
  const unread = new Map<Command, () => Promise<void>>();
  const read = async (command: Command): Promise<void> => {
    await unread.get(command)?.();
    unread.delete(command);
  };
  const whole = async (): Promise<Command> => {
    for (const command of unread.keys()) await read(command);
    return program;
  };
  const add = (parent: Command, name: CommandName, step: Step): Command => {
    const { summary, description, more } = help.commands[name];
    return (
      parent
        .command(name.split(' ').at(-1) ?? name)
        .summary(summary)
        .description(description)
        .helpGroup(parent === program ? help.steps[step] : help.titles['Commands:'])
        // Commander's own is in English, and `help` is a command of ours.
        .helpCommand(false)
        .addHelpText('after', ({ command }) => fitted(more, command))
        .configureOutput({ outputError: tellMisuse(help, lang, `tenantferry ${name}`) })
        .hook('preSubcommand', (_parent, called) => read(called))
    );
  };
  /** `preset lint` is a command of `preset`, which does nothing by itself. */
  const groupOf = (name: CommandName, step: Step): Command => {
    const group = name.split(' ').slice(0, -1).join(' ');
    if (group === '') return program;
    const known = program.commands.find((command) => command.name() === group);
    return known ?? add(program, group as CommandName, step);
  };
  program.hook('preSubcommand', (_program, called) => read(called));
  for (const { name, step, read: readFile } of commands) {
    const command = add(groupOf(name, step), name, step);
    unread.set(command, async () => {
      const { define } = await readFile();
      define(command, { cli, help, act: actionOf(cli, name), program: whole });
    });
  }
  return whole;
}
