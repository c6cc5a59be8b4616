import { open } from 'node:fs/promises';
import { codeOf, RefusedError } from '../core/refused.js';

/** Writes a file that only its owner may read (mode 0600), also when it existed with another mode. What content's maker throws passes through. */
export async function writePrivateFile(path: string, content: string | AsyncIterable<string>): Promise<void> {
  const file = await writing(path, async () => {
    const opened = await open(path, 'w', 0o600);
    // Before the first byte: a file that existed keeps its old mode otherwise.
    await opened.chmod(0o600);
    return opened;
  });
  try {
    if (typeof content === 'string') await writing(path, () => file.writeFile(content));
    else for await (const part of content) await writing(path, () => file.appendFile(part));
  } finally {
    await file.close();
  }
}

async function writing<Result>(path: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw unwritable(path, error, 'file');
  }
}

/** The refusal for a file that cannot be written. */
export function unwritable(path: string, error: unknown, what: 'file' | 'log file'): RefusedError {
  const code = codeOf(error);
  return new RefusedError(`the ${what} ${path} cannot be written (${code})`, {
    remedy: 'Name a file in a folder that you may write to.',
    because: { code: 'file.unwritable', params: { path, error: code } },
    cause: error,
  });
}
