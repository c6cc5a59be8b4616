import { type ChildProcess, spawn } from 'node:child_process';
import { chmod, mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mariadbDump, mydumper, mysqlProgram, type Words } from './provision/dump-programs.js';
import type { SharedServer } from './servers.js';

export type DumpProgram = 'mysqldump' | 'mariadb-dump' | 'mydumper';

interface ByHand {
  readonly program: DumpProgram;
  readonly server: SharedServer;
  readonly database: string;
  /** Absent: all that the database has. */
  readonly tables?: readonly string[];
  /** A file, or mydumper's folder. */
  readonly path: string;
  readonly flags?: readonly string[];
  /** Called once it runs. */
  readonly onStart?: (child: ChildProcess) => Promise<void>;
}

/** Dumps as an operator does who has never heard of this tool; gives the program's exit code, null where a signal ended it. */
export async function dumpByHand(dumping: ByHand): Promise<number | null> {
  const { server, path, onStart } = dumping;
  const { host, port, user, password } = server;
  const folder = await mkdtemp(join(path, '..', 'account-'));
  const account = join(folder, 'client.cnf');
  const quoted = password.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
  const lines = [`host=${host}`, `port=${port}`, `user=${user}`, `password="${quoted}"`, 'protocol=tcp'];
  // mydumper reads a block of its own, with a parser of its own.
  const own = ['[mydumper]', ...lines.slice(0, 3), `password=${password}`, ''];
  await writeFile(account, ['[client]', ...lines, ...own].join('\n'));
  await chmod(account, 0o600);
  const [first, ...words] = [
    ...(await wordsOf(dumping.program)),
    `--defaults-file=${account}`,
    ...flagsOf(dumping),
  ];
  const child = spawn(first, words, { stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  await onStart?.(child);
  return ended;
}

async function wordsOf(program: DumpProgram): Promise<Words> {
  if (program === 'mysqldump') return mysqlProgram('mysqldump');
  return program === 'mydumper' ? await mydumper() : await mariadbDump();
}

function flagsOf({ program, database, tables = [], path, flags = [] }: ByHand): string[] {
  if (program === 'mydumper') {
    const named = tables.length > 0 ? ['--tables-list', tables.join(',')] : [];
    // Its locks would stop every other test on the server, and it gives up where one of them asks for long.
    const alone = ['--no-locks', '--long-query-guard', '1000000'];
    return ['--database', database, ...named, ...alone, '--outputdir', path, ...flags];
  }
  const own = program === 'mysqldump' ? ['--set-gtid-purged=OFF'] : [];
  return [
    '--single-transaction',
    '--hex-blob',
    ...own,
    `--result-file=${path}`,
    ...flags,
    database,
    ...tables,
  ];
}
