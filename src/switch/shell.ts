import { runFenceCommand } from '../live/fence-command.js';

const timeoutMs = 60_000;

/** Runs an operator's command by /bin/sh and keeps what it said. `code` null: it was ended, after a minute at most. */
export async function runShell(
  command: string,
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const lines: string[] = [];
  const signal = AbortSignal.timeout(timeoutMs);
  const { exitCode: code } = await runFenceCommand(command, {
    env,
    tell: (line) => lines.push(line),
    signal,
  });
  return { code, output: lines.join('\n') };
}
