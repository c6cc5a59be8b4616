import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** One way of copying, measured once. */
export interface Measured {
  /** Wall time, seconds. */
  readonly seconds: number;
  /** CPU seconds of the tool's own processes. */
  readonly toolCpu: number;
  /** CPU seconds of both servers. */
  readonly serverCpu: number;
  /** Peak resident memory of the tool, bytes; null where it is not known. */
  readonly peakRss: number | null;
}

/** Kernel clock ticks per second: 100 on every Linux that Node runs on. */
const ticksPerSecond = 100;

/** CPU seconds a process has used so far, all its threads together. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // Fields 14 and 15; the name in field 2 may hold spaces.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

/** Runs a program to its end and gives what it printed. Throws when it fails. */
export function run(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env: environment, stdio: ['ignore', 'pipe', 'pipe'] });
    const output: Buffer[] = [];
    const errors: Buffer[] = [];
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => errors.push(bytes));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve(Buffer.concat(output).toString('utf8'));
      else
        reject(
          new Error(`${program} ended with ${code}: ${Buffer.concat(errors).toString('utf8').slice(-2000)}`),
        );
    });
  });
}

/** What bash's `times` prints last: user and system seconds of the commands it ran. */
export function childSeconds(output: string): number {
  const line = output.trim().split('\n').at(-1) ?? '';
  let seconds = 0;
  for (const [, minutes, rest] of line.matchAll(/(\d+)m([\d.]+)s/g))
    seconds += Number(minutes) * 60 + Number(rest);
  return seconds;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
