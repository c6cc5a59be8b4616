import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { renderReport } from '../report/render-report.js';
import { initForm } from './steps/config/init-form.js';
import { registry } from './steps/registry.js';
import { openEditor } from './terminal/editor.js';
import { processJobControl } from './terminal/job-control.js';
import { catalogues } from './text/index.js';
import { systemClock } from './wizard/clock.js';
import type { WizardDependencies } from './wizard/dependencies.js';
import { createStore } from './wizard/store.js';
import type { Step, Wizard } from './wizard/wizard.js';
import { stateOf, type WizardAction, type WizardState } from './wizard/wizard-state.js';

/** What is left out is the process's own; tests bring theirs. No `log`: nothing is logged. */
export interface WizardOptions
  extends Pick<WizardDependencies, 'operations' | 'configPath' | 'load' | 'language'>,
    Partial<
      Pick<
        WizardDependencies,
        'log' | 'overrides' | 'form' | 'edit' | 'renderReport' | 'clock' | 'quietMilliseconds' | 'jobControl'
      >
    > {
  /** Default: all steps there are. */
  readonly steps?: readonly Step[];
  /** Folder reports are written to; default: the current one. */
  readonly reportFolder?: string;
  readonly screenReader?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Calls back on every signal that asks to end, until the returned function is called. */
  readonly onSignal: (listener: (signal: NodeJS.Signals) => void) => () => void;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

const batchMilliseconds = 500;
/** Letters of a word come faster than this, even typed with one finger; keys that are meant do not. */
const quietMilliseconds = 300;
/** Slower for a screen reader, so that it can finish a sentence. */
const linearBatchMilliseconds = 3000;

/** Where the answers' name comes from when the operator gives no other. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'operator';
  }
}

/** What a wizard does to the terminal it runs in. */
interface Surroundings extends Pick<Wizard, 'toClipboard' | 'leave'> {
  /** Writes a line to the normal screen. */
  readonly print: (line: string) => void;
}

/** The wizard's state and what its commands work on; it draws nothing, and `leave` is all that ends it. */
export function createWizard(options: WizardOptions, { print, toClipboard, leave }: Surroundings): Wizard {
  const text = catalogues[options.language];
  const linear = options.screenReader === true;
  const folder = options.reportFolder ?? process.cwd();
  const steps = options.steps ?? registry;
  const { initial, reduce } = stateOf(
    steps.flatMap(({ slice }) => slice ?? []),
    accountName(),
  );
  return {
    operations: options.operations,
    log: options.log ?? { listen: () => undefined, note: () => undefined },
    configPath: options.configPath,
    load: options.load,
    overrides: options.overrides ?? {},
    edit: options.edit ?? ((path) => openEditor(path, options.env ?? process.env)),
    lend: { current: (work) => work() },
    form: options.form ?? initForm(options.configPath),
    renderReport: options.renderReport ?? renderReport,
    reportFormats: ['json', 'md', 'html'],
    writeReport: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content, { mode: 0o600 });
      return path;
    },
    clock: options.clock ?? systemClock,
    batchMilliseconds: linear ? linearBatchMilliseconds : batchMilliseconds,
    quietMilliseconds: options.quietMilliseconds ?? quietMilliseconds,
    text,
    language: options.language,
    jobControl: options.jobControl ?? processJobControl(),
    sayStopped: () => print(text.farewell.paused),
    steps,
    store: createStore<WizardState, WizardAction>(initial, reduce),
    steering: { current: null },
    following: { follow: null, feed: null, traffic: null },
    reading: { current: null },
    drawn: { current: { first: 0, last: 0, height: 0 } },
    toClipboard,
    leave,
  };
}
