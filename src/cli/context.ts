import type { Context } from '../config/context.js';
import type { ConfigOverrides } from '../config/overrides.js';
import { withProbes } from '../config/probes.js';
import type { Execution } from './execute.js';
import type { SharedFlags } from './flags.js';

/** What the shared flags set over the config file. */
export function overridesOf(
  { skip, only, bizIds }: SharedFlags,
  env: Readonly<Record<string, string | undefined>>,
): ConfigOverrides {
  return { skip, only, bizIds, env };
}

/** Loads config and preset for a headless command; secrets that the config leaves open are asked for at a terminal. */
export async function loadContext({ cli, flags, lang, reporter }: Execution): Promise<Context> {
  const { services, terminal } = cli;
  const loaded = await services.loadConfig(flags.config, overridesOf(flags, terminal.env));
  for (const said of loaded.warnings ?? []) {
    const title = said.text;
    reporter.finding({
      code: 'config.warning',
      severity: 'warning',
      subject: 'config',
      title,
      params: { said },
    });
  }
  const config = await services.askMissingSecrets(loaded, lang);
  return { config, preset: withProbes(await services.loadPreset(config.preset), config) };
}
