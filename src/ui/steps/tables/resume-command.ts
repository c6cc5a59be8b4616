import type { ConfigOverrides } from '../../../config/overrides.js';
import { shell } from '../../../core/shell.js';
import { selectionWords } from '../../../operations/selection-words.js';
import type { Wizard } from '../../wizard/wizard.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { choicesFrom } from './tables-state.js';

/**
 * The flags that choose tables and businesses as they were chosen in the wizard, over what the config file says; null where no flag can (a
 * table that the file skips was taken in, or all businesses where the file names some).
 */
function flagsOf({ loaded, context }: WizardState, overrides: ConfigOverrides): ConfigOverrides | null {
  if (loaded === null || context === null) return overrides;
  const [before, bizIds] = [loaded.config.bizIds, context.config.bizIds];
  if (bizIds === undefined && before !== undefined) return null;
  const given = bizIds?.join() === before?.join() ? overrides : { ...overrides, bizIds };
  const moving = ({ config, preset }: typeof loaded): readonly string[] =>
    choicesFrom(preset, config.tables).flatMap(({ table, moves }) => (moves ? [table] : []));
  const [configured, chosen] = [moving(loaded), moving(context)];
  if (chosen.every((table) => configured.includes(table))) {
    const leftOut = configured.filter((table) => !chosen.includes(table));
    return { ...given, skip: [...(given.skip ?? []), ...leftOut] };
  }
  const { skip: _skip, ...others } = given;
  const skippedByFile = loaded.config.tables.skip.filter((table) => !given.skip?.includes(table));
  return chosen.some((table) => skippedByFile.includes(table)) ? null : { ...others, only: chosen };
}

/** `command` with the choice of tables and businesses made here; null where no flags say it. */
export function withChoice({ store, overrides }: Wizard, command: string): string | null {
  const flags = flagsOf(store.getState(), overrides);
  return flags === null ? null : command + selectionWords(flags);
}

/**
 * `command` (which resumes the run) with the choice made here: a run is only resumed with its own tables and businesses. Where no flags
 * say it, the wizard is the command: it takes them from the run.
 */
export function resumeCommand(wizard: Wizard, command: string): string {
  return (
    withChoice(wizard, command) ??
    shell`tenantferry -c ${wizard.configPath}` + selectionWords(wizard.overrides)
  );
}
