import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inject, onTestFinished } from 'vitest';
import type { StopSignal } from '../../../../src/cli/signals.js';
import type { Settings } from '../../../../src/sandbox/migrate-yaml.js';
import { type AdminConnection, connectAdmin } from '../../../../src/sandbox/servers/admin.js';
import { startMariadb, startMysql } from '../../../../src/sandbox/servers/index.js';
import type { DatabaseServer } from '../../../../src/sandbox/servers/types.js';
import { type Ended, linesOf, runBinary } from '../cli/binary.js';
import { startHere } from '../cli/here.js';
import type { SharedServer } from '../servers.js';
import { type OpenedCase, openCase } from '../small-case.js';

const table = (tenant: string) =>
  `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(50) NOT NULL${tenant}, UNIQUE KEY by_name (name${tenant === '' ? '' : ', tenant_id'}));\n`;

/** A copied source that is written to, and its target. */
export interface CutoverCase extends OpenedCase {
  readonly server: DatabaseServer;
  /** A file that the fence command makes: writers of the test end when they see it. */
  readonly fenceFile: string;
  /** A connection of its own into the source. */
  connect(): Promise<AdminConnection>;
  /** The tool with this command, beside the test; `said` resolves once it has said a line of this type. */
  start(...args: readonly string[]): Started<StopSignal>;
  /** The same in a process of its own, which can be killed. */
  startProcess(...args: readonly string[]): Started<NodeJS.Signals>;
  cutover(...flags: readonly string[]): Promise<CutoverEnd>;
  /** Rows of our tenant that differ between the sides, by a comparison that knows nothing of the tool; and the other tenant's. */
  compare(): Promise<{ readonly differing: readonly unknown[]; readonly theirs: readonly unknown[] }>;
}

export interface Started<Signal> {
  readonly ended: Promise<Ended>;
  readonly kill: (signal: Signal) => void;
  readonly said: (text: string) => Promise<void>;
}

export interface CutoverEnd {
  readonly exitCode: number | null;
  readonly result: Readonly<Record<string, unknown>>;
  readonly steps: readonly unknown[];
}

const ours = { name: 'ours', count: 300 };

export async function startLiveServer(flavour: 'mariadb' | 'mysql'): Promise<DatabaseServer> {
  const begin = flavour === 'mariadb' ? startMariadb : startMysql;
  return begin({ variables: { log_bin: 'binlog', binlog_format: 'ROW', binlog_row_image: 'FULL' } });
}

