import { parseArgs } from 'node:util';
import { openLog } from '../src/mysql/binlog/open-log.js';
import { readDatabaseFacts } from '../src/mysql/facts.js';
import { isBefore, type LogPosition, readLogEnd } from '../src/mysql/log-position.js';
import { openSession, type Session } from '../src/mysql/session.js';
import type { Flavour } from '../src/plan/facts.js';
import { startMariadb, startMysql } from '../src/sandbox/servers/index.js';
import { type DatabaseServer, endpointOf } from '../src/sandbox/servers/types.js';

/** How fast the binary log is read when nobody waits for the rows: one-row transactions, and one transaction of many rows. */

const database = 'bench_log';
const columns = `id bigint unsigned PRIMARY KEY AUTO_INCREMENT, biz_id int unsigned NOT NULL, app_id int unsigned NOT NULL,
  name varchar(255) NOT NULL, memo varchar(256) DEFAULT '', spec json, amount decimal(20,4) NOT NULL, state enum('on','off') NOT NULL,
  creator varchar(64) NOT NULL, reviser varchar(64) NOT NULL, created_at datetime(6) NOT NULL, updated_at timestamp NOT NULL`;
const values = `7, 42, CONCAT('item-', i), 'some words of a memo that are not short', '{"a": 1, "b": [true, 2.5]}', i / 7, 'on',
  'ann', 'bob', '2024-01-02 03:04:05.678901', '2024-01-02 03:04:05'`;
const names = 'biz_id, app_id, name, memo, spec, amount, state, creator, reviser, created_at, updated_at';

async function endOf(admin: Session): Promise<LogPosition> {
  const end = await readLogEnd(admin);
  if (!end) throw new Error('the server keeps no log');
  return end;
}

/** `rows` rows, committed one by one or all at once. */
async function write(admin: Session, rows: number, each: boolean): Promise<void> {
  await admin.execute('DROP PROCEDURE IF EXISTS fill');
  await admin.execute(
    `CREATE PROCEDURE fill() BEGIN
      DECLARE i int DEFAULT 0;
      ${each ? '' : 'START TRANSACTION;'}
      WHILE i < ${rows} DO INSERT INTO t (${names}) VALUES (${values}); SET i = i + 1; END WHILE;
      COMMIT;
    END`,
  );
  await admin.execute('CALL fill()');
}

interface Read {
  readonly rows: number;
  readonly commits: number;
  readonly seconds: number;
  readonly cpu: number;
}

async function read(server: DatabaseServer, admin: Session, from: LogPosition): Promise<Read> {
  const to = await endOf(admin);
  const facts = await readDatabaseFacts(admin, database);
  const tables = Object.values(facts.tables).map((table) => ({
    database,
    table: table.name,
    columns: table.columns,
  }));
  const end = new AbortController();
  let rows = 0;
  let commits = 0;
  const begin = performance.now();
  const cpuBefore = process.cpuUsage();
  for await (const events of openLog({
    endpoint: endpointOf(server, ''),
    tables,
    from,
    signal: end.signal,
  })) {
    for (const event of events) {
      if (event.type === 'row') rows += 1;
      else if (event.type === 'commit') commits += 1;
      if ('position' in event && !isBefore(event.position, to)) end.abort();
    }
  }
  const { user, system } = process.cpuUsage(cpuBefore);
  return { rows, commits, seconds: (performance.now() - begin) / 1000, cpu: (user + system) / 1e6 };
}

async function bench(flavour: Flavour, count: number, rounds: number): Promise<void> {
  const variables: Record<string, string> = {
    log_bin: 'binlog',
    binlog_format: 'ROW',
    ...(flavour === 'mysql' ? { disable_log_bin: 'OFF' } : {}),
  };
  const server = await (flavour === 'mariadb' ? startMariadb : startMysql)({ variables });
  try {
    let admin = await openSession(endpointOf(server, ''), 'target-writer');
    await admin.execute(`CREATE DATABASE ${database} CHARACTER SET utf8mb4`);
    await admin.close();
    admin = await openSession(endpointOf(server, database), 'target-writer');
    await admin.execute(`CREATE TABLE t (${columns})`);
    for (const each of [true, false]) {
      const from = await endOf(admin);
      await write(admin, count, each);
      for (let round = 0; round < rounds; round += 1) {
        const { rows, commits, seconds, cpu } = await read(server, admin, from);
        if (rows !== count) throw new Error(`${rows} rows were read of ${count}`);
        const speed = Math.round(rows / seconds);
        console.log(
          `| ${flavour} | ${rows} | ${commits} | ${seconds.toFixed(2)} | ${speed} | ${cpu.toFixed(2)} | ${Math.round(rows / cpu)} | ${Math.round(process.memoryUsage.rss() / 1e6)} |`,
        );
      }
    }
    await admin.close();
  } finally {
    await server.remove();
  }
}

async function main(): Promise<void> {
  const { values: flags } = parseArgs({
    options: {
      on: { type: 'string', default: 'mariadb,mysql' },
      rows: { type: 'string', default: '100000' },
      rounds: { type: 'string', default: '3' },
    },
  });
  console.log(
    '| server | rows | commits | s | rows/s | CPU s | rows/CPU s | RSS MB |\n|---|--:|--:|--:|--:|--:|--:|--:|',
  );
  for (const flavour of flags.on.split(',')) {
    if (flavour !== 'mariadb' && flavour !== 'mysql')
      throw new Error(`--on knows mariadb and mysql, not ${flavour}`);
    await bench(flavour, Number(flags.rows), Number(flags.rounds));
  }
}

await main();
