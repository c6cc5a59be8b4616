import { realpath, rename, stat, writeFile } from 'node:fs/promises';
import { codeOf } from '../core/refused.js';

/** Writes a file whole or not at all, since a proxy may read it at any time; in place where its folder takes no second file. */
export async function replaceFile(file: string, text: string): Promise<void> {
  const place = await realpath(file).catch(() => file);
  const mode = (await stat(place).catch(() => undefined))?.mode;
  const draft = `${place}.draft`;
  try {
    await writeFile(draft, text, { flush: true, ...(mode === undefined ? {} : { mode }) });
  } catch (error) {
    if (!['EACCES', 'EPERM', 'EROFS'].includes(codeOf(error))) throw error;
    await writeFile(place, text);
    return;
  }
  await rename(draft, place);
}
