import type { ChildProcess } from 'node:child_process';
import { expect, it, onTestFinished } from 'vitest';
import type { Flavour } from '../../../src/plan/facts.js';
import { connectAdmin } from '../../../src/sandbox/servers/admin.js';
import { runBinary } from '../support/cli/binary.js';
import { watchMemory } from '../support/cli/peak-memory.js';
import { liveServer } from '../support/live/live-case.js';
import { type OpenedCase, openCase } from '../support/small-case.js';

const mostMb = 250;
const smallRows = 20_000;
const largeRows = 6_000;

const table = (more: string) =>
  `CREATE TABLE things (id bigint unsigned PRIMARY KEY, biz_id int NOT NULL, name varchar(50) NOT NULL, body mediumblob NULL${more}, UNIQUE KEY by_name (${more === '' ? '' : 'tenant_id, '}name));`;

async function openThings(flavour: Flavour) {
  const server = await liveServer(flavour, { max_binlog_size: '1G' });
  const small = await openCase({
    sourceServer: server,
    targetServer: server,
    source: `${table('')}
      INSERT INTO things SELECT seq, 2, CONCAT('thing ', seq), NULL FROM (${sequence(smallRows)}) AS numbers;
      INSERT INTO id_generators VALUES ('things', ${smallRows + largeRows}, NULL);`,
    target: `${table(', tenant_id varchar(50) NOT NULL')}
      INSERT INTO things VALUES (1, 2, 'thing 1', 'theirs', 'else');
      INSERT INTO id_generators VALUES ('things', 1, NULL);`,
    tables: ['things'],
    settings: { migration: { ids: 'offset' } },
  });
  return { server, small };
}

/** SQL of the numbers from 1 to `count`, which is at most 100,000. */
function sequence(count: number): string {
  const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(' UNION ALL ');
  const places = ['a', 'b', 'c', 'd', 'e'];
  const number = places.map((place, index) => `${place}.d * ${10 ** index}`).join(' + ');
  return `SELECT 1 + ${number} AS seq FROM ${places.map((place) => `(${digits}) AS ${place}`).join(', ')} HAVING seq <= ${count}`;
}

/** One transaction: names that change places, every row changed twice, some gone, and 200 MB of new ones. */
async function writeLarge({ source }: OpenedCase): Promise<void> {
  await source.query('START TRANSACTION');
  await source.query("UPDATE things SET name = CONCAT('aside ', id) WHERE id % 2 = 0");
  await source.query("UPDATE things SET name = CONCAT('thing ', id + 1) WHERE id % 2 = 1");
  await source.query("UPDATE things SET name = CONCAT('thing ', id - 1) WHERE id % 2 = 0");
  for (let from = smallRows; from < smallRows + largeRows; from += 1_000)
    await source.query(
      `INSERT INTO things SELECT ${from} + seq, 2, CONCAT('large ', ${from} + seq), REPEAT(SHA2(${from} + seq, 256), 550)
        FROM (${sequence(1_000)}) AS numbers`,
    );
  await source.query('DELETE FROM things WHERE id % 10 = 3');
  await source.query('COMMIT');
}

const summary = 'COUNT(*) AS n, SUM(CRC32(name)) AS names, SUM(CRC32(COALESCE(body, id - @shift))) AS bodies';

/** What a side holds of our tenant's rows, independent of their IDs. */
async function sumsOf({ source, target }: OpenedCase) {
  const [[ours]] = (await target.query(
    "SELECT MIN(id) AS first FROM things WHERE tenant_id = 'acme'",
  )) as unknown as [[{ first: number }]];
  const [[theirs]] = (await source.query('SELECT MIN(id) AS first FROM things')) as unknown as [
    [{ first: number }],
  ];
  await source.query('SET @shift = 0');
  await target.query(`SET @shift = ${Number(ours.first) - Number(theirs.first)}`);
  const [wanted] = await source.query(`SELECT ${summary} FROM things`);
  const [found] = await target.query(`SELECT ${summary} FROM things WHERE tenant_id = 'acme'`);
  return { wanted, found };
}

it.each<Flavour>(['mariadb', 'mysql'])(
  'follows a transaction of hundreds of MB of %s in flat memory, killed in the middle of it',
  async (flavour) => {
    const { server, small } = await openThings(flavour);
    await small.run({ live: true });
    const before = await sumsOf(small);
    await writeLarge(small);
    const args = ['follow', '-c', small.configFile, '--json', '--confirm', small.targetDatabase];
    /** Rows that open transactions of the server have written; asked again within 100 ms, it says what it said. */
    const written = async (ofThose = 'TRUE') => {
      const [[row]] = (await small.target.query(
        `SELECT COALESCE(MAX(trx_rows_modified), 0) AS n FROM information_schema.innodb_trx WHERE ${ofThose}`,
      )) as unknown as [[{ n: number }]];
      return Number(row.n);
    };
    // Somebody has the last row that was copied, and lets nobody past it.
    const holder = await connectAdmin(server, small.targetDatabase);
    onTestFinished(() => holder.destroy());
    await holder.query('START TRANSACTION');
    await holder.query("SELECT id FROM things WHERE tenant_id = 'acme' ORDER BY id DESC LIMIT 1 FOR UPDATE");
    let child: ChildProcess | undefined;
    const ending = runBinary(args, {
      onStart: (started) => {
        child = started;
      },
    });
    // It has much to read before that.
    await expect
      .poll(() => written("trx_state = 'LOCK WAIT'"), { interval: 200, timeout: 300_000 })
      .toBeGreaterThan(1_000);
    child?.kill('SIGKILL');
    expect((await ending).exitCode).toBeNull();
    await holder.query('ROLLBACK');
    await expect.poll(() => written(), { interval: 200 }).toBe(0);
    expect((await sumsOf(small)).found).toEqual(before.found);
    let peakMb = () => 0;
    const ended = await runBinary([...args, '--until-caught-up'], {
      onStart: (child) => {
        peakMb = watchMemory(child);
      },
    });
    expect(ended.exitCode, ended.stderr).toBe(0);
    expect(peakMb()).toBeLessThan(mostMb);
    const { wanted, found } = await sumsOf(small);
    expect(found).toEqual(wanted);
    const [theirs] = await small.target.query("SELECT id, name FROM things WHERE tenant_id = 'else'");
    expect(theirs).toMatchObject([{ name: 'thing 1' }]);
    const validated = await small.cli('validate', '--level', 'full');
    expect(validated.exitCode, validated.stdout).toBe(0);
  },
  900_000,
);
