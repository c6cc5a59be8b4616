import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { cpuSecondsOf } from './measure.js';

const binary = fileURLToPath(new URL('../../../bin/tenantferry.js', import.meta.url));

type Line = Readonly<Record<string, unknown>>;

export interface Ended {
  /** Of the whole command. */
  readonly seconds: number;
  /** CPU seconds of the tool when it was last looked at. */
  readonly cpu: number;
  /** Peak resident memory of the tool, MB. */
  readonly rss: number;
  readonly lines: readonly Line[];
}

export interface Running {
  readonly pid: number;
  /** Throws where it ends with neither 0 nor 130. */
  readonly ended: Promise<Ended>;
  readonly stop: () => void;
}

/** Starts a command of the tool; `onLine` is called while it runs, with the line's type. */
export function startTool(
  args: readonly string[],
  onLine: (type: unknown, pid: number, line: Line) => void = () => undefined,
): Running {
  const started = performance.now();
  const child = spawn(process.execPath, [binary, ...args, '--json'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const pid = child.pid ?? 0;
  const closed = once(child, 'close');
  let [peak, cpu] = [0, 0];
  const look = () => {
    try {
      const [, kilobytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
      peak = Math.max(peak, Number(kilobytes ?? 0));
      cpu = cpuSecondsOf(pid);
    } catch {
      // It has ended.
    }
  };
  async function end(): Promise<Ended> {
    const watch = setInterval(look, 50);
    const lines: Line[] = [];
    for await (const text of createInterface({ input: child.stdout })) {
      const line = JSON.parse(text) as Line;
      lines.push(line);
      onLine(line.type, pid, line);
    }
    clearInterval(watch);
    const [code] = await closed;
    if (code !== 0 && code !== 130)
      throw new Error(`${args[0]} ended with ${code}: ${JSON.stringify(lines.at(-1))}`);
    return { seconds: (performance.now() - started) / 1000, cpu, rss: peak / 1024, lines };
  }
  return { pid, ended: end(), stop: () => void child.kill('SIGINT') };
}

/** A command of the tool, to its end. */
export const tool = (args: readonly string[], onLine?: Parameters<typeof startTool>[1]): Promise<Ended> =>
  startTool(args, onLine).ended;
