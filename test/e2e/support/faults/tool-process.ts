import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const binary = fileURLToPath(new URL('../../../../bin/tenantferry.js', import.meta.url));

export interface ToolExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stderr: string;
  readonly events: number;
}

/**
 * Runs the real binary with --json and calls `onEvent` for each line; `kill` ends it like a power cut, or
 * with another signal. Resolves when it has
 * ended, however it did.
 */
export function runTool(
  args: readonly string[],
  onEvent: (event: { readonly type: string }, kill: (signal?: NodeJS.Signals) => void) => void,
): Promise<ToolExit> {
  const child = spawn(process.execPath, [binary, ...args, '--json'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let events = 0;
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString('utf8');
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    events += 1;
    onEvent(JSON.parse(line) as { type: string }, (signal = 'SIGKILL') => child.kill(signal));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, stderr, events }));
  });
}
