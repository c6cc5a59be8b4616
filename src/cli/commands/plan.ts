import { hasBlocker } from '../../core/finding.js';
import { shell } from '../../core/shell.js';
import { exitCodes } from '../../operations/exit-codes.js';
import { selectionWords } from '../../operations/selection-words.js';
import { planFile } from '../../preflight/saved-plan.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { writePrivateFile } from '../private-file.js';

interface PlanFlags extends SharedFlags {
  readonly out?: string;
}

export const define: Define = (command, { help, act }) => {
  command.option('--out <file>', help.commands.plan.flags.out).action(act(plan, { readsOnly: true }));
};

async function plan(execution: Execution<PlanFlags>): Promise<number> {
  const { cli, flags, reporter, text } = execution;
  const context = await loadContext(execution);
  const operations = await cli.services.operations();
  // The findings come again with the result, in their place among the rest.
  const dryRun = await operations.plan(context, (event) => {
    if (event.type !== 'finding') reporter.listen(event);
  });
  reporter.dryRun(dryRun);
  if (flags.out !== undefined) {
    await writePrivateFile(flags.out, planFile(dryRun, new Date(cli.terminal.now())));
    reporter.planSaved(flags.out);
  }
  if (hasBlocker(dryRun.findings)) return exitCodes.refused;
  const { database } = context.config.target.mysql;
  const kept = flags.out === undefined ? '' : shell` --plan ${flags.out}`;
  reporter.note(
    text.planReady(
      `${shell`tenantferry run -c ${flags.config}`}${kept}${selectionWords(flags)}${shell` --confirm ${database}`}`,
    ),
  );
  return exitCodes.done;
}
