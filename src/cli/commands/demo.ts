import { Option } from 'commander';
import type { Context } from '../../config/context.js';
import { hasBlocker } from '../../core/finding.js';
import { RefusedError } from '../../core/refused.js';
import { chineseValue, type Sentence, textOf } from '../../core/sentence.js';
import { exitCodeOfOutcome, exitCodes } from '../../operations/exit-codes.js';
import { renderReport } from '../../report/render-report.js';
import { sandboxWords } from '../../sandbox/words.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import { number, type SharedFlags } from '../flags.js';
import type { RehearsalRequest } from '../services.js';
import { type Stopping, sayCancelled, stoppable } from '../stoppable.js';
import { tellFindings } from '../tell-findings.js';
import { openWizard } from './wizard.js';

export const define: Define = (command, { help, act }) => {
  const told = help.commands.demo.flags;
  command
    .addOption(new Option('--size <size>', told.size).choices(['small', 'medium', 'large']).default('small'))
    .addOption(
      new Option('--vault <which>', told.vault).choices(['auto', 'embedded', 'real']).default('auto'),
    )
    .option('--live', told.live)
    .addOption(
      new Option('--preset <name>', told.preset)
        .choices(['bscp', 'users-pair', 'danci', 'maibot', 'kratos'])
        .default('bscp'),
    )
    .option('--rate <rows>', told.rate, number(help.problems.rate, /^[1-9]\d{0,9}$/))
    .action(act(demo));
};

/** The rehearsal: servers up, then the wizard (or, without a terminal, every step headless), then servers down again. */
async function demo(execution: Execution<SharedFlags & RehearsalRequest>): Promise<number> {
  const { cli, flags, reporter, text, lang } = execution;
  const say = (said: string | Sentence) =>
    reporter.note(lang === 'zh' ? chineseValue(said, sandboxWords) : textOf(said));
  const why = await cli.services.whyNoWizard();
  // Checklist and confirmation are a person's: there is nothing to rehearse without one.
  if (flags.live && why !== null) throw new RefusedError(text.demoLive(why), { remedy: text.demoLiveRemedy });
  return stoppable(execution, {
    parallel: 2,
    cancelled: () => sayCancelled(execution),
    work: async (stopping) => {
      const rehearsal = await cli.services.startRehearsal(flags, say, stopping.control.stop);
      try {
        const here = { ...execution, flags: { ...flags, config: rehearsal.configPath } };
        for (const line of rehearsal.description) say(line);
        if (rehearsal.writer) reporter.note(text.demoWriter(rehearsal.writer.startCommand));
        if (stopping.requested()) return exitCodes.cancelled;
        if (why !== null) {
          reporter.note(text.demoHeadless(why));
          return await wholeJourney(here, stopping);
        }
        // From here on the wizard answers Ctrl-C.
        stopping.release();
        return await openWizard(here);
      } finally {
        reporter.note(text.demoStopping);
        await rehearsal.stop();
        reporter.note(text.demoStopped);
      }
    },
  });
}

const steps = ['check', 'plan', 'run', 'validate', 'report'] as const;

/** check → plan → run → validate → report, each told as its own command would; ends at the first that does not go well. */
async function wholeJourney(execution: Execution, stopping: Stopping): Promise<number> {
  const { cli, reporter, text, lang } = execution;
  const begin = (step: (typeof steps)[number]): void => {
    reporter.note('');
    reporter.note(text.demoStep(String(steps.indexOf(step) + 1), String(steps.length), step));
  };
  const context: Context = await loadContext(execution);
  const operations = await cli.services.operations();
  begin('check');
  const findings = await operations.check(context, tellFindings(reporter));
  reporter.checked(findings);
  if (hasBlocker(findings)) return exitCodes.refused;
  if (stopping.requested()) return exitCodes.cancelled;

  begin('plan');
  const dryRun = await operations.plan(context, (event) => {
    if (event.type !== 'finding') reporter.listen(event);
  });
  reporter.dryRun(dryRun);
  if (hasBlocker(dryRun.findings)) return exitCodes.refused;
  if (stopping.requested()) return exitCodes.cancelled;

  begin('run');
  const summary = await operations.run(
    context,
    { phase: 'all', confirm: context.config.target.mysql.database, resume: false },
    reporter.listen,
    stopping.control,
  );
  const runCode = exitCodeOfOutcome(summary.outcome);
  reporter.ran(summary, runCode);
  if (runCode !== exitCodes.done && runCode !== exitCodes.partial) return runCode;
  if (stopping.requested()) return exitCodes.cancelled;

  begin('validate');
  const result = await operations.validate(
    context,
    { level: 'checksum', runId: summary.runId, signal: stopping.control.stop },
    reporter.listen,
  );
  const exitCode = result.ok ? runCode : exitCodes.differences;
  reporter.validated(result, exitCode);
  if (stopping.requested()) return exitCodes.cancelled;

  begin('report');
  const data = await operations.report(context, summary.runId);
  reporter.reportPrinted(data, 'md', renderReport(data, 'md', lang));
  return exitCode;
}
