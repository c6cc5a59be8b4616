import type { Define } from '../command.js';
import { type BackupFlags, backedUp } from './backup-verify.js';

export const define: Define = (command, { help, act }) => {
  command
    .option('-o, --out <file>', help.commands['backup make'].flags.out)
    .action(
      act<BackupFlags & { readonly out?: string }>((execution) =>
        backedUp(execution, 'makeBackup', execution.flags.out),
      ),
    );
};
