import { InvalidArgumentError } from 'commander';
import { timeMs } from '../../config/times.js';
import { formatDuration } from '../../core/format.js';
import { say } from '../../isolation/words.js';
import { exitCodes } from '../../operations/exit-codes.js';
import { hasFaults } from '../../operations/isolation/faults.js';
import type { IsolationPart } from '../../operations/isolation/types.js';
import { localiseSaid } from '../../text/localise.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { cancellable } from '../stoppable.js';

interface AuditFlags extends SharedFlags {
  readonly for: string;
  readonly baseline?: string;
  readonly writeBaseline?: string;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands['isolation audit'].flags;
  const time = (text: string): string => {
    if (timeMs(text) === undefined) throw new InvalidArgumentError(help.problems.time);
    return text;
  };
  command
    .option('--for <time>', told.for, time, '60s')
    .option('--baseline <file>', told.baseline)
    .option('--write-baseline <file>', told['write-baseline'])
    .action(act(audit, { readsOnly: true }));
};

async function audit(execution: Execution<AuditFlags>): Promise<number> {
  const { cli, flags, reporter, text, lang } = execution;
  const context = await loadContext(execution);
  const { auditStatements } = await cli.services.operations();
  const { baseline, writeBaseline } = flags;
  const forMs = timeMs(flags.for) ?? 0;
  if (forMs > 0) {
    const time = formatDuration(forMs / 1000);
    reporter.note(localiseSaid(say('audit.listening', { time }), lang));
  }
  return cancellable(execution, text.cancelledReadOnly, async (signal) =>
    tell(execution, await auditStatements(context, { forMs, baseline, writeBaseline, signal })),
  );
}

/** Tells what was found and gives the exit code for it. */
export function tell({ reporter }: Execution, found: IsolationPart): number {
  const exitCode = hasFaults(found) ? exitCodes.differences : exitCodes.done;
  reporter.isolation(found, exitCode);
  return exitCode;
}
