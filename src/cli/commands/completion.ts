import { Argument } from 'commander';
import type { Define } from '../command.js';
import { completionScripts } from '../completion/index.js';

export const define: Define = (command, { cli, program }) => {
  command
    .addArgument(new Argument('<shell>').choices(Object.keys(completionScripts)))
    .action(async (shell: keyof typeof completionScripts) => {
      cli.terminal.stdout.write(completionScripts[shell](await program()));
    });
};
