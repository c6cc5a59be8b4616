import { expect, it, onTestFinished } from 'vitest';
import type { RunEvent } from '../../../src/core/events.js';
import { type AdminConnection, connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { sharedServer } from '../support/servers.js';
import { openCase } from '../support/small-case.js';

/** By an application's own clock: beside a SELECT of 40 s and writers, no statement of the source's users waits for us. */

const longestWaitMs = 1_000;

const schema = (tenant = '') =>
  `CREATE TABLE rows_ (id int unsigned NOT NULL AUTO_INCREMENT, biz_id int NOT NULL DEFAULT 2, v varchar(50)${tenant}, PRIMARY KEY (id))`;

it.each(['mysql', 'mariadb'] as const)(
  'on %s no statement of the source’s users waits a second for a migration',
  { timeout: 180_000 },
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
    const users: AdminConnection[] = await Promise.all(
      Array.from({ length: 4 }, () => connectAdmin(sharedServer(flavour), database)),
    );
    onTestFinished(() => Promise.all(users.map((user) => user.end())).then(() => undefined));
    const [slow, watcher, ...applications] = users as [
      AdminConnection,
      AdminConnection,
      ...AdminConnection[],
    ];

    const [own] = await slow.query('SELECT CONNECTION_ID() AS id');
    const slowId = Number((own as { id: number }[])[0]?.id);
    const report = slow.query('SELECT SUM(SLEEP(0.05)) FROM rows_').catch(() => null);

    const waits: number[] = [];
    let working = true;
    const work = applications.map(async (application) => {
      while (working) {
        for (const sql of ["INSERT INTO rows_ (v) VALUES ('new')", 'SELECT MAX(id) FROM rows_']) {
          const started = performance.now();
          await application.query(sql);
          waits.push(performance.now() - started);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    });
    const events: RunEvent[] = [];
    const summary = await opened.run({}, (event) => void events.push(event));
    const [running] = await watcher.query(
      'SELECT 1 FROM information_schema.processlist WHERE id = ? AND info IS NOT NULL',
      [slowId],
    );
    working = false;
    await Promise.all(work);
    await watcher.query(`KILL ${slowId}`);
    await report;

    expect(summary.outcome).toBe('complete');
    expect(running, 'the long SELECT must outlast the run').toHaveLength(1);
    expect(waits.length).toBeGreaterThan(10);
    expect(Math.max(...waits)).toBeLessThan(longestWaitMs);
    const taken = events.find((event) => event.type === 'snapshot-taken');
    expect(taken).toMatchObject({ consistent: true });
    expect(JSON.stringify(taken)).not.toContain('FLUSH');
  },
);
