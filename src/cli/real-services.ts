import { resolve } from 'node:path';
import { toolVersion } from '../core/version.js';
import type { DemoSystem } from '../sandbox/systems/demo.js';
import type { Services, WizardRequest } from './services.js';
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
    runWizard: (request) => openRealWizard(terminal, request),
    runInit: async (path, lang) => (await import('../config/init/run.js')).runInitPrompts({ path, lang }),
    startServer: async (flavour) => (await import('../sandbox/servers/index.js')).startInstalled(flavour),
    startRehearsal: async ({ size, vault, rate, live, preset }, say, signal) => {
      const bscp = async () => {
        const { startDemo } = await import('../sandbox/demo.js');
        return startDemo({ size, vault, rate, live, files: true, onProgress: say, signal });
      };
      const other = async (system: DemoSystem) => {
        const { startSystemDemo } = await import('../sandbox/systems/demo.js');
        return startSystemDemo({ system, size, rate, onProgress: say, signal });
      };
      const demo = await (preset === undefined || preset === 'bscp' ? bscp() : other(preset));
      return {
        configPath: demo.configFile,
        description: [demo.source, demo.target],
        writer: demo.writer,
        stop: () => demo.stop(),
      };
    },
  };
}

async function openRealWizard(terminal: Terminal, request: WizardRequest): Promise<number> {
  // The colour library of the wizard decides when it is loaded, and knows FORCE_COLOR only.
  if (!request.color) process.env.FORCE_COLOR = '0';
  const [{ runWizard }, { loadConfig }, { withProbes }, { loadPreset }] = await Promise.all([
    import('../ui/run-wizard.js'),
    import('../config/load.js'),
    import('../config/probes.js'),
    import('../preset/load.js'),
  ]);
  return runWizard({
    operations: request.operations,
    log: request.log,
    configPath: resolve(request.configPath),
    load: async (path) => {
      const config = await loadConfig(path, request.overrides);
      return { config, preset: withProbes(await loadPreset(config.preset), config) };
    },
    overrides: request.overrides,
    language: request.lang,
    screenReader: request.screenReader,
    onSignal: terminal.onSignal,
    env: request.color ? terminal.env : { ...terminal.env, NO_COLOR: '1' },
  });
}
