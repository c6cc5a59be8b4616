import type { Define } from '../command.js';
import { cutBy } from './cutover.js';

export const define: Define = (command, { help, act }) => {
  const told = help.commands.back.flags;
  command
    .option('--confirm <database>', told.confirm)
    .option('--dry-run', told['dry-run'])
    .action(act(cutBy('back')));
};
