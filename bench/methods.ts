import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { quoteName } from '../src/core/sql.js';
import { openSession } from '../src/mysql/session.js';
import { type DatabaseServer, endpointOf } from '../src/sandbox/servers/types.js';
import { childSeconds, run } from './measure.js';

/** Where a child finds a database; the file that holds it is readable by its owner alone. */
interface Place {
  readonly host: string;
  readonly port: number;
  readonly socketPath: string;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

export interface OursOptions {
  readonly source: Place;
  readonly target: Place;
  readonly method: 'load-data' | 'insert';
  readonly parallel: number;
}

export interface Job {
  readonly source: DatabaseServer;
  readonly target: DatabaseServer;
  readonly sourceDatabase: string;
  readonly targetDatabase: string;
  readonly tables: readonly string[];
  readonly parallel: number;
  /** Client programs that speak the server's flavour, with what has to stand before them. */
  readonly clients: { readonly dump: string; readonly client: string };
}

/** What a method reports besides its wall time. */
export interface Outcome {
  readonly cpu: number;
  readonly rss: number | null;
}

/** What `ours` copied, for the rows and bytes of the table. */
export interface OursOutcome extends Outcome {
  readonly rows: number;
  readonly bytes: number;
  readonly tables: readonly string[];
}

async function withFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tenantferry-bench-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function place(server: DatabaseServer, database: string): Place {
  const { host, port, socketPath, user, password } = server;
  return { host, port, socketPath, user, password, database };
}

/** The product's own MySQL phase. */
export function ours(job: Job, method: OursOptions['method']): Promise<OursOutcome> {
  return withFolder(async (folder) => {
    const file = join(folder, 'options.json');
    const options: OursOptions = {
      source: place(job.source, job.sourceDatabase),
      target: place(job.target, job.targetDatabase),
      method,
      parallel: job.parallel,
    };
    await writeFile(file, JSON.stringify(options), { mode: 0o600 });
    const script = fileURLToPath(new URL('./ours.js', import.meta.url));
    return JSON.parse(await run(process.execPath, [script, file], process.env)) as OursOutcome;
  });
}

async function clientFile(folder: string, name: string, server: DatabaseServer): Promise<string> {
  const file = join(folder, name);
  const lines = [
    '[client]',
    `user=${server.user}`,
    `password=${server.password}`,
    `socket=${server.socketPath}`,
  ];
  await writeFile(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return file;
}

async function shell(script: string, environment: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  const output = await run('bash', ['-o', 'pipefail', '-ec', `${script}\ntimes`], {
    ...process.env,
    ...environment,
  });
  return { cpu: childSeconds(output), rss: null };
}

/** mysqldump | mysql, rows only, into tables that are there. */
export function dumpAndClient({
  source,
  target,
  sourceDatabase,
  targetDatabase,
  tables,
  clients,
}: Job): Promise<Outcome> {
  return withFolder(async (folder) => {
    const [from, to] = [
      await clientFile(folder, 'from.cnf', source),
      await clientFile(folder, 'to.cnf', target),
    ];
    const options =
      '--single-transaction --quick --no-create-info --complete-insert --skip-triggers --no-tablespaces';
    return shell(
      `${clients.dump} --defaults-extra-file=${from} ${options} ${sourceDatabase} ${tables.join(' ')} | ` +
        `${clients.client} --defaults-extra-file=${to} ${targetDatabase}`,
    );
  });
}

/** mydumper, then myloader, with as many threads as we have pairs. */
export function mydumper({
  source,
  target,
  sourceDatabase,
  targetDatabase,
  tables,
  parallel,
}: Job): Promise<Outcome> {
  return withFolder(async (folder) => {
    const [from, to] = [
      await clientFile(folder, 'from.cnf', source),
      await clientFile(folder, 'to.cnf', target),
    ];
    const list = tables.join(',');
    const connect = (file: string, server: DatabaseServer) =>
      `--defaults-file=${file} -S ${server.socketPath} -u ${server.user}`;
    return shell(
      `mydumper ${connect(from, source)} -p "$FROM" -B ${sourceDatabase} -T ${list} --no-schemas --complete-insert --trx-consistency-only -t ${parallel} -r 50000 -o ${folder}/dump > /dev/null
       myloader ${connect(to, target)} -p "$TO" -B ${targetDatabase} -s ${sourceDatabase} -t ${parallel} -d ${folder}/dump > /dev/null`,
      { FROM: source.password, TO: target.password },
    );
  });
}

/** The floor: one server, INSERT … SELECT table by table, `parallel` tables at a time. No client handles a row. */
export async function insertSelect(job: Job): Promise<Outcome> {
  const queue = [...job.tables];
  const worker = async () => {
    const session = await openSession(endpointOf(job.target, job.targetDatabase), 'target-writer');
    for (let table = queue.shift(); table !== undefined; table = queue.shift()) {
      const rows = await session.query(
        `SELECT COLUMN_NAME AS name FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = ? AND TABLE_NAME = ? ORDER BY ORDINAL_POSITION`,
        [job.sourceDatabase, table],
      );
      const names = rows.map(({ name }) => quoteName(String(name))).join(', ');
      await session.execute(
        `INSERT INTO ${quoteName(table)} (${names}) SELECT ${names} FROM ${quoteName(job.sourceDatabase)}.${quoteName(table)}`,
      );
    }
    await session.close();
  };
  await Promise.all(Array.from({ length: job.parallel }, worker));
  return { cpu: 0, rss: null };
}
