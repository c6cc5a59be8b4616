import { resolve } from 'node:path';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';

const binary = resolve(import.meta.dirname, '../../../../bin/tenantferry.js');
/** A screen that is right is seen at once; a machine that does other work, too, makes one wait. */
const patienceMs = 180_000;
/** A letter that comes sooner behind another one is taken for a part of a name typed at the wrong place. */
const rowMs = 400;

/** The built tool with its wizard, in a real terminal whose screen can be read. */
export interface WizardPty {
  readonly pid: number;
  readonly screen: () => string;
  /** Waits until the text is on the screen; rejects with the screen when it does not come or the tool ends. */
  readonly see: (what: string | RegExp) => Promise<void>;
  /** Waits until the screen, as a whole, is as it should be. */
  readonly settle: (is: (screen: string) => boolean, what: string) => Promise<void>;
  /** Waits for the text among everything that was ever written, screen or not. */
  readonly wrote: (text: string) => Promise<void>;
  /** A letter alone is a key, so it comes late enough behind the one before; longer input is a paste or a name. */
  readonly type: (input: string) => void;
  readonly resize: (columns: number, rows: number) => void;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Closes the terminal under the tool, as a lost connection does. */
  readonly hangUp: () => void;
  /** Resolves to the exit code. */
  readonly exit: Promise<number>;
  readonly output: () => string;
}

export interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly cwd: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Started as a job of an interactive bash, which stays when the tool ends. */
  readonly inShell?: boolean;
}

export function openWizardPty({
  columns = 100,
  rows = 30,
  cwd,
  args,
  env: extra,
  inShell = false,
}: PtyOptions): WizardPty {
  const tool = [process.execPath, binary, ...args];
  const { CI: _, NODE_ENV: __, ...env } = process.env;
  const [program = '', ...words] = inShell ? ['bash', '--norc', '--noprofile', '-i'] : tool;
  const child = spawn(program, words, {
    cols: columns,
    rows,
    cwd,
    env: { ...env, LANG: 'C.UTF-8', TERM: 'xterm-256color', PS1: 'shell> ', ...extra },
  });
  if (inShell) child.write(`${tool.map((word) => `'${word}'`).join(' ')}\r`);
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 1000 });
  let output = '';
  let ended = false;
  // When the tool showed last that it took a letter in, by performance.now(); null: what came last was no letter.
  let letterAt: number | null = null;
  const waiting = new Set<() => void>();
  const look = (): void => {
    for (const check of [...waiting]) check();
  };
  child.onData((data) => {
    output += data;
    terminal.write(data, look);
  });
  const exited = Promise.withResolvers<number>();
  child.onExit(({ exitCode }) => {
    // Only once everything is drawn: what is left on the screen is read after the exit.
    terminal.write('', () => {
      ended = true;
      look();
      exited.resolve(exitCode);
    });
  });
  /** What is still to be typed, in its order; the first one may wait for its time. */
  const typed: string[] = [];
  const writeNext = (): void => {
    const [input] = typed;
    if (input === undefined) return;
    const isLetter = /^[\x21-\x7e]$/.test(input);
    const waitMs = isLetter && letterAt !== null ? letterAt + rowMs - performance.now() : 0;
    if (waitMs > 0) return void setTimeout(writeNext, waitMs);
    child.write(input);
    letterAt = isLetter ? performance.now() : null;
    typed.shift();
    writeNext();
  };
  const screen = (): string => {
    const { active } = terminal.buffer;
    const lines = Array.from({ length: terminal.rows }, (_row, index) =>
      active.getLine(active.baseY + index)?.translateToString(true),
    );
    return lines.join('\n');
  };
  const waitFor = (found: () => boolean, what: string): Promise<void> => {
    const { promise, resolve: done, reject } = Promise.withResolvers<void>();
    const give = (why: string): void =>
      reject(new Error(`${why} before ${what}; the screen is:\n${screen()}`));
    const timer = setTimeout(() => {
      waiting.delete(check);
      give('gave up');
    }, patienceMs);
    const check = (): void => {
      if (!found() && !ended) return;
      clearTimeout(timer);
      waiting.delete(check);
      if (letterAt !== null) letterAt = performance.now();
      if (found()) done();
      else give('the tool ended');
    };
    waiting.add(check);
    check();
    return promise;
  };
  return {
    pid: child.pid,
    screen,
    see: (what) =>
      waitFor(
        () => (typeof what === 'string' ? screen().includes(what) : what.test(screen())),
        `${typeof what === 'string' ? `"${what}"` : what} was seen`,
      ),
    settle: (is, what) => waitFor(() => is(screen()), what),
    wrote: (text) => waitFor(() => output.includes(text), `"${text}" was written`),
    type: (input) => {
      typed.push(input);
      if (typed.length === 1) writeNext();
    },
    resize: (newColumns, newRows) => {
      terminal.resize(newColumns, newRows);
      child.resize(newColumns, newRows);
    },
    kill: (signal) => child.kill(signal),
    hangUp: () => {
      // Missing in the package's types: closes our end, so that the tool's end hangs up.
      (child as IPty & { destroy: () => void }).destroy();
    },
    exit: exited.promise,
    output: () => output,
  };
}

/** The terminal is as it was: normal screen, cursor shown, paste marks off. */
export function isRestored(output: string): boolean {
  const on = (mark: string): number => output.lastIndexOf(`\u001b[?${mark}h`);
  const off = (mark: string): number => output.lastIndexOf(`\u001b[?${mark}l`);
  return off('1049') > on('1049') && on('25') > off('25') && off('2004') >= on('2004');
}
