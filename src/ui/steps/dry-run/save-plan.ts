import { shell } from '../../../core/shell.js';
import { planFile } from '../../../preflight/saved-plan.js';
import { localiseRefusal } from '../../../text/localise.js';
import { problemOf } from '../../wizard/problem.js';
import { notify, type Wizard } from '../../wizard/wizard.js';
import { withChoice } from '../tables/resume-command.js';

/** Saves the plan that is shown into the folder that reports go to, for `run --plan`, and says where it is and what carries it out. */
export async function savePlan(wizard: Wizard): Promise<void> {
  const { store, clock, configPath, language, text } = wizard;
  const { context, dryRun } = store.getState();
  const { result } = dryRun;
  if (context === null || result === null) return;
  const { database } = context.config.target.mysql;
  const name = `tenantferry-plan-${result.plan.fingerprint.slice(0, 8)}.json`;
  try {
    const path = await wizard.writeReport(name, planFile(result, new Date(clock.now())));
    const live = context.config.options.live === undefined ? '' : ' --live';
    const run = `${shell`tenantferry run -c ${configPath} --plan ${path} --confirm ${database}`}${live}`;
    store.dispatch({ slice: 'dryRun', type: 'saved', saved: { path, command: withChoice(wizard, run) } });
    notify(wizard, 'good', text.dryRun.planSaved);
  } catch (error) {
    const { message, remedy } = localiseRefusal(problemOf(error), language);
    notify(wizard, 'bad', [message, remedy ?? ''].filter((part) => part !== '').join(' '));
  }
}
