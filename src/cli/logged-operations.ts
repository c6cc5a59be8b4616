import type { Listener } from '../core/events.js';
import type { Reporter } from '../headless/reporter.js';
import type { HeadlessText } from '../headless/text/en.js';
import { exitCodeOfOutcome, exitCodes } from '../operations/exit-codes.js';
import type { Operations } from '../operations/types.js';
import { describeProblem } from './problems.js';
import { tellFindings } from './tell-findings.js';

/** The same operations, and all they tell, give or fail with is told `log`, too: so the log file holds what the wizard showed. */
export function loggedOperations(operations: Operations, log: Reporter, text: HeadlessText): Operations {
  async function logged<Result>(
    command: string,
    work: () => Promise<Result>,
    tell: (result: Result) => void = () => undefined,
  ): Promise<Result> {
    log.note(text.wizardDoes(command));
    try {
      const result = await work();
      tell(result);
      return result;
    } catch (error) {
      log.problem(describeProblem(error, text, true));
      throw error;
    }
  }
  const both =
    (listener: Listener): Listener =>
    (event) => {
      listener(event);
      log.listen(event);
    };
  const withFindings =
    (listener: Listener): Listener =>
    (event) => {
      listener(event);
      tellFindings(log)(event);
    };
  return {
    ...operations,
    check: (context, listener, signal) =>
      logged('check', () => operations.check(context, withFindings(listener), signal), log.checked),
    plan: (context, listener, signal) => {
      // The findings come again with the result, in their place among the rest.
      const told: Listener = (event) => {
        listener(event);
        if (event.type !== 'finding') log.listen(event);
      };
      return logged('plan', () => operations.plan(context, told, signal), log.dryRun);
    },
    run: (context, request, listener, control) =>
      logged(
        `run --phase ${request.phase}${request.resume ? ' --resume' : ''}`,
        () => operations.run(context, request, both(listener), control),
        (summary) => log.ran(summary, exitCodeOfOutcome(summary.outcome)),
      ),
    follow: (context, request, listener, control) =>
      logged(
        'follow',
        () => operations.follow(context, request, both(listener), control),
        (summary) => log.followed(summary, exitCodes.cancelled),
      ),
    cutover: (context, request, listener, control) =>
      logged(
        `cutover${request.dryRun ? ' --dry-run' : ''}`,
        () => operations.cutover(context, request, both(listener), control),
        (summary) => log.cutOver(summary, exitCodes.done),
      ),
    schemaUp: (context, request, listener, control) =>
      logged(
        `schema up${request.dryRun ? ' --dry-run' : ''}`,
        () => operations.schemaUp(context, request, both(listener), control),
        (report) => log.schema(report, exitCodes.done),
      ),
    schemaRepair: (context, request, listener, control) =>
      logged(
        ['schema repair', request.go, request.word].filter((word) => word !== undefined).join(' --'),
        () => operations.schemaRepair(context, request, both(listener), control),
        (report) => log.schema(report, exitCodes.done),
      ),
    validate: (context, request, listener) =>
      logged(
        `validate --level ${request.level}`,
        () => operations.validate(context, request, both(listener)),
        (result) => log.validated(result, result.ok ? exitCodes.done : exitCodes.differences),
      ),
    repair: (context, request, listener, control) => {
      const dryRun = request.dryRun === true;
      return logged(
        `validate --repair${dryRun ? ' --dry-run' : ''}${request.deleteExtra ? ' --delete-extra' : ''}`,
        () => operations.repair(context, request, both(listener), control),
        (summary) => log.repaired(summary, dryRun, exitCodes.done),
      );
    },
    rollback: (context, request, listener, control) =>
      logged(
        `rollback --run ${request.runId}${request.dryRun ? ' --dry-run' : ''}${request.includeChanged ? ' --include-changed' : ''}`,
        () => operations.rollback(context, request, both(listener), control),
        (summary) => log.rolledBack(summary, request.dryRun, exitCodes.done),
      ),
    answer: (context, runId, given) =>
      logged(`checklist: ${given.itemId} = ${given.state} (${given.by})`, () =>
        operations.answer(context, runId, given),
      ),
    probe: (context, runId, signal) =>
      logged('checklist --probe', () => operations.probe(context, runId, signal)),
  };
}
