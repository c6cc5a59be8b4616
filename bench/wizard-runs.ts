import { spawn as spawnPlain } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { cpuSecondsOf } from './measure.js';

export interface WizardJob {
  /** The tool's entry file. */
  readonly binary: string;
  /** Path of migrate.yaml. */
  readonly config: string;
  readonly folder: string;
  /** Target database, typed to confirm. */
  readonly database: string;
  /** Resolves when the ledger has the run, its checks behind it. */
  readonly begun: () => Promise<void>;
}

/** What one migration cost the tool's process, apart from its time, which the ledger knows. */
export interface Cost {
  /** CPU seconds of the copy: from the run's start to its last row. */
  readonly cpu: number;
  /** Bytes, over the whole life of the process. */
  readonly peakRss: number;
  /** A second, from the run's start to the last row; 0: it draws nothing. */
  readonly redraws: number;
}

/** Ink begins each frame so (synchronised output). */
const frame = '\u001b[?2026h';
const patienceMs = 600_000;
const environment = (): Record<string, string> => {
  const { CI: _, ...env } = process.env;
  return { ...(env as Record<string, string>), LANG: 'C.UTF-8', TERM: 'xterm-256color' };
};

/** The kernel's own high-water mark; null when the process is gone. */
function peakRssOf(pid: number): number | null {
  try {
    const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** `run --json`, read by a pipe; the events come in often enough to read the figures while the process lives. */
export function copyHeadless({ binary, config, folder, database }: WizardJob): Promise<Cost> {
  const { promise, resolve, reject } = Promise.withResolvers<Cost>();
  const args = [binary, 'run', '--json', '-c', config, '--confirm', database];
  const child = spawnPlain(process.execPath, args, {
    cwd: folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const pid = child.pid ?? 0;
  let cost: Cost = { cpu: 0, peakRss: 0, redraws: 0 };
  let before: number | null = null;
  child.stdout.on('data', (text: Buffer) => {
    const peakRss = peakRssOf(pid);
    if (peakRss === null) return;
    const cpu = cpuSecondsOf(pid);
    if (text.includes('"run-started"')) before ??= cpu;
    cost = { cpu: cpu - (before ?? 0), peakRss, redraws: 0 };
  });
  child.on('error', reject);
  child.on('close', (code) => (code === 0 ? resolve(cost) : reject(new Error(`the run ended with ${code}`))));
  return promise;
}

/** The same in the wizard, which is walked to its end by keys; nobody draws the screen, so only the tool is measured. */
export async function copyInWizard({ binary, config, folder, database, begun }: WizardJob): Promise<Cost> {
  const child = spawn(process.execPath, [binary, '-c', config], {
    cols: 120,
    rows: 40,
    cwd: folder,
    env: environment(),
  });
  let heard = '';
  let frames = 0;
  let look = (): void => undefined;
  child.onData((data) => {
    heard = (heard + data).slice(-100_000);
    frames += data.split(frame).length - 1;
    look();
  });
  const ended = Promise.withResolvers<void>();
  child.onExit(() => ended.resolve());
  const see = (words: string): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(new Error(`the wizard never said "${words}"`)), patienceMs);
    void ended.promise.then(() => reject(new Error(`the wizard ended before "${words}"`)));
    look = () => {
      if (!stripVTControlCharacters(heard).includes(words)) return;
      clearTimeout(timer);
      resolve();
    };
    look();
    return promise;
  };
  const type = (keys: string): void => {
    heard = '';
    child.write(keys);
  };
  try {
    for (const words of ['Businesses', 'd details', 'Level 1', 'Nothing stands in the way.']) {
      await see(words);
      type('\r');
    }
    await see('Ready to write');
    type(`${database}\r`);
    await begun();
    const before = cpuSecondsOf(child.pid);
    const [startedAt, framesBefore] = [performance.now(), frames];
    await see('All rows are committed.');
    const seconds = (performance.now() - startedAt) / 1000;
    const cost = {
      cpu: cpuSecondsOf(child.pid) - before,
      peakRss: peakRssOf(child.pid) ?? Number.NaN,
      redraws: (frames - framesBefore) / seconds,
    };
    type('\u0003');
    await ended.promise;
    return cost;
  } finally {
    child.kill('SIGKILL');
  }
}
