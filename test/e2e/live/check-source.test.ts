import { expect, it, onTestFinished } from 'vitest';
import type { Context } from '../../../src/config/context.js';
import { defaultLiveOptions } from '../../../src/config/options.js';
import type { Finding } from '../../../src/core/finding.js';
import { Secret } from '../../../src/core/secret.js';
import { operations } from '../../../src/operations/index.js';
import type { Flavour } from '../../../src/plan/facts.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { liveServer } from '../support/live/live-case.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const table = (more: string) =>
  `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(50) NULL, seen datetime(3) NULL${more});`;

async function open(flavour: Flavour, variables: Readonly<Record<string, string>> = {}, before = '') {
  const server = await liveServer(flavour, variables);
  const small = await openCase({
    sourceServer: server,
    targetServer: flavour,
    source: `${before}\n${table('')}\nINSERT INTO things VALUES (1, 2, 'one', NULL);\nANALYZE TABLE things;`,
    target: table(', tenant_id varchar(50) NOT NULL'),
    tables: ['things'],
  });
  return { server, small };
}

/** The config with `options.live`, as --live makes it. */
const followed = (context: Context): Context => ({
  ...context,
  config: { ...context.config, options: { ...context.config.options, live: defaultLiveOptions } },
});

/** What `check --live` says of the source's log, without what every server gets. */
async function look(context: Context, live = true): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  const listener = (event: { readonly type: string; readonly finding?: Finding }) => {
    if (event.type === 'finding' && event.finding?.code.startsWith('live.')) found.push(event.finding);
  };
  await operations.check(live ? followed(context) : context, listener);
  // Not of the source's log.
  const others = ['live.overriders', 'live.back-ready', 'live.way-back'];
  return found.filter(({ code }) => !others.includes(code));
}

const spoken = (found: readonly Finding[]) => found.map(({ code, severity }) => `${code} ${severity}`);

/** Gives the remedy's statement to the source, as an operator would. */
async function mend({ source }: OpenedCase, [finding]: readonly Finding[]): Promise<void> {
  const statement = /(SET GLOBAL|ALTER TABLE|RESET|GRANT) [^;]*;/.exec(finding?.remedy ?? '')?.[0];
  expect(statement, finding?.remedy).toBeDefined();
  await source.query(statement ?? '');
}

