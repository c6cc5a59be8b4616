import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { findProgram } from '../../core/find-program.js';
import { cacheFolder } from '../cache.js';
import { runCommand } from '../commands.js';
import type { Installation } from './installation.js';

/** Size the template's redo log is made with; another size at start would make the server rebuild it. */
const redoLogBytes = 64 * 1024 * 1024;

/** Options that a data directory is initialised with and that every later start must repeat. */
export function dataOptions(installation: Installation): readonly string[] {
  const redo =
    installation.flavour === 'mariadb'
      ? `--innodb-log-file-size=${redoLogBytes}`
      : `--innodb-redo-log-capacity=${redoLogBytes}`;
  const root = process.getuid?.() === 0 ? ['--user=root'] : [];
  return [...installation.baseOptions, redo, ...root];
}

/** An initialised, never started data directory of this server version: made once, then copied. */
export async function dataTemplate(installation: Installation): Promise<string> {
  const template = cacheFolder('templates', `${installation.flavour}-${installation.version}`);
  if (existsSync(template)) return template;
  const draft = `${template}.${process.pid}.draft`;
  await mkdir(cacheFolder('templates'), { recursive: true });
  await rm(draft, { recursive: true, force: true });
  try {
    await initialise(installation, draft);
    // Whoever is first wins; the loser's rename fails on a folder that is not empty.
    await rename(draft, template).catch((error: unknown) => {
      if (!existsSync(template)) throw error;
    });
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return template;
}

/** Copies the template to a new data directory (as holes and shared blocks where the file system can). */
export async function copyTemplate(installation: Installation, folder: string): Promise<void> {
  const template = await dataTemplate(installation);
  await runCommand('cp', ['-R', '--preserve=mode', '--reflink=auto', '--sparse=always', template, folder]);
}

async function initialise(installation: Installation, folder: string): Promise<void> {
  if (installation.flavour === 'mariadb') {
    const script = findProgram('mariadb-install-db');
    if (script === undefined) throw new Error('mariadb-install-db is missing beside mariadbd');
    await runCommand(script, [
      '--no-defaults',
      `--datadir=${folder}`,
      '--skip-test-db',
      '--auth-root-authentication-method=normal',
      ...dataOptions(installation),
    ]);
    return;
  }
  const [program, ...args] = installation.server;
  await runCommand(program, [
    ...args,
    '--no-defaults',
    '--initialize-insecure',
    `--datadir=${folder}`,
    ...dataOptions(installation),
  ]);
  // The server's identity: each copy must get its own.
  await rm(join(folder, 'auto.cnf'), { force: true });
}
