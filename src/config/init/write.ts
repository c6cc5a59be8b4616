import { chmod, open, rename, rm } from 'node:fs/promises';
import { codeOf, RefusedError } from '../../core/refused.js';
import { say } from '../words.js';

/**
 * Writes a config file that only its owner can read (0600). An existing file is refused unless `overwrite` is set, and is
 * then replaced in one step, so that no half-written file can be left behind.
 */
export async function writeConfigFile(
  path: string,
  text: string,
  options: { readonly overwrite?: boolean } = {},
): Promise<void> {
  if (!options.overwrite) return createFile(path, text);
  const draft = `${path}.${process.pid}.tmp`;
  await createFile(draft, text);
  try {
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw unwritable(path, error);
  }
}

async function createFile(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, 'wx', 0o600);
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    // The mode of open() passes the umask, which may take bits away that the owner needs.
    await chmod(path, 0o600);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') {
      throw new RefusedError(say('config.exists', { file: path }), {
        where: { file: path },
        remedy: say('advice.exists'),
        cause: error,
      });
    }
    throw unwritable(path, error);
  }
}

/** Why the file cannot be written. */
export function unwritable(path: string, error: unknown): RefusedError {
  return new RefusedError(say('config.unwritable', { file: path, error: codeOf(error) }), {
    where: { file: path },
    remedy: say('advice.folder'),
    cause: error,
  });
}
