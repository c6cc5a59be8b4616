import type { Context } from '../../config/context.js';
import { RefusedError } from '../../core/refused.js';
import { shell } from '../../core/shell.js';
import { exitCodeOfOutcome, exitCodes } from '../../operations/exit-codes.js';
import { afterRun, stepsIn } from '../../operations/next-steps.js';
import { selectionWords } from '../../operations/selection-words.js';
import type { RunSummary } from '../../operations/types.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { RunFailedError } from '../problems.js';
import { stopOnSignals } from '../stop-control.js';

/** Flags of `run`. */
export interface RunFlags extends SharedFlags {
  readonly confirm?: string;
  readonly resume?: true;
  readonly phase: 'mysql' | 'vault' | 'all';
}

export async function run(execution: Execution, flags: RunFlags): Promise<number> {
  const { cli, reporter, text } = execution;
  const context = await loadContext(execution);
  const { database } = context.config.target.mysql;
  const confirm = confirmed(flags.confirm, database, 'run');
  const operations = await cli.services.operations();
  let runId: string | undefined;
  const cancelled = (): void => {
    reporter.problem({ kind: 'cancelled', message: text.cancelled, exitCode: exitCodes.cancelled });
    if (runId !== undefined) reporter.note(text.resumeWith(resumeCommand(flags, context)));
  };
  const stopping = stopOnSignals(cli.terminal, context.config.options.parallel, {
    say: (what) => reporter.note(text[what]),
    last: cancelled,
  });
  try {
    const summary = await operations.run(
      context,
      { phase: flags.phase, confirm, resume: flags.resume === true },
      (event) => {
        if (event.type === 'run-started') runId = event.runId;
        reporter.listen(event);
      },
      stopping.control,
    );
    const exitCode = exitCodeOfOutcome(summary.outcome);
    const whole = withSelection(summary, flags);
    const next = afterRun({ context, configFile: flags.config }, whole);
    reporter.ran(whole, exitCode, stepsIn(next, execution.lang));
    return exitCode;
  } catch (error) {
    // An abort may end in any error; what counts is that the operator asked for it.
    if (error instanceof RefusedError) throw error;
    if (!stopping.requested()) {
      throw runId === undefined ? error : new RunFailedError(error, resumeCommand(flags, context));
    }
    cancelled();
    return exitCodes.cancelled;
  } finally {
    stopping.release();
  }
}

/** A resumed run needs the same plan, so the flags that shape it belong to the command. */
function withSelection(summary: RunSummary, flags: RunFlags): RunSummary {
  const words = selectionWords(flags);
  if (summary.resumeCommand === null || words === '') return summary;
  return { ...summary, resumeCommand: `${summary.resumeCommand}${words}` };
}

function resumeCommand(flags: RunFlags, { config }: Context): string {
  const phase = flags.phase === 'all' ? '' : ` --phase ${flags.phase}`;
  const words = selectionWords(flags);
  return `${shell`tenantferry run -c ${flags.config}`}${phase}${shell` --resume --confirm ${config.target.mysql.database}`}${words}`;
}

/** The typed name, or a refusal that says what to type. */
export function confirmed(given: string | undefined, database: string, command: string): string {
  if (given === database) return given;
  throw new RefusedError(
    given === undefined
      ? `${command} writes into the target database ${database} and needs your confirmation`
      : `--confirm says ${given}, but the target database is ${database}`,
    {
      remedy: `If that is the one you mean, add: --confirm ${database}`,
      because: { code: 'confirm.missing', params: { given: given ?? null, command, database } },
    },
  );
}
