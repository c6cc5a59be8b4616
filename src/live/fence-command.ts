import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** What a fence command ended with; null: it was ended by us, or by a signal. */
export interface FenceCommandEnd {
  readonly exitCode: number | null;
}

/** Time to end in order, before it is ended by force. */
const graceMs = 2_000;

interface FenceCommandOptions {
  /** What the command is told beside the environment that it inherits. */
  readonly env: Readonly<Record<string, string>>;
  /** What it reads; absent: nothing. */
  readonly input?: string;
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Runs the operator's command by the shell, in a process group of its own, and tells its lines. Aborted: the whole group is ended, and
 * only then it resolves.
 */
export function runFenceCommand(
  command: string,
  { env, input, tell, signal }: FenceCommandOptions,
): Promise<FenceCommandEnd> {
  const { promise, resolve, reject } = Promise.withResolvers<FenceCommandEnd>();
  const child = spawn('/bin/sh', ['-c', command], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...env },
  });
  // A command may end without reading.
  child.stdin.on('error', () => undefined).end(input);
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', tell);
  let force: NodeJS.Timeout | undefined;
  const send = (name: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, name);
    } catch {
      // It has ended meanwhile.
    }
  };
  const stop = () => {
    send('SIGTERM');
    force = setTimeout(() => send('SIGKILL'), graceMs);
  };
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  child.on('error', reject);
  // Not 'close': what it left in the background may hold its output open.
  child.on('exit', (exitCode) => {
    signal.removeEventListener('abort', stop);
    clearTimeout(force);
    resolve({ exitCode });
  });
  return promise;
}
