import { spawn } from 'node:child_process';

/**
 * Opens a file in the operator's editor (VISUAL, EDITOR, else vi), in this terminal, and waits for its end. The variables may hold a
 * command with flags, as everywhere. Rejects when it cannot be started, or ends with a failure.
 */
export async function openEditor(
  path: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  const editor = env.VISUAL || env.EDITOR || 'vi';
  const child = spawn('sh', ['-c', `${editor} "$1"`, 'sh', path], { stdio: 'inherit' });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('exit', resolve);
  const code = await promise;
  if (code !== 0) throw new Error(`${editor}: ${code ?? 'ended by a signal'}`);
}
