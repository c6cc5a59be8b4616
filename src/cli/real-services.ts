import { toolVersion } from '../version.js';
import type { Services } from './services.js';
import type { Terminal } from './terminal.js';

/** The real parts, each imported when a command first needs it: --help must not wait for a database driver or React. */
export function realServices(terminal: Terminal): Services {
  return {
    toolVersion,
    operations: async () => (await import('../operations/index.js')).operations,
    loadConfig: async (path, overrides) => (await import('../config/load.js')).loadConfig(path, overrides),
    loadPreset: async (nameOrPath) => (await import('../preset/load.js')).loadPreset(nameOrPath),
    lintPreset: async (nameOrPath) => (await import('../preset/lint.js')).lintPreset(nameOrPath),
    askMissingSecrets: async (config, lang) => {
      const { askMissingSecrets } = await import('../config/init/ask-secrets.js');
      return askMissingSecrets(config, lang);
    },
    whyNoWizard: async () => {
      const { canOpenWizard } = await import('../ui/terminal/can-open.js');
      const answer = canOpenWizard(terminal.env, terminal.stdin, terminal.stdout);
      return answer.ok ? null : answer.why;
    },
    runWizard: () => Promise.reject(new Error('the wizard is not built yet')),
    runInit: async (path, lang) => (await import('../config/init/run.js')).runInitPrompts({ path, lang }),
    startRehearsal: () => Promise.reject(new Error('the rehearsal is not built yet')),
  };
}