/** Copies with --live, within one server or between two. `fence`: the command; FENCE in it is the file's path. `theirId`: another tenant's row; IDs are kept where ours has no such. */
export async function openCutover(
  on: DatabaseServer | { readonly source: DatabaseServer; readonly target: SharedServer },
  live: Readonly<Record<string, unknown>> = {},
  fence = 'touch FENCE',
  theirId = 5,
  settings: Settings = {},
): Promise<CutoverCase> {
  const { source: server, target } = 'source' in on ? on : { source: on, target: on };
  const rows = Array.from({ length: ours.count }, (_, at) => `(${at + 1}, 2, '${ours.name} ${at + 1}')`);
  const folder = await mkdtemp(join(inject('folder'), 'fence-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const fenceFile = join(folder, 'fence');
  const opened = await openCase({
    sourceServer: server,
    targetServer: target,
    source: `${table('')}INSERT INTO things VALUES ${rows.join(', ')};
      INSERT INTO id_generators VALUES ('things', ${ours.count}, NULL);`,
    target: `${table(', tenant_id varchar(50) NOT NULL')}INSERT INTO things VALUES (${theirId}, 2, 'ours 1', 'else');
      INSERT INTO id_generators VALUES ('things', ${theirId}, NULL);`,
    tables: ['things'],
    settings: {
      ...settings,
      options: {
        live: {
          quiet_seconds: 1,
          max_lag_seconds: 30,
          max_pause_seconds: 120,
          fence: { command: fence.replaceAll('FENCE', fenceFile) },
          ...live,
        },
      },
    },
  });
  await opened.run({ live: true });
  const confirm = ['--confirm', opened.targetDatabase];

  /** Gives each text to whoever waits for it once all of stdout has it. */
  function listening() {
    let stdout = '';
    const waiting: {
      readonly text: string;
      readonly resolve: () => void;
      readonly reject: (e: Error) => void;
    }[] = [];
    return {
      hear(text: string) {
        stdout = text;
        for (const one of waiting) if (text.includes(one.text)) one.resolve();
      },
      over({ stdout: out, stderr }: Ended) {
        for (const one of waiting) one.reject(new Error(`ended before ${one.text}: ${out}\n${stderr}`));
      },
      said(text: string) {
        const { promise, resolve, reject } = Promise.withResolvers<void>();
        if (stdout.includes(text)) resolve();
        waiting.push({ text, resolve, reject });
        return promise;
      },
    };
  }
  const withFlags = (args: readonly string[]) => [
    ...args,
    '-c',
    opened.configFile,
    '--json',
    ...(args.some((arg) => ['--dry-run', '--confirm'].includes(arg)) ? [] : confirm),
  ];

  function start(...args: readonly string[]): Started<StopSignal> {
    const { hear, over, said } = listening();
    const { ended, kill } = startHere(withFlags(args), hear);
    let isOver = false;
    void ended.then((how) => {
      isOver = true;
      over(how);
    });
    onTestFinished(async () => {
      if (!isOver) kill('SIGTERM');
      await ended;
    });
    return { ended, kill, said };
  }

  function startProcess(...args: readonly string[]): Started<NodeJS.Signals> {
    const { hear, over, said } = listening();
    let child: { kill(signal: NodeJS.Signals): unknown } | undefined;
    const ended = runBinary(withFlags(args), {
      onStart: (started) => {
        child = started;
        onTestFinished(() => void started.kill('SIGKILL'));
      },
      onStdout: hear,
    });
    void ended.then(over);
    return { ended, kill: (signal) => void child?.kill(signal), said };
  }

  return {
    ...opened,
    server,
    fenceFile,
    start,
    startProcess,
    async connect() {
      const connection = await connectAdmin(server);
      onTestFinished(() => connection.end());
      await connection.query(`USE \`${opened.context.config.source.mysql.database}\``);
      return connection;
    },
    async cutover(...flags) {
      const ended = await start('cutover', ...flags).ended;
      const lines = linesOf(ended);
      return {
        exitCode: ended.exitCode,
        result: lines.at(-1) ?? {},
        steps: lines.filter(({ type }) => type === 'cutover-step').map(({ step }) => step),
      };
    },
    async compare() {
      const [source] = await opened.source.query(
        'SELECT CAST(id AS CHAR) AS id, biz_id, name FROM things ORDER BY id',
      );
      // IDs are shifted, since another tenant has one of them; nobody changes the name of the last row.
      const [target] = await opened.target.query(
        `SELECT CAST(id + ${ours.count} - (SELECT MIN(id) FROM things WHERE name = '${ours.name} ${ours.count}') AS CHAR) AS id, biz_id, name
          FROM things WHERE tenant_id = 'acme' ORDER BY id`,
      );
      const [theirs] = await opened.target.query("SELECT id, name FROM things WHERE tenant_id <> 'acme'");
      const left = new Set((source as unknown[]).map((row) => JSON.stringify(row)));
      const right = new Set((target as unknown[]).map((row) => JSON.stringify(row)));
      const differing = [...left, ...right].filter((row) => left.has(row) !== right.has(row));
      return { differing, theirs: theirs as unknown[] };
    },
  };
}

/** Writes one transaction after the other until the fence file is there, as a service that is stopped in order. */
export async function startService(opened: CutoverCase): Promise<{ readonly done: Promise<number> }> {
  const connection = await opened.connect();
  const isFenced = () => {
    try {
      readFileSync(opened.fenceFile);
      return true;
    } catch {
      return false;
    }
  };
  async function work(): Promise<number> {
    let written = 0;
    for (let id = 1_000; !isFenced(); id += 1) {
      await connection.query(`UPDATE id_generators SET max_id = ${id} WHERE resource = 'things'`);
      await connection.query('START TRANSACTION');
      await connection.query(`INSERT INTO things VALUES (${id}, 2, 'new ${id}')`);
      await connection.query(`UPDATE things SET name = 'changed ${id}' WHERE id = ${1 + (id % 200)}`);
      await connection.query(`DELETE FROM things WHERE id = ${id - 3} AND id % 3 = 0`);
      await connection.query('COMMIT');
      written += 1;
    }
    await writeFile(`${opened.fenceFile}-ended`, '');
    return written;
  }
  return { done: work() };
}

/** A fence command that waits for the service's end, as `systemctl stop` does. */
export const stopService = 'touch FENCE; while [ ! -e FENCE-ended ]; do sleep 0.05; done';
