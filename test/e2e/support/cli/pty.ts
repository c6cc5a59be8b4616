import { resolve } from 'node:path';
import { spawn } from '@lydell/node-pty';

const binary = resolve(import.meta.dirname, '../../../../bin/tenantferry.js');

export interface PtySession {
  readonly pid: number;
  /** Everything the terminal got so far, with control sequences. */
  readonly output: () => string;
  /** Resolves once the output holds it; rejects, showing the output, when the process ends first. */
  until(what: RegExp): Promise<void>;
  type(input: string): void;
  readonly exitCode: Promise<number>;
}

/** Runs the built tool in a real terminal. */
export function runInTerminal(args: readonly string[]): PtySession {
  const { CI: _, ...env } = process.env;
  const child = spawn(process.execPath, [binary, ...args], {
    cols: 100,
    rows: 30,
    env: { ...env, LANG: 'C.UTF-8', TERM: 'xterm-256color' },
  });
  let output = '';
  let ended = false;
  const checks = new Set<() => void>();
  const checkAll = (): void => {
    for (const check of [...checks]) check();
  };
  child.onData((data) => {
    output += data;
    checkAll();
  });
  const exited = Promise.withResolvers<number>();
  child.onExit(({ exitCode }) => {
    ended = true;
    exited.resolve(exitCode);
    checkAll();
  });
  return {
    pid: child.pid,
    output: () => output,
    until: (what) => {
      const { promise, resolve: found, reject } = Promise.withResolvers<void>();
      const check = (): void => {
        if (what.test(output)) found();
        else if (ended) reject(new Error(`ended before ${what}:\n${output}`));
        else return;
        checks.delete(check);
      };
      checks.add(check);
      check();
      return promise;
    },
    type: (input) => child.write(input),
    exitCode: exited.promise,
  };
}
