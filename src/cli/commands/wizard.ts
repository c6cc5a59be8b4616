import { RefusedError } from '../../core/refused.js';
import { overridesOf } from '../context.js';
import type { Execution } from '../execute.js';
import { loggedOperations } from '../logged-operations.js';

/** Opens the wizard on the config, or says which commands do the same without one. */
export async function wizard(execution: Execution): Promise<number> {
  const { cli, text } = execution;
  const why = await cli.services.whyNoWizard();
  if (why !== null) throw new RefusedError(text.noWizard(why), { remedy: text.noWizardRemedy });
  return openWizard(execution);
}

export async function openWizard(execution: Execution): Promise<number> {
  const { cli, flags, lang, color, log, text } = execution;
  const operations = await cli.services.operations();
  return cli.services.runWizard({
    operations: log === null ? operations : loggedOperations(operations, log, text),
    log: log ?? undefined,
    configPath: flags.config,
    overrides: overridesOf(flags, cli.terminal.env),
    lang,
    color,
    screenReader: flags.screenReader === true || cli.terminal.env.INK_SCREEN_READER === 'true',
  });
}
