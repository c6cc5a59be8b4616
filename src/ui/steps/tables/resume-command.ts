import type { ConfigOverrides } from '../../../config/overrides.js';
import { shell } from '../../../core/shell.js';
import { selectionWords } from '../../../operations/selection-words.js';
import type { Wizard } from '../../wizard/wizard.js';
import type { WizardState } from '../../wizard/wizard-state.js';
import { choicesFrom } from './tables-state.js';

/**
 * The flags that choose the tables as they were chosen in the wizard, over what the config file says; null where no flag
 * can (a table that the file skips was taken in).
 */
function flagsOf({ loaded, context }: WizardState, given: ConfigOverrides): ConfigOverrides | null {
  if (loaded === null || context === null) return given;
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

/**
 * `command` (which resumes the run) with the choice of tables made here: a run is only resumed with its own tables. Where no
 * flags say it, the wizard is the command: it takes them from the run.
 */
export function resumeCommand({ store, overrides, configPath }: Wizard, command: string): string {
  const flags = flagsOf(store.getState(), overrides);
  return flags === null
    ? shell`tenantferry -c ${configPath}` + selectionWords(overrides)
    : command + selectionWords(flags);
}
