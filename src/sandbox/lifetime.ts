import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from '../core/find-program.js';
import { isAlive } from './cache.js';
import { probeCommand } from './commands.js';

/**
 * Child processes and temporary folders that must not outlive this process. They go on a normal exit, on an
 * uncaught error and on signals; a SIGKILL of this process takes the children along (parent-death signal) and
 * leaves folders that the next `temporaryFolder()` sweeps up.
 */
const children = new Set<ChildProcess>();
const folders = new Set<string>();
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
let watching = false;

/** Makes a private folder (mode 0700) that is removed when this process ends. */
export function temporaryFolder(purpose: string): string {
  if (folders.size === 0) sweepAbandonedFolders();
  watch();
  const folder = mkdtempSync(join(tmpdir(), `tenantferry-${process.pid}-${purpose}-`));
  folders.add(folder);
  return folder;
}

/** Removes a temporary folder before its time. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  folders.delete(folder);
}

/** What a rehearsal has started, and its folder: they go together. */
export function holdServers(purpose: string) {
  const folder = temporaryFolder(purpose);
  const running: { remove(): Promise<void> }[] = [];
  return {
    folder,
    keep: async <T extends { remove(): Promise<void> }>(starting: Promise<T>): Promise<T> => {
      const server = await starting;
      running.push(server);
      return server;
    },
    stop: async (): Promise<void> => {
      await Promise.all(running.splice(0).map((server) => server.remove()));
      removeFolder(folder);
    },
  };
}

/** Starts a long-running child that dies with this process; its output goes to the log file. */
export function spawnTied(
  program: string,
  args: readonly string[],
  options: { readonly logFile: string; readonly env?: NodeJS.ProcessEnv; readonly cwd?: string },
): ChildProcess {
  watch();
  const log = openSync(options.logFile, 'a', 0o600);
  const [command, ...rest] = [...parentDeathPrefix(), program, ...args];
  // Detached: Ctrl-C in the terminal must reach only us, so that we decide the order in which things stop.
  const child = spawn(command as string, rest, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    stdio: ['ignore', log, log],
    detached: true,
  });
  children.add(child);
  child.once('exit', () => children.delete(child));
  child.once('error', () => children.delete(child));
  child.unref();
  return child;
}

let prefix: readonly string[] | undefined;
function parentDeathPrefix(): readonly string[] {
  const setpriv = findProgram('setpriv');
  prefix ??=
    setpriv !== undefined && probeCommand(setpriv, ['--pdeathsig', 'KILL', 'true']) !== undefined
      ? [setpriv, '--pdeathsig', 'KILL']
      : [];
  return prefix;
}

function watch(): void {
  if (watching) return;
  watching = true;
  process.on('exit', endEverything);
  for (const signal of signals) process.on(signal, onSignal);
}

function onSignal(signal: NodeJS.Signals): void {
  // Someone else handles it too: they decide whether the process ends, and `exit` cleans up when it does.
  if (process.listenerCount(signal) > 1) return;
  endEverything();
  process.off(signal, onSignal);
  process.kill(process.pid, signal);
}

function endEverything(): void {
  const pids = [...children].flatMap((child) => child.pid ?? []);
  for (const child of children) child.kill('SIGKILL');
  children.clear();
  const until = Date.now() + 3000;
  while (pids.some(stillRuns) && Date.now() < until) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
  for (const folder of folders) removeFolder(folder);
}

/** A killed child stays a zombie until it is reaped, which no longer happens while this process exits. */
function stillRuns(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return !/^\d+ \(.*\) [ZX]/s.test(status);
  } catch {
    return false;
  }
}

function sweepAbandonedFolders(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = /^tenantferry-(\d+)-/.exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    // Another user's folder cannot be removed, and need not be.
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {}
  }
}
