import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Config } from '../../../src/config/config.js';
import type { Context } from '../../../src/config/context.js';
import type { Preset } from '../../../src/preset/schema.js';
import type { WizardOptions } from '../../../src/ui/create-wizard.js';
import { runWizard } from '../../../src/ui/run-wizard.js';
import type { Language } from '../../../src/ui/text/index.js';
import type { Clock } from '../../../src/ui/wizard/clock.js';
import type { ConfigForm } from '../../../src/ui/wizard/dependencies.js';
import { patience } from '../../support/patience.js';
import { type FakeOperations, type FakeOptions, fakeOperations } from './fake-operations.js';
import { sampleContext } from './fixtures.js';
import { type FakeTerminal, fakeTerminal } from './terminal.js';

export interface Session extends FakeTerminal {
  readonly operations: FakeOperations;
  readonly context: Context;
  readonly reportFolder: string;
  /** Resolves to the exit code once the wizard is left. */
  readonly exit: Promise<number>;
  /** Waits until the text is on the screen; fails with the screen it saw last. */
  readonly see: (text: string) => Promise<string>;
  readonly dontSee: (text: string) => Promise<string>;
  /** The screen once it has stopped changing: a frame may be read while only a part of it is drawn. */
  readonly settled: () => Promise<string>;
  /** Types keys one by one; `until` is waited for after the last. */
  readonly press: (keys: string, until?: string) => Promise<string>;
}

export interface SessionOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly language?: Language;
  readonly config?: Partial<Config>;
  /** Another preset than the built-in one. */
  readonly preset?: Preset;
  readonly fake?: FakeOptions;
  readonly clock?: Clock;
  readonly options?: Partial<WizardOptions>;
}

const between = 25;

/** There is a config file, and nobody asks to make one. */
export const existingFile: ConfigForm = {
  exists: async () => true,
  questions: async () => [],
  write: async () => undefined,
  writeTables: async () => undefined,
};

/** How long something takes goes on: on a busy machine no two looks at it are the same. */
const withoutClock = (screen: string): string => screen.replaceAll(/\d+(\.\d+)? s\b/g, '0 s');

/** Opens the wizard in a terminal in memory, on operations that answer from fixtures. */
export async function openSession(options: SessionOptions = {}): Promise<Session> {
  const terminal = fakeTerminal(options.columns ?? 80, options.rows ?? 24);
  const sample = await sampleContext(options.config);
  const context = { ...sample, preset: options.preset ?? sample.preset };
  const operations = fakeOperations(context.preset, options.fake);
  const reportFolder = await mkdtemp(join(tmpdir(), 'wizard-reports-'));
  onTestFinished(() => rm(reportFolder, { recursive: true, force: true }));
  const exit = runWizard({
    reportFolder,
    operations,
    configPath: context.config.path,
    load: async () => context,
    form: existingFile,
    renderReport: (data, format) => `${format} of ${data.run.runId}\n`,
    language: options.language ?? 'en',
    env: {},
    stdin: terminal.stdin,
    stdout: terminal.stdout,
    clock: options.clock,
    quietMilliseconds: 0,
    onSignal: () => () => undefined,
    ...options.options,
  });
  const waitFor = async (accept: (screen: string) => boolean, what: string): Promise<string> => {
    const end = Date.now() + patience.timeout;
    for (;;) {
      const screen = await terminal.text();
      if (accept(screen)) return screen;
      if (Date.now() > end) throw new Error(`${what}; the screen is:\n${screen}`);
      await new Promise((resolve) => setTimeout(resolve, between));
    }
  };
  const see = (text: string): Promise<string> =>
    waitFor((screen) => screen.includes(text), `did not see "${text}"`);
  const settled = async (): Promise<string> => {
    let before = withoutClock(await terminal.text());
    return waitFor((screen) => {
      const now = withoutClock(screen);
      const same = now === before;
      before = now;
      return same;
    }, 'the screen goes on changing');
  };
  return {
    ...terminal,
    operations,
    context,
    reportFolder,
    exit,
    see,
    settled,
    dontSee: (text) => waitFor((screen) => !screen.includes(text), `still see "${text}"`),
    press: async (keys, until) => {
      terminal.type(keys);
      return until === undefined ? terminal.text() : see(until);
    },
  };
}
