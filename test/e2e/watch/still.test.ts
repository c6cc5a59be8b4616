import { expect, it, onTestFinished, vi } from 'vitest';
import { startMariadb } from '../../../src/sandbox/servers/index.js';
import { patience } from '../../support/patience.js';
import { openCase } from '../support/small-case.js';
import { openReceiver } from '../support/watch/receivers.js';
import { of, openTold, startWatch } from '../support/watch/watching.js';

const kvs = 'CREATE TABLE kvs (id INT UNSIGNED PRIMARY KEY';
const tables = {
  source: `${kvs});\n`,
  target: `${kvs}, tenant_id VARCHAR(64) NOT NULL DEFAULT "");\nCREATE TABLE held (n INT);\nCREATE TABLE quick (n INT);\n`,
  tables: ['kvs'],
};
/** Each takes its ten seconds: one after another they would take longer than anybody here waits. */
const slowRules = Array.from({ length: 8 }, (_, index) => ({
  id: `slow-${index}`,
  sql: 'SELECT COUNT(*) FROM held',
  when: '> 0',
}));

it('a server that stands still is told at once, beside rules that take long, and so is a rule that does not', async () => {
  const server = await startMariadb();
  onTestFinished(() => server.remove());
  const { settings, until, bodies } = await openTold([
    { id: 'dead', signal: 'source-down' },
    ...slowRules,
    { id: 'quick', sql: 'SELECT COUNT(*) FROM quick', when: '> 0' },
    { id: 'of-source', sql: 'SELECT COUNT(*) FROM kvs', on: 'source', when: '> 0' },
  ]);
  const opened = await openCase({ ...tables, sourceServer: server, settings: { watch: settings } });
  onTestFinished(() => void process.kill(server.pid, 'SIGCONT'));
  await opened.target.query('INSERT INTO quick VALUES (1)');
  await opened.target.query('LOCK TABLES held WRITE');
  startWatch(opened);
  await until('quick', 'firing');
  process.kill(server.pid, 'SIGSTOP');
  const { alerts } = await until('dead', 'firing');
  expect(alerts).toMatchObject([{ key: '', value: 1 }]);
  process.kill(server.pid, 'SIGCONT');
  await until('dead', 'resolved');
  // What could not be looked at meanwhile was kept back, and is over by itself.
  expect(bodies('of-source')).toEqual([]);
  await opened.target.query('UNLOCK TABLES');
});

it('a target that stands still is told past the ledger in it, once, and so is its end', async () => {
  const server = await startMariadb();
  onTestFinished(() => server.remove());
  const receiver = await openReceiver();
  const opened = await openCase({
    ...tables,
    targetServer: server,
    settings: {
      watch: {
        every: '200ms',
        channels: { ops: { type: 'webhook', url: `http://127.0.0.1:${receiver.port}/ops` } },
        rules: [...slowRules, { id: 'quick', sql: 'SELECT COUNT(*) FROM quick', when: '> 0' }],
      },
    },
  });
  onTestFinished(() => void process.kill(server.pid, 'SIGCONT'));
  await opened.target.query('LOCK TABLES held WRITE');
  startWatch(opened);
  const isAtWork = 'SELECT COUNT(*) AS n FROM information_schema.PROCESSLIST WHERE INFO LIKE "%FROM held%"';
  await vi.waitFor(async () => {
    const [rows] = await opened.target.query(isAtWork);
    expect(Number((rows as unknown as { n: number }[])[0]?.n)).toBeGreaterThan(1);
  }, patience);
  process.kill(server.pid, 'SIGSTOP');
  const downs = () => of(receiver.posts, '/ops', 'target-down').map(({ body }) => body.status);
  await vi.waitFor(() => expect(downs()).toEqual(['firing']), patience);
  process.kill(server.pid, 'SIGCONT');
  await vi.waitFor(() => expect(downs()).toEqual(['firing', 'resolved']), patience);
  // A connection that somebody ends is no server that stands still.
  const others = 'SELECT ID AS id FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID()';
  const [rows] = await opened.target.query(others);
  for (const { id } of rows as unknown as readonly { id: number }[])
    await opened.target.query(`KILL ${id}`).catch(() => undefined);
  await opened.target.query('UNLOCK TABLES');
  await opened.target.query('INSERT INTO quick VALUES (1)');
  await vi.waitFor(() => expect(of(receiver.posts, '/ops', 'quick')).toHaveLength(1), patience);
  expect(downs()).toEqual(['firing', 'resolved']);
});
