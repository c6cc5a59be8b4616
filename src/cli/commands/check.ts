import type { Context } from '../../config/context.js';
import { defaultLiveOptions } from '../../config/options.js';
import { hasBlocker } from '../../core/finding.js';
import { exitCodes } from '../../operations/exit-codes.js';
import type { Define } from '../command.js';
import { loadContext } from '../context.js';
import type { Execution } from '../execute.js';
import type { SharedFlags } from '../flags.js';
import { tellFindings } from '../tell-findings.js';

interface CheckFlags extends SharedFlags {
  readonly live?: true;
}

export const define: Define = (command, { help, act }) => {
  command.option('--live', help.commands.check.flags.live).action(act(check, { readsOnly: true }));
};

/** As if the config asked for it. */
function withLive({ config, ...context }: Context): Context {
  const live = config.options.live ?? defaultLiveOptions;
  return { ...context, config: { ...config, options: { ...config.options, live } } };
}

async function check(execution: Execution<CheckFlags>): Promise<number> {
  const { cli, flags, reporter, text } = execution;
  const loaded = await loadContext(execution);
  const context = flags.live ? withLive(loaded) : loaded;
  const operations = await cli.services.operations();
  reporter.note(text.checking(context.preset.name, context.config.tenantId));
  const findings = await operations.check(context, tellFindings(reporter));
  reporter.checked(findings);
  return hasBlocker(findings) ? exitCodes.refused : exitCodes.done;
}