it.each<Flavour>(['mariadb', 'mysql'])(
  'names what is wrong with the log of %s, with what mends it, and only when it is to be followed',
  async (flavour) => {
    const { server, small } = await open(flavour);
    const { source, context } = small;
    expect(spoken(await look(context))).toEqual(['live.ready ok']);

    await source.query('SET GLOBAL binlog_expire_logs_seconds = 7200');
    const short = await look(context);
    expect(spoken(short)).toEqual(['live.retention warning', 'live.ready ok']);
    await source.query('SET GLOBAL binlog_expire_logs_seconds = 2');
    const shorter = await look(context);
    expect(spoken(shorter)).toEqual(['live.retention blocker']);
    expect(await look(context, false)).toEqual([]);
    await mend(small, shorter);
    expect(spoken(await look(context))).toEqual(['live.ready ok']);

    // A connection that has its own settings, seen in what it writes.
    const writer = await connectAdmin(server, context.config.source.mysql.database);
    await writer.query('SET SESSION binlog_row_image = MINIMAL');
    let going = true;
    const writing = (async () => {
      for (let turn = 0; going; turn += 1) {
        await writer.query(`UPDATE things SET name = 'turn ${turn}' WHERE id = 1`);
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    const partly = await look(context);
    going = false;
    await writing;
    await writer.end();
    expect(spoken(partly)).toEqual(['live.reading blocker']);
    expect(partly[0]?.title).toMatch(/MINIMAL|in part/i);
    expect(spoken(await look(context))).toEqual(['live.ready ok']);
  },
);

it.each<Flavour>(['mariadb', 'mysql'])('names databases that %s leaves out of its log', async (flavour) => {
  const { small } = await open(flavour, { binlog_ignore_db: 'another' });
  expect(spoken(await look(small.context))).toEqual(['live.filter warning', 'live.ready ok']);
  const filtered = await open(flavour, { binlog_do_db: 'another' });
  const found = await look(filtered.small.context);
  expect(spoken(found)).toEqual(['live.filter blocker']);
  expect(found[0]?.title).toContain(filtered.small.context.config.source.mysql.database);
  const run = await filtered.small.cli('run', '--live');
  expect(run.exitCode).toBe(2);
});

it.each<Flavour>(['mariadb', 'mysql'])(
  'sees that %s is a replica that does not log what comes to it',
  async (flavour) => {
    const isMariadb = flavour === 'mariadb';
    const { small } = await open(flavour, isMariadb ? {} : { log_replica_updates: 'OFF' });
    const { source, context } = small;
    expect(spoken(await look(context))).toEqual(['live.ready ok']);
    const [primary, start, stop] = isMariadb
      ? [
          "CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = 1, MASTER_USER = 'nobody'",
          'START SLAVE',
          'STOP SLAVE',
        ]
      : [
          "CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = 1, SOURCE_USER = 'nobody'",
          'START REPLICA',
          'STOP REPLICA',
        ];
    await source.query(primary);
    await source.query(start);
    expect(spoken(await look(context))).toEqual(['live.replica blocker']);
    // An account that may not look at the replication sees as much.
    expect(spoken(await look(await asReader(small, flavour)))).toEqual(['live.replica blocker']);
    await source.query(stop);
    const stopped = await look(context);
    expect(spoken(stopped)).toEqual(['live.replica warning', 'live.ready ok']);
    await source.query(isMariadb ? 'RESET SLAVE ALL' : 'RESET REPLICA ALL');
    expect(spoken(await look(context))).toEqual(['live.ready ok']);
  },
);

/** The same with an account that has what docs/live.md asks for, and no more. */
async function asReader({ source, context }: OpenedCase, flavour: Flavour): Promise<Context> {
  const { mysql } = context.config.source;
  const password = 'Reader-of-logs-1';
  await source.query(`CREATE USER IF NOT EXISTS 'reader'@'%' IDENTIFIED BY '${password}'`);
  onTestFinished(() => void source.query("DROP USER IF EXISTS 'reader'@'%'").catch(() => undefined));
  await source.query(`GRANT SELECT ON \`${mysql.database}\`.* TO 'reader'@'%'`);
  const monitor = flavour === 'mariadb' ? 'BINLOG MONITOR' : 'REPLICATION CLIENT';
  await source.query(`GRANT REPLICATION SLAVE, ${monitor} ON *.* TO 'reader'@'%'`);
  const reader = { ...mysql, user: 'reader', password: new Secret(password) };
  return { ...context, config: { ...context.config, source: { ...context.config.source, mysql: reader } } };
}

it.each<Flavour>(['mariadb', 'mysql'])(
  'names the right that the reader of the log lacks on %s',
  async (flavour) => {
    const { small } = await open(flavour);
    const reader = await asReader(small, flavour);
    await small.source.query("REVOKE REPLICATION SLAVE ON *.* FROM 'reader'@'%'");
    const lacking = await look(reader);
    expect(spoken(lacking)).toEqual(['live.privilege blocker']);
    await mend(small, lacking);
    expect(spoken(await look(reader))).toEqual(['live.ready ok']);
  },
);

it.each<Flavour>(['mariadb', 'mysql'])(
  'names the accounts of %s that may override the log, or says that it cannot see them',
  async (flavour) => {
    const { small } = await open(flavour);
    const { source, context } = small;
    const privilege = flavour === 'mariadb' ? 'BINLOG ADMIN' : 'SESSION_VARIABLES_ADMIN';
    await source.query("CREATE USER 'careless'@'10.%' IDENTIFIED BY 'Careless-user-1'");
    await source.query(`GRANT ${privilege} ON *.* TO 'careless'@'10.%'`);
    const overriders = async (as: Context) => {
      const found: Finding[] = [];
      const listener = (event: { readonly type: string; readonly finding?: Finding }) => {
        if (event.finding?.code === 'live.overriders') found.push(event.finding);
      };
      await operations.check(followed(as), listener);
      return found;
    };
    const [seen, ...others] = await overriders(context);
    expect(others).toEqual([]);
    expect(seen).toMatchObject({ severity: 'warning', subject: 'source-mysql' });
    expect(seen?.title).toContain("'careless'@'10.%'");
    expect(seen?.title).not.toContain('mysql.session');
    expect(seen?.remedy).toMatch(/REVOKE .+ ON \*\.\* FROM '/);
    const [unseen] = await overriders(await asReader(small, flavour));
    expect(unseen).toMatchObject({ severity: 'warning' });
    expect(unseen?.title).not.toContain('careless');
    expect(unseen?.remedy).toContain('information_schema.USER_PRIVILEGES');
  },
);

it('finds moments in the old form of MariaDB, and the statement that writes them anew', async () => {
  const before = 'SET GLOBAL mysql56_temporal_format = OFF;';
  const { small } = await open('mariadb', {}, before);
  const off = await look(small.context);
  expect(spoken(off)).toEqual(['live.temporal blocker', 'live.temporal blocker']);
  await mend(small, off);
  const old = await look(small.context);
  expect(spoken(old)).toEqual(['live.temporal blocker']);
  expect(old[0]?.title).toMatch(/things.*: seen/);
  await mend(small, old);
  expect(spoken(await look(small.context))).toEqual(['live.ready ok']);
});
