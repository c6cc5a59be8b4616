import { readFile } from 'node:fs/promises';
import { Option } from 'commander';
import type { Context } from '../../config/context.js';
import type { RunControl } from '../../core/events.js';
import { formatTime } from '../../core/format.js';
import { codeOf, RefusedError } from '../../core/refused.js';
import { told } from '../../core/sentence.js';
import { shell } from '../../core/shell.js';
import { confirmed } from '../../operations/confirmed.js';
import { exitCodeOfOutcome, exitCodes } from '../../operations/exit-codes.js';
import { afterRun, afterValidation, stepsIn } from '../../operations/next-steps.js';
import type { RunSummary } from '../../operations/result-shapes.js';
import { selectionWords } from '../../operations/selection-words.js';
import type { PlanToKeep } from '../../operations/types.js';
import { refuse, say } from '../../operations/words.js';
import { phases } from '../../phases/index.js';
import { nextTime } from '../../preflight/next-time.js';
import { readPlanFile } from '../../preflight/saved-plan.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { number, type SharedFlags } from '../flags.js';
import { RunFailedError } from '../problems.js';
import { sayCancelled, stoppable } from '../stoppable.js';

interface RunFlags extends SharedFlags {
  readonly confirm?: string;
  readonly resume?: true;
  readonly phase: string;
  readonly live?: true;
  readonly plan?: string;
  readonly acceptRows?: number;
  readonly acceptWarnings?: number;
}

export const define: Define = (command, { help, act }) => {
  const told = help.commands.run.flags;
  command
    .option('--confirm <database>', told.confirm)
    .option('--resume', told.resume)
    .option('--live', told.live)
    .option('--plan <file>', told.plan)
    .option('--accept-rows <percent>', told['accept-rows'], number(help.problems.percent, /^\d+(\.\d+)?%?$/))
    .option('--accept-warnings <count>', told['accept-warnings'], number(help.problems.count, /^\d+$/))
    .addOption(
      new Option('--phase <phase>', told.phase)
        .choices([...phases.map(({ id }) => id), 'all'])
        .default('all'),
    )
    .action(act(run));
};

async function run(execution: Execution<RunFlags>): Promise<number> {
  const { cli, flags, reporter, text, lang } = execution;
  const context = await loadContext(execution);
  const confirm = confirmed(flags.confirm, context.config.target.mysql.database, 'run');
  const plan = await planToKeep(flags, context);
  const operations = await cli.services.operations();
  const { windowEnds } = context.config.options;
  const ends = windowEnds === undefined ? null : nextTime(windowEnds, new Date());
  let runId: string | undefined;
  const resume = resumeCommand(flags, context);
  return stoppable(execution, {
    parallel: context.config.options.parallel,
    cancelled: () => {
      sayCancelled(execution);
      if (runId !== undefined) reporter.note(text.resumeWith(resume));
    },
    work: async ({ control, requested }) => {
      try {
        const summary = await operations.run(
          context,
          {
            phase: flags.phase,
            confirm,
            resume: flags.resume === true,
            ...(flags.live ? { live: true } : {}),
            ...(plan ? { plan } : {}),
            ...(ends ? { windowEnds: ends } : {}),
          },
          (event) => {
            if (event.type === 'run-started') runId = event.runId;
            reporter.listen(event);
          },
          control,
        );
        const exitCode = exitCodeOfOutcome(summary.outcome, summary.windowClosed !== undefined);
        const whole = withSelection(summary, flags);
        const next = afterRun({ context, configFile: flags.config }, whole);
        reporter.ran(whole, exitCode, stepsIn(next, lang));
        const goesOn = exitCode === exitCodes.done && !summary.live && flags.phase === 'all';
        const last = goesOn ? await carryOn(execution, context, { summary, control, ends }) : exitCode;
        ring(execution, context);
        return last;
      } catch (error) {
        if (error instanceof RefusedError || requested() || runId === undefined) throw error;
        throw new RunFailedError(error, resume);
      }
    },
  });
}

interface Ran {
  readonly summary: RunSummary;
  readonly control: RunControl;
  /** Of the window that the run was a part of. */
  readonly ends: Date | null;
}

/** Goes on by itself with what the window names; gives the exit code. */
async function carryOn(
  { cli, flags, reporter, lang }: Execution<RunFlags>,
  context: Context,
  { summary: { runId }, control: { stop, abort }, ends }: Ran,
): Promise<number> {
  const { carryOn: names } = context.config.options;
  if (!names?.includes('validate')) return exitCodes.done;
  const over = new AbortController();
  const left = ends === null ? null : Math.max(0, ends.getTime() - Date.now());
  const timer = left === null ? undefined : setTimeout(() => over.abort(), left);
  const operations = await cli.services.operations();
  try {
    const signal = AbortSignal.any([stop, abort, over.signal]);
    const result = await operations.validate(context, { level: 'checksum', runId, signal }, reporter.listen);
    const exitCode = result.ok ? exitCodes.done : exitCodes.differences;
    const next = afterValidation({ context, configFile: flags.config }, result);
    reporter.validated(result, exitCode, stepsIn(next, lang));
    return exitCode;
  } catch (error) {
    if (ends === null || !over.signal.aborted) throw error;
    const command = shell`tenantferry validate -c ${flags.config} --run ${runId}`;
    const said = say('window.over-validating', { ends: formatTime(ends.toISOString()), command });
    reporter.listen({ type: 'window-closed', ends: ends.toISOString(), secondsLeft: null, ...told(said) });
    return exitCodes.partial;
  } finally {
    clearTimeout(timer);
  }
}

/** Who sleeps beside the terminal hears that it has ended. */
function ring({ cli: { terminal }, flags }: Execution<RunFlags>, { config }: Context): void {
  if (config.options.windowEnds === undefined || flags.json || terminal.env.TERM === 'dumb') return;
  if (terminal.stdout.isTTY) terminal.stdout.write('\u0007');
}

/** The plan that --plan names, and what may have changed since it was looked at. */
async function planToKeep(flags: RunFlags, { config }: Context): Promise<PlanToKeep | undefined> {
  const { plan: file, acceptRows, acceptWarnings } = flags;
  if (file === undefined) {
    if (acceptRows !== undefined || acceptWarnings !== undefined) throw refuse('saved-plan.not-named');
    return undefined;
  }
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw refuse('saved-plan.unreadable', { file, error: codeOf(error) }, { cause: error });
  });
  const { rowsPercent = 0, newWarnings = 0 } = config.options.planDrift ?? {};
  const accepted = {
    rowsPercent: acceptRows ?? rowsPercent,
    newWarnings: acceptWarnings ?? newWarnings,
  };
  return { file, saved: readPlanFile(text, file), accepted };
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
