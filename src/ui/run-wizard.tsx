import { render } from 'ink';
import { exitCodes } from '../operations/exit-codes.js';
import { App, overScreen } from './app.js';
import { createWizard, type WizardOptions } from './create-wizard.js';
import { openSignals } from './signals.js';
import { loadConfiguration } from './steps/config/config-commands.js';
import { oscOf } from './terminal/osc.js';
import { themeFor } from './theme.js';
import { createUi } from './ui-context.js';
import { farewellLines } from './wizard/farewell.js';
import { interrupt } from './wizard/interrupt.js';
import type { Wizard } from './wizard/wizard.js';

/** Milliseconds after which Ink has surely written what it drew: it may hold it back for a turn of the loop. */
export const behindDrawing = 20;

/**
 * Opens the wizard and owns the terminal until it is left: alternate screen, keys, signals, and the way back from
 * each of them. Resolves to the exit code (see `exitCodes`); the caller ends the process with it.
 */
export async function runWizard(options: WizardOptions): Promise<number> {
  const stdin = options.stdin ?? process.stdin;
  const stdout = options.stdout ?? process.stdout;
  const linear = options.screenReader === true;
  const done = Promise.withResolvers<number>();
  const print = (line: string): void => {
    signals?.rest();
    stdout.write(`${line}\n`);
  };
  const osc = oscOf(options.env ?? process.env);
  const toClipboard = (text: string): boolean => {
    const bytes = osc.copy(text);
    if (bytes !== '') stdout.write(bytes);
    return bytes !== '';
  };
  const wizard = createWizard(options, { print, toClipboard, leave: done.resolve });
  const ui = createUi(options.language, themeFor(options.env ?? process.env), linear, (window) => {
    wizard.drawn.current = window;
  });
  let over: NodeJS.Timeout | undefined;
  const writeOver = (): void => {
    const { columns, rows } = stdout;
    const bytes = overScreen({ steps: wizard.steps, state: wizard.store.getState(), columns, rows, ui });
    if (bytes !== '' && !stdout.destroyed && !stdout.writableEnded) stdout.write(bytes);
  };
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
    onRender: linear
      ? undefined
      : () => {
          clearTimeout(over);
          over = setTimeout(writeOver, behindDrawing);
        },
  });
  // Beside the screen, and for people who do not look at it.
  const signals =
    linear || stdout.isTTY !== true
      ? null
      : openSignals(wizard, osc, (bytes) => {
          if (!stdout.destroyed && !stdout.writableEnded) stdout.write(bytes);
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
    signals?.close();
    app.unmount();
    // It draws a last time.
    clearTimeout(over);
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
