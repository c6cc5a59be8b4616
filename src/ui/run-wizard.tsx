import { writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { render } from 'ink';
import { exitCodes } from '../operations/exit-codes.js';
import { renderReport } from '../report/render-report.js';
import { App } from './app.js';
import { loadConfiguration } from './steps/config/config-commands.js';
import { initForm } from './steps/config/init-form.js';
import { registry } from './steps/registry.js';
import { processJobControl } from './terminal/job-control.js';
import { catalogues } from './text/index.js';
import { themeFor } from './theme.js';
import { createUi } from './ui-context.js';
import { systemClock } from './wizard/clock.js';
import type { WizardDependencies } from './wizard/dependencies.js';
import { farewellLines } from './wizard/farewell.js';
import { interrupt } from './wizard/interrupt.js';
import { createStore } from './wizard/store.js';
import type { Step, Wizard } from './wizard/wizard.js';
import { stateOf, type WizardAction, type WizardState } from './wizard/wizard-state.js';

/** What is left out is the process's own; tests bring theirs. No `log`: nothing is logged. */
export interface WizardOptions
  extends Pick<WizardDependencies, 'operations' | 'configPath' | 'load' | 'language'>,
    Partial<
      Pick<
        WizardDependencies,
        'log' | 'overrides' | 'form' | 'renderReport' | 'clock' | 'quietMilliseconds' | 'jobControl'
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

const batchMilliseconds = 250;
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

/**
 * Opens the wizard and owns the terminal until it is left: alternate screen, keys, signals, and the way back from
 * each of them. Resolves to the exit code (see `exitCodes`); the caller ends the process with it.
 */
export async function runWizard(options: WizardOptions): Promise<number> {
  const stdin = options.stdin ?? process.stdin;
  const stdout = options.stdout ?? process.stdout;
  const text = catalogues[options.language];
  const linear = options.screenReader === true;
  const folder = options.reportFolder ?? process.cwd();
  const done = Promise.withResolvers<number>();
  const steps = options.steps ?? registry;
  const { initial, reduce } = stateOf(
    steps.flatMap(({ slice }) => slice ?? []),
    accountName(),
  );
  const wizard: Wizard = {
    operations: options.operations,
    log: options.log ?? { listen: () => undefined, note: () => undefined },
    configPath: options.configPath,
    load: options.load,
    overrides: options.overrides ?? {},
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
    sayStopped: () => void stdout.write(`${text.farewell.paused}\n`),
    steps,
    store: createStore<WizardState, WizardAction>(initial, reduce),
    steering: { current: null },
    following: { follow: null, feed: null },
    reading: { current: null },
    drawn: { current: { first: 0, last: 0, height: 0 } },
    leave: done.resolve,
  };
  const ui = createUi(options.language, themeFor(options.env ?? process.env), linear, (window) => {
    wizard.drawn.current = window;
  });
  const app = render(<App wizard={wizard} ui={ui} />, {
    stdin,
    stdout,
    exitOnCtrlC: false,
    // Output of others must not tear the screen; a replaced console (test runners) cannot be patched.
    patchConsole: typeof console.Console === 'function',
    alternateScreen: !linear,
    interactive: true,
    incrementalRendering: !linear,
    isScreenReaderEnabled: linear,
  });
  const release = holdProcess({ wizard, stdin, stdout, fail: done.reject, onSignal: options.onSignal });
  // A view that throws unmounts the app: that ends the wizard as a failure, with the terminal given back.
  app.waitUntilExit().then(() => undefined, done.reject);
  void loadConfiguration(wizard);
  let code: number = exitCodes.failed;
  let failure: unknown = null;
  try {
    code = await done.promise;
  } catch (error) {
    failure = error;
    wizard.steering.current?.stop();
    wizard.following.follow?.stop();
    wizard.following.feed?.stop();
  } finally {
    wizard.reading.current?.abort();
    app.unmount();
    release();
  }
  await app.waitUntilExit().catch(() => undefined);
  // The linear form ends without a line break.
  if (linear && !stdout.destroyed && !stdout.writableEnded) stdout.write('\n');
  sayFarewell(wizard, stdout, failure);
  return code;
}

interface Held extends Pick<WizardOptions, 'onSignal'> {
  readonly wizard: Wizard;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly fail: (error: unknown) => void;
}

/** Signals, a lost terminal and errors nobody caught; the returned function lets go of them. */
function holdProcess({ wizard, stdin, stdout, fail, onSignal }: Held): () => void {
  // A terminal that goes away says so in several ways (SIGHUP, end of input, failed writes): all together they are one
  // request to stop, not a second one that would give up the chunks in hand.
  const lose = (): void => {
    if (wizard.store.getState().frame.closing) return;
    interrupt(wizard);
  };
  const letGo = onSignal((signal) => (signal === 'SIGHUP' ? lose() : interrupt(wizard)));
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  stdin.on('end', lose);
  stdin.on('error', lose);
  stdout.on('error', lose);
  return () => {
    letGo();
    process.off('uncaughtException', fail);
    process.off('unhandledRejection', fail);
    stdin.off('end', lose);
    stdin.off('error', lose);
    // A write to a terminal that is gone must not throw after the wizard either.
    stdout.off('error', lose);
    stdout.on('error', () => undefined);
  };
}

function sayFarewell(wizard: Wizard, stdout: NodeJS.WriteStream, failure: unknown): void {
  const lines = [...farewellLines(wizard)];
  if (failure !== null) {
    lines.unshift(
      wizard.text.farewell.crashed,
      `  ${failure instanceof Error ? failure.message : String(failure)}`,
    );
  }
  if (!stdout.destroyed && !stdout.writableEnded) stdout.write(`${lines.join('\n')}\n`);
  for (const line of lines) wizard.log.note(line);
}
