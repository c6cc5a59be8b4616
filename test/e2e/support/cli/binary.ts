import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { type Line, parseLines } from '../../../support/json-lines.js';

export type { Line };

const binary = resolve(import.meta.dirname, '../../../../bin/tenantferry.js');

export interface Ended {
  /** null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface BinaryOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Called once its program runs, before it has said anything. */
  readonly onStart?: (child: ChildProcess) => void;
  /** The tool gets the signal as it writes this (a regular expression) to stdout for the nth time, the first unless told. */
  readonly endAt?: { readonly said: string; readonly times?: number; readonly signal: NodeJS.Signals };
  /** Called with all of stdout so far, each time more has come. */
  readonly onStdout?: (text: string, child: ChildProcess) => void;
}

/** Runs the built tool as an operator's shell does, without a terminal. */
export function runBinary(args: readonly string[], options: BinaryOptions = {}): Promise<Ended> {
  const { promise, resolve: end, reject } = Promise.withResolvers<Ended>();
  const { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE } = process.env;
  const { endAt } = options;
  const hook = endAt === undefined ? [] : ['--import', resolve(import.meta.dirname, 'end-at.ts')];
  const hooked =
    endAt === undefined ? {} : { TENANTFERRY_TEST_END_AT: JSON.stringify({ times: 1, ...endAt }) };
  const child = spawn(process.execPath, [...hook, binary, ...args], {
    cwd: options.cwd,
    env: { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE, LANG: 'C.UTF-8', ...hooked, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.on('spawn', () => options.onStart?.(child));
  const text = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text.stdout += chunk;
    options.onStdout?.(text.stdout, child);
  });
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    text.stderr += chunk;
  });
  child.on('error', reject);
  child.on('close', (exitCode) => end({ exitCode, ...text }));
  return promise;
}

/** The JSON lines on stdout; throws when one is none, or not as published. */
export function linesOf({ stdout }: Ended): Line[] {
  return parseLines(stdout);
}
