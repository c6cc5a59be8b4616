import { open } from 'node:fs/promises';
import { RefusedError } from '../config/config.js';

/** Writes a file that only its owner may read (mode 0600), also when it existed with another mode. */
export async function writePrivateFile(path: string, content: string): Promise<void> {
  try {
    const file = await open(path, 'w', 0o600);
    try {
      // Before the first byte: a file that existed keeps its old mode otherwise.
      await file.chmod(0o600);
      await file.writeFile(content);
    } finally {
      await file.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    throw new RefusedError(`the file ${path} cannot be written (${code})`, {
      remedy: 'Name a file in a folder that you may write to.',
      cause: error,
    });
  }
}
