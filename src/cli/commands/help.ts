import type { Define } from '../command.js';
import { unknownCommand } from '../unknown-command.js';

/** Commander's own explains everything when it does not know the command, and does not say that it does not. */
export const define: Define = (command, { program }) => {
  command.argument('[command]').action(async (word: string | undefined) => {
    const whole = await program();
    const asked = word === undefined ? whole : whole.commands.find((one) => one.name() === word);
    if (asked === undefined) unknownCommand(whole, word ?? '');
    asked?.outputHelp();
  });
};
