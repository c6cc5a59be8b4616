import { exitCodes } from '../../operations/exit-codes.js';
import { hasFaults } from '../../operations/isolation/faults.js';
import { readParts } from '../../operations/isolation/saved.js';
import { renderIsolation } from '../../report/isolation.js';
import type { Define } from '../command.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { writePrivateFile } from '../private-file.js';
import { tell } from './isolation-audit.js';

interface ReportFlags extends SharedFlags {
  readonly output?: string;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands['isolation report'].flags;
  command
    .argument('<files...>', told.files)
    .option('-o, --output <file>', told.output)
    .action((files: readonly string[], ...rest: readonly unknown[]) =>
      act<ReportFlags>((execution) => report(execution, files), { readsOnly: true })(files, ...rest),
    );
};

async function report(execution: Execution<ReportFlags>, files: readonly string[]): Promise<number> {
  const { flags, reporter, lang } = execution;
  const parts = await readParts(files);
  if (flags.output !== undefined) {
    await writePrivateFile(flags.output, renderIsolation(parts, lang));
    reporter.isolationSaved(flags.output);
  } else for (const part of parts) tell(execution, part);
  return parts.some(hasFaults) ? exitCodes.differences : exitCodes.done;
}
