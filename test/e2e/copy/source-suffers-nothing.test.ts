import { type Connection, createConnection } from 'mysql2/promise';
import { expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { sharedServer } from '../support/servers.js';
import { openCase } from '../support/small-case.js';

/** Beside a SELECT of minutes and writers, no statement of the source's users waits for us. */

/** Of the whole statement: a busy disk alone may take seconds. */
const longestMs = 20_000;

/** A statement, and how long the server took for it (ms), by its own clock: this process has the migration to do, too. */
const timed = (sql: string) =>
  `SET @began = SYSDATE(6); ${sql}; SELECT TIMESTAMPDIFF(MICROSECOND, @began, SYSDATE(6)) / 1000 AS ms`;

const schema = (tenant = '') =>
  `CREATE TABLE rows_ (id int unsigned NOT NULL AUTO_INCREMENT, biz_id int NOT NULL DEFAULT 2, v varchar(50)${tenant}, PRIMARY KEY (id))`;

it.each(['mysql', 'mariadb'] as const)(
  'on %s no statement of the source’s users waits a second for a migration',
  async (flavour) => {
    const opened = await openCase({
      source: `${schema()};
INSERT INTO rows_ (v) WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900) SELECT CONCAT('v', i) FROM n;`,
      target: `${schema(", tenant_id varchar(50) NOT NULL DEFAULT 'default'")};`,
      tables: ['rows_'],
      sourceServer: flavour,
      targetServer: flavour,
    });
    const { database } = opened.context.config.source.mysql;
    const { host, port, user: name, password } = sharedServer(flavour);
    const users: Connection[] = await Promise.all(
      Array.from({ length: 5 }, () =>
        createConnection({ host, port, user: name, password, database, multipleStatements: true }),
      ),
    );
    onTestFinished(() => Promise.all(users.map((user) => user.end())).then(() => undefined));
    const [slow, watcher, looker, ...applications] = users as [
      Connection,
      Connection,
      Connection,
      ...Connection[],
    ];

    const [own] = await slow.query('SELECT CONNECTION_ID() AS id');
    const slowId = Number((own as { id: number }[])[0]?.id);
    const report = slow.query('SELECT SUM(SLEEP(0.2)) FROM rows_').catch(() => null);

    const waits: number[] = [];
    let working = true;
    const work = applications.map(async (application) => {
      while (working) {
        for (const sql of ["INSERT INTO rows_ (v) VALUES ('new')", 'SELECT MAX(id) FROM rows_']) {
          const [answers] = await application.query(timed(sql));
          const [{ ms }] = (answers as unknown[]).at(-1) as [{ ms: string }];
          waits.push(Number(ms));
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    const ids: number[] = [];
    for (const { threadId } of applications) ids.push(threadId ?? 0);
    const seen: unknown[] = [];
    const look = async () => {
      while (working) {
        const [held] = await looker.query(
          `SELECT id, state, info FROM information_schema.processlist
            WHERE id IN (?) AND time >= 1 AND state LIKE 'Waiting for %' AND state NOT LIKE '%commit'
          UNION ALL SELECT trx_mysql_thread_id, trx_state, trx_query FROM information_schema.innodb_trx
            WHERE trx_mysql_thread_id IN (?) AND trx_state = 'LOCK WAIT' AND trx_wait_started <= NOW() - INTERVAL 1 SECOND`,
          [ids, ids],
        );
        seen.push(...(held as unknown[]));
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const looking = look();
    const events: RunEvent[] = [];
    const summary = await opened.run({}, (event) => void events.push(event));
    const [running] = await watcher.query(
      'SELECT 1 FROM information_schema.processlist WHERE id = ? AND info IS NOT NULL',
      [slowId],
    );
    working = false;
    await Promise.all([looking, ...work]);
    await watcher.query(`KILL ${slowId}`);
    await report;

    expect(summary.outcome).toBe('complete');
    expect(running, 'the long SELECT must outlast the run').toHaveLength(1);
    expect(waits.length).toBeGreaterThan(10);
    expect(seen, 'nobody may wait a second for a lock').toEqual([]);
    expect(Math.max(...waits)).toBeLessThan(longestMs);
    const taken = events.find((event) => event.type === 'snapshot-taken');
    expect(taken).toMatchObject({ consistent: true });
    expect(JSON.stringify(taken)).not.toContain('FLUSH');
  },
);
