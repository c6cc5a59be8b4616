import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Takes one line of progress for a person to read. */
export type Progress = (line: string) => void;

/** Folder for what is costly to get (server binaries, data directory templates); it may be deleted at any time. */
export function cacheFolder(...parts: readonly string[]): string {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return join(base, 'tenantferry', ...parts);
}

/** Whether a process with this id runs. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Runs `work` while no other process holds the same lock; a lock whose process is gone is taken over. */
export async function withLock<T>(name: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  const path = cacheFolder(`${name}.lock`);
  await mkdir(dirname(path), { recursive: true });
  let announced = false;
  while (!(await takeLock(path))) {
    if (!announced) progress(`waiting for another tenantferry process that holds ${path}`);
    announced = true;
    await delay(250);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function takeLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const holder = Number(await readFile(path, 'utf8').catch(() => ''));
  // An empty file is a lock being written this moment.
  if (holder > 0 && !isAlive(holder)) {
    const stale = `${path}.${process.pid}`;
    await rename(path, stale).catch(() => undefined);
    await rm(stale, { force: true });
  }
  return false;
}
