import { open } from 'node:fs/promises';
import { RefusedError } from '../core/refused.js';

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
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new RefusedError(`the file ${path} cannot be written (${code})`, {
      remedy: 'Name a file in a folder that you may write to.',
      because: { code: 'file.unwritable', params: { path, error: code } },
      cause: error,
    });
  }
}
